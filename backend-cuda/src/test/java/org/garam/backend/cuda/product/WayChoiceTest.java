package org.garam.backend.cuda.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.garam.kernels.host.DiskCache;
import org.garam.op.Precision;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WayChoiceTest {
    private static final Set<KernelWay> ALL = EnumSet.of(KernelWay.RENDERED, KernelWay.CUBLAS, KernelWay.CUBLASLT);
    private static final ScalarCode TANH = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32),
            new Instruction.Unary(UnaryFunction.TANH, 0, DType.FLOAT32)), List.of(1));

    private static final WayChoice.Timing<Folding> NO_FOLDS = (_, _) -> {
        throw new AssertionError("nothing is folded");
    };

    @TempDir
    private Path folder;
    private final List<Kernel> tried = new ArrayList<>();

    private static Kernel.Gemm square(int size, long offset, ScalarCode epilogue) {
        return square(size, offset, Precision.FULL, epilogue);
    }

    private static Kernel.Gemm square(int size, long offset, Precision precision, ScalarCode epilogue) {
        Shape shape = Shape.of(size, size);
        return new Kernel.Gemm(View.dense(new Place.Argument(0), DType.FLOAT32, offset, shape),
                View.dense(new Place.Argument(1), DType.FLOAT32, 0, shape), precision, List.of(), epilogue,
                View.dense(new Place.Argument(2), DType.FLOAT32, 0, shape));
    }

    private static Kernel.Gemm square(int size) {
        return square(size, 0, ScalarCode.copy(DType.FLOAT32));
    }

    private WayChoice choice(String identity, boolean isTrying, Map<KernelWay, Long> times) {
        return new WayChoice(identity, new DiskCache(folder, 1 << 20), isTrying, (kernels, _) -> {
            tried.addAll(kernels);
            return times;
        }, NO_FOLDS);
    }

    @AfterEach
    void forget() {
        System.clearProperty(WayChoice.PROPERTY);
    }

    @Test
    void theFastestIsRememberedForWhatTheTimeDependsOn() {
        Map<KernelWay, Long> times = Map.of(KernelWay.RENDERED, 30L, KernelWay.CUBLAS, 20L, KernelWay.CUBLASLT, 10L);
        assertEquals(KernelWay.CUBLASLT, choice("device", true, times).choose(square(256), "libraries", ALL));
        // Other times do not change what was decided.
        Map<KernelWay, Long> later = Map.of(KernelWay.RENDERED, 1L, KernelWay.CUBLASLT, 10L);
        assertEquals(KernelWay.CUBLASLT, choice("device", true, later).choose(square(256), "libraries", ALL));
        assertEquals(1, tried.size());
        assertEquals(KernelWay.RENDERED, choice("another device", true, later).choose(square(256), "libraries", ALL));
        assertEquals(KernelWay.RENDERED, choice("device", true, later).choose(square(256), "newer libraries", ALL));
        assertEquals(KernelWay.RENDERED, choice("device", true, later).choose(square(257), "libraries", ALL));
        assertEquals(KernelWay.RENDERED, choice("device", true, later).choose(square(256, 1, square(256).epilogue()),
                "libraries", ALL));
        assertEquals(KernelWay.RENDERED, choice("device", true, later).choose(square(256, 0, TANH), "libraries", ALL));
        assertEquals(KernelWay.RENDERED, choice("device", true, later).choose(square(256, 0, Precision.TENSOR_FLOAT32,
                square(256).epilogue()), "libraries", ALL));
        assertEquals(KernelWay.RENDERED, choice("device", true, later).choose(square(256), "libraries",
                EnumSet.of(KernelWay.RENDERED, KernelWay.CUBLASLT)));
        assertEquals(8, tried.size());
    }

    private record Ruled(String name, Kernel.Gemm gemm, Set<KernelWay> ways, KernelWay expected) {}

    @TestFactory
    Stream<DynamicTest> aRuleDecidesWhereNothingIsTried() {
        return Stream.of(
                new Ruled("a small product", square(32), ALL, KernelWay.RENDERED),
                new Ruled("a large product", square(256), ALL, KernelWay.CUBLAS),
                new Ruled("a large product in fewer bits", square(256, 0, Precision.BFLOAT16,
                        square(256).epilogue()), ALL, KernelWay.CUBLAS),
                new Ruled("a large product with an epilogue", square(256, 0, TANH), ALL, KernelWay.CUBLASLT),
                new Ruled("an epilogue that cuBLASLt has not", square(256, 0, TANH),
                        EnumSet.of(KernelWay.RENDERED, KernelWay.CUBLAS), KernelWay.CUBLAS),
                new Ruled("no library", square(256), EnumSet.of(KernelWay.RENDERED), KernelWay.RENDERED)
        ).map(ruled -> dynamicTest(ruled.name, () -> {
            Map<KernelWay, Long> never = Map.of();
            assertEquals(ruled.expected, choice("device", false, never).choose(ruled.gemm, "libraries", ruled.ways));
            WayChoice forgetful = new WayChoice("device", new DiskCache(null, 0), true, (kernels, _) -> {
                tried.addAll(kernels);
                return never;
            }, NO_FOLDS);
            assertEquals(ruled.expected, forgetful.choose(ruled.gemm, "libraries", ruled.ways));
            assertEquals(List.of(), tried);
        }));
    }

    @Test
    void whatCannotBeTriedIsDecidedByTheRule() {
        WayChoice full = new WayChoice("device", new DiskCache(folder, 1 << 20), true, (_, _) -> {
            throw new DeviceException("no memory");
        }, NO_FOLDS);
        assertEquals(KernelWay.CUBLAS, full.choose(square(256), "libraries", ALL));
        assertEquals(KernelWay.CUBLAS, choice("other", true, Map.of()).choose(square(256), "libraries", ALL),
                "none ran");
    }

    @Test
    void theUserMayAskForAWay() {
        System.setProperty(WayChoice.PROPERTY, "cublaslt");
        WayChoice choice = choice("device", true, Map.of(KernelWay.CUBLAS, 1L));
        assertEquals(KernelWay.CUBLASLT, choice.choose(square(16), "libraries", ALL));
        assertEquals(KernelWay.RENDERED, choice.choose(square(512), "libraries", EnumSet.of(KernelWay.RENDERED,
                KernelWay.CUBLAS)));
        assertEquals(List.of(), tried);
        System.setProperty(WayChoice.PROPERTY, "fast");
        String message = assertThrows(DeviceException.class, () -> choice.choose(square(16), "libraries",
                ALL)).getMessage();
        assertTrue(message.startsWith("-Dgaram.cuda.kernels=fast is no way to run a kernel; give auto, rendered, "),
                message);
    }
}
