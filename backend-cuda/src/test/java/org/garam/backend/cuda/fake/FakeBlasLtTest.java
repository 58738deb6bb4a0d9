package org.garam.backend.cuda.fake;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jcuda.driver.CUdeviceptr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Epilogues of the fake cuBLASLt against double precision, and what an algorithm demands of those who use it. */
@SuppressWarnings("restricted")
class FakeBlasLtTest {
    private static final int M = 8;
    private static final int N = 5;
    private static final int K = 6;
    private static final int BITS_LEADING = 128;
    private static final int FLOAT32 = 0;
    private static final int IN_FLOAT32 = 68;
    private static final int INVALID_VALUE = 7;
    private static final int NOT_SUPPORTED = 15;
    private static final int EPILOGUE = 7;
    private static final int BIAS = 8;
    private static final int MATRIX = 11;
    private static final int MATRIX_LEADING = 12;
    private static final int WORKSPACE_BYTES = 1;
    private static final int CHOICE_BYTES = 96;

    private final float[] a = FakeBlasTest.random(M * K, 1);
    private final float[] b = FakeBlasTest.random(K * N, 2);
    private final float[] bias = FakeBlasTest.random(M, 3);
    private final float[] inputs = FakeBlasTest.random(M * N, 4);
    private final double[] product = FakeBlasTest.product(false, false, M, N, K, 1, 1, a, b, 0, null);
    private Arena arena;
    private FakeMachine machine;
    private SymbolLookup library;
    private MemorySegment handle;
    private MemorySegment description;
    private MemorySegment[] layouts;
    private MemorySegment preference;
    private CUdeviceptr onDeviceA;
    private CUdeviceptr onDeviceB;
    private CUdeviceptr out;

    /** What happens to the elements of a product, by the codes of cublasLtEpilogue_t. */
    private enum Epilogue {
        DEFAULT(1, x -> x), RELU(2, x -> Math.max(x, 0)), BIAS(4, x -> x), RELU_BIAS(6, x -> Math.max(x, 0)),
        GELU(32, Epilogue::gelu), GELU_BIAS(36, Epilogue::gelu), GELU_AUX_BIAS(164, Epilogue::gelu),
        RELU_AUX(130, x -> Math.max(x, 0));

        private final int code;
        private final DoubleUnaryOperator function;

        Epilogue(int code, DoubleUnaryOperator function) {
            this.code = code;
            this.function = function;
        }

        private static double gelu(double x) {
            return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
        }

        private boolean hasBias() {
            return (code & 4) != 0;
        }
    }

    @BeforeEach
    void open() {
        arena = Arena.ofConfined();
        machine = FakeMachine.open();
        library = SymbolLookup.libraryLookup(machine.fake.library("libcublasLt"), Arena.global());
        handle = created("cublasLtCreate");
        description = created("cublasLtMatmulDescCreate", IN_FLOAT32, FLOAT32);
        layouts = new MemorySegment[] {layout(M, K), layout(K, N), layout(M, N)};
        preference = created("cublasLtMatmulPreferenceCreate");
        set("cublasLtMatmulPreferenceSetAttribute", preference, WORKSPACE_BYTES, 4096L);
        onDeviceA = machine.upload(a);
        onDeviceB = machine.upload(b);
        out = machine.allocate(M * N * 4L);
    }

    @AfterEach
    void close() {
        for (MemorySegment layout : layouts) {
            check(call("cublasLtMatrixLayoutDestroy", layout));
        }
        check(call("cublasLtMatmulPreferenceDestroy", preference));
        check(call("cublasLtMatmulDescDestroy", description));
        check(call("cublasLtDestroy", handle));
        machine.close();
        arena.close();
    }

    private int call(String function, Object... arguments) {
        MemoryLayout[] parameters = Stream.of(arguments).map(argument -> switch (argument) {
            case Integer _ -> JAVA_INT;
            case Long _ -> JAVA_LONG;
            default -> ADDRESS;
        }).toArray(MemoryLayout[]::new);
        try {
            return (int) Linker.nativeLinker().downcallHandle(library.findOrThrow(function),
                    FunctionDescriptor.of(JAVA_INT, parameters)).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void check(int status) {
        assertEquals(0, status);
    }

    private MemorySegment created(String function, Object... arguments) {
        MemorySegment place = arena.allocate(ADDRESS);
        check(call(function, Stream.concat(Stream.of(place), Stream.of(arguments)).toArray()));
        return place.get(ADDRESS, 0);
    }

    private MemorySegment layout(long rows, long columns) {
        return created("cublasLtMatrixLayoutCreate", FLOAT32, rows, columns, rows);
    }

    private void set(String function, MemorySegment object, int attribute, long value) {
        check(call(function, object, attribute, arena.allocateFrom(JAVA_LONG, value), 8L));
    }

    private void describe(int epilogue) {
        MemorySegment value = arena.allocateFrom(JAVA_INT, epilogue);
        check(call("cublasLtMatmulDescSetAttribute", description, EPILOGUE, value, 4L));
    }

    private void describe(int attribute, CUdeviceptr memory) {
        set("cublasLtMatmulDescSetAttribute", description, attribute, FakeMachine.address(memory));
    }

    private void describeLeading(int leading) {
        set("cublasLtMatmulDescSetAttribute", description, MATRIX_LEADING, leading);
    }

    private static MemorySegment at(CUdeviceptr memory) {
        return MemorySegment.ofAddress(FakeMachine.address(memory));
    }

    /** {@return the status of asking for an algorithm} */
    private int choose(MemorySegment choice) {
        return call("cublasLtMatmulAlgoGetHeuristic", handle, description, layouts[0], layouts[1], layouts[2],
                layouts[2], preference, 1, choice, arena.allocate(JAVA_INT));
    }

    /** Queues the product in the default stream, for which copies to the host wait. */
    private int multiply(MemorySegment choice, CUdeviceptr result, long workspaceBytes) {
        return call("cublasLtMatmul", handle, description, arena.allocateFrom(JAVA_FLOAT, 1), at(onDeviceA), layouts[0],
                at(onDeviceB), layouts[1], arena.allocateFrom(JAVA_FLOAT, 0), at(result), layouts[2], at(result),
                layouts[2], choice, at(machine.allocate(4096)), workspaceBytes, MemorySegment.NULL);
    }

    private float[] run() {
        MemorySegment choice = arena.allocate(CHOICE_BYTES, 8);
        check(choose(choice));
        check(multiply(choice, out, 4096));
        return machine.download(out, M * N);
    }

    @ParameterizedTest
    @EnumSource
    void forwardEpiloguesAreRight(Epilogue epilogue) {
        describe(epilogue.code);
        describe(BIAS, machine.upload(bias));
        describe(MATRIX, machine.allocate(BITS_LEADING * N * 4L));
        describeLeading(BITS_LEADING);
        double[] expected = IntStream.range(0, M * N)
                .mapToDouble(i -> epilogue.function.applyAsDouble(product[i] + (epilogue.hasBias() ? bias[i % M] : 0)))
                .toArray();
        FakeBlasTest.assertClose(expected, run(), 1e-6);
    }

    /** The gradient of RELU needs the bits that RELU_AUX left, and yields the bias gradient as well. */
    @Test
    void reluGradientFollowsTheBitsOfTheForwardPass() {
        CUdeviceptr bits = machine.allocate(BITS_LEADING / 8 * N);
        describe(MATRIX, bits);
        describeLeading(BITS_LEADING);
        describe(130);
        float[] forward = run();
        describe(152);
        CUdeviceptr biasGradient = machine.allocate(M * 4L);
        describe(BIAS, biasGradient);
        double[] expected = IntStream.range(0, M * N).mapToDouble(i -> forward[i] > 0 ? product[i] : 0).toArray();
        FakeBlasTest.assertClose(expected, run(), 1e-6);
        FakeBlasTest.assertClose(sums(expected, M, i -> i % M), machine.download(biasGradient, M), 1e-6);
    }

    /** The derivative is approximated by a difference. */
    @Test
    void geluGradientReadsTheInputs() {
        describe(MATRIX, machine.upload(inputs));
        describeLeading(M);
        describe(192);
        double step = 1e-5;
        double[] expected = IntStream.range(0, M * N)
                .mapToDouble(i -> (Epilogue.gelu(inputs[i]
                + step) - Epilogue.gelu(inputs[i] - step)) / (2 * step) * product[i])
                .toArray();
        FakeBlasTest.assertClose(expected, run(), 1e-6);
    }

    @Test
    void biasGradientsAreSumsOverTheDepth() {
        double[] wideA = IntStream.range(0, a.length).mapToDouble(i -> a[i]).toArray();
        double[] wideB = IntStream.range(0, b.length).mapToDouble(i -> b[i]).toArray();
        for (boolean ofA : new boolean[] {true, false}) {
            int length = ofA ? M : N;
            CUdeviceptr sums = machine.allocate(length * 4L);
            describe(BIAS, sums);
            describe(ofA ? 256 : 512);
            FakeBlasTest.assertClose(product, run(), 1e-6);
            FakeBlasTest.assertClose(ofA ? sums(wideA, M, i -> i % M) : sums(wideB, N, i -> i / K),
                    machine.download(sums, length), 1e-6);
        }
    }

    private static double[] sums(double[] values, int length, IntUnaryOperator place) {
        double[] sums = new double[length];
        IntStream.range(0, values.length).forEach(i -> sums[place.applyAsInt(i)] += values[i]);
        return sums;
    }

    @Test
    void algorithmHoldsToWhatWasPromised() {
        MemorySegment choice = arena.allocate(CHOICE_BYTES, 8);
        check(choose(choice));
        assertEquals(4096, choice.get(JAVA_LONG, 64));
        assertEquals(INVALID_VALUE, multiply(choice, out, 4095));
        CUdeviceptr shifted = machine.allocate(M * N * 4L + 4).withByteOffset(4);
        assertEquals(INVALID_VALUE, multiply(choice, shifted, 4096));
        set("cublasLtMatmulPreferenceSetAttribute", preference, WORKSPACE_BYTES, 0);
        for (int alignment = 5; alignment <= 8; alignment++) {
            MemorySegment four = arena.allocateFrom(JAVA_INT, 4);
            check(call("cublasLtMatmulPreferenceSetAttribute", preference, alignment, four, 4L));
        }
        check(choose(choice));
        check(multiply(choice, shifted, 0));
        describe(2);
        assertEquals(INVALID_VALUE, multiply(choice, out, 4096));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        MemorySegment choice = arena.allocate(CHOICE_BYTES, 8);
        describe(192);
        describeLeading(M + 1);
        assertEquals(INVALID_VALUE, choose(choice));
        describe(3);
        assertEquals(NOT_SUPPORTED, choose(choice));
        describe(1);
        MemorySegment right = layouts[1];
        layouts[1] = layout(K + 1, N);
        assertEquals(INVALID_VALUE, choose(choice));
        check(call("cublasLtMatrixLayoutDestroy", right));
        assertEquals(INVALID_VALUE, call("cublasLtMatrixLayoutDestroy", right));
    }
}
