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

class ProductChoiceTest {
    private static final Set<ProductWay> ALL = EnumSet.allOf(ProductWay.class);
    private static final ScalarCode TANH = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32),
            new Instruction.Unary(UnaryFunction.TANH, 0, DType.FLOAT32)), List.of(1));

    @TempDir
    private Path folder;
    private final List<Kernel.Gemm> tried = new ArrayList<>();

    private static Kernel.Gemm square(int size, long offset, ScalarCode epilogue) {
        Shape shape = Shape.of(size, size);
        return new Kernel.Gemm(View.dense(new Place.Argument(0), DType.FLOAT32, offset, shape),
                View.dense(new Place.Argument(1), DType.FLOAT32, 0, shape), List.of(), epilogue,
                View.dense(new Place.Argument(2), DType.FLOAT32, 0, shape));
    }

    private static Kernel.Gemm square(int size) {
        return square(size, 0, ScalarCode.copy(DType.FLOAT32));
    }

    private ProductChoice choice(String identity, boolean isTrying, Map<ProductWay, Long> times) {
        return new ProductChoice(identity, new DiskCache(folder, 1 << 20), isTrying, (gemm, _) -> {
            tried.add(gemm);
            return times;
        });
    }

    @AfterEach
    void forget() {
        System.clearProperty(ProductChoice.PROPERTY);
    }

    @Test
    void theFastestIsRememberedForWhatTheTimeDependsOn() {
        Map<ProductWay, Long> times = Map.of(ProductWay.KERNEL, 30L, ProductWay.CUBLAS, 20L, ProductWay.CUBLASLT, 10L);
        assertEquals(ProductWay.CUBLASLT, choice("device", true, times).choose(square(256), ALL));
        // Other times do not change what was decided.
        Map<ProductWay, Long> later = Map.of(ProductWay.KERNEL, 1L, ProductWay.CUBLASLT, 10L);
        assertEquals(ProductWay.CUBLASLT, choice("device", true, later).choose(square(256), ALL));
        assertEquals(1, tried.size());
        assertEquals(ProductWay.KERNEL, choice("another device", true, later).choose(square(256), ALL));
        assertEquals(ProductWay.KERNEL, choice("device", true, later).choose(square(257), ALL));
        assertEquals(ProductWay.KERNEL, choice("device", true, later).choose(square(256, 1, square(256).epilogue()),
                ALL));
        assertEquals(ProductWay.KERNEL, choice("device", true, later).choose(square(256, 0, TANH), ALL));
        assertEquals(ProductWay.KERNEL, choice("device", true, later).choose(square(256),
                EnumSet.of(ProductWay.KERNEL, ProductWay.CUBLASLT)));
        assertEquals(6, tried.size());
    }

    private record Ruled(String name, Kernel.Gemm gemm, Set<ProductWay> ways, ProductWay expected) {}

    @TestFactory
    Stream<DynamicTest> aRuleDecidesWhereNothingIsTried() {
        return Stream.of(
                new Ruled("a small product", square(32), ALL, ProductWay.KERNEL),
                new Ruled("a large product", square(256), ALL, ProductWay.CUBLAS),
                new Ruled("a large product with an epilogue", square(256, 0, TANH), ALL, ProductWay.CUBLASLT),
                new Ruled("an epilogue that cuBLASLt has not", square(256, 0, TANH),
                        EnumSet.of(ProductWay.KERNEL, ProductWay.CUBLAS), ProductWay.CUBLAS),
                new Ruled("no library", square(256), EnumSet.of(ProductWay.KERNEL), ProductWay.KERNEL)
        ).map(ruled -> dynamicTest(ruled.name, () -> {
            Map<ProductWay, Long> never = Map.of();
            assertEquals(ruled.expected, choice("device", false, never).choose(ruled.gemm, ruled.ways));
            ProductChoice forgetful = new ProductChoice("device", new DiskCache(null, 0), true, (gemm, _) -> {
                tried.add(gemm);
                return never;
            });
            assertEquals(ruled.expected, forgetful.choose(ruled.gemm, ruled.ways));
            assertEquals(List.of(), tried);
        }));
    }

    @Test
    void whatCannotBeTriedIsDecidedByTheRule() {
        ProductChoice full = new ProductChoice("device", new DiskCache(folder, 1 << 20), true, (_, _) -> {
            throw new DeviceException("no memory");
        });
        assertEquals(ProductWay.CUBLAS, full.choose(square(256), ALL));
        assertEquals(ProductWay.CUBLAS, choice("other", true, Map.of()).choose(square(256), ALL), "none ran");
    }

    @Test
    void theUserMayAskForAWay() {
        System.setProperty(ProductChoice.PROPERTY, "cublaslt");
        ProductChoice choice = choice("device", true, Map.of(ProductWay.CUBLAS, 1L));
        assertEquals(ProductWay.CUBLASLT, choice.choose(square(16), ALL));
        assertEquals(ProductWay.KERNEL, choice.choose(square(512), EnumSet.of(ProductWay.KERNEL, ProductWay.CUBLAS)));
        assertEquals(List.of(), tried);
        System.setProperty(ProductChoice.PROPERTY, "fast");
        String message = assertThrows(DeviceException.class, () -> choice.choose(square(16), ALL)).getMessage();
        assertTrue(message.startsWith("-Dgaram.cuda.products=fast is no way to compute a product; give auto, kernel,"
                + " cublas"),
                message);
    }
}
