package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The calls of cuBLAS by both bindings, of cuBLASLt and of cuDNN compute what is asked for, on a fake of these. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibraryCallsTest {
    static final BlasLt.Alignment ALIGNED = BlasLt.Alignment.BEST;

    private LibraryDevice device;
    private Blas jcuda;
    private Blas foreign;
    private BlasLt blasLt;
    private Dnn dnn;

    @BeforeAll
    void open() throws UnusableLibraryException {
        device = new LibraryDevice(12);
        jcuda = device.libraries.openBlas(device.workspace)
                .orElseThrow(() -> new AssertionError(device.libraries.report()));
        LibrarySearch search = new LibrarySearch(LibraryPath.ofThisProcess(),
                new RedistributableArchive(getClass().getClassLoader(), null), 0);
        foreign = new ForeignBlas(search.find(LibraryKind.BLAS).orElseThrow(), "cuBLAS", device.workspace);
        blasLt = device.libraries.openBlasLt(device.workspace).orElseThrow();
        dnn = device.libraries.openDnn(device.workspace).orElseThrow();
    }

    @AfterAll
    void close() {
        List.of(jcuda, foreign, blasLt, dnn).forEach(library -> {
            try {
                library.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        device.close();
    }

    static Stream<MatrixProduct> products() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64).flatMap(dtype -> Stream.of(false, true).flatMap(transposeA ->
                Stream.of(false, true).flatMap(transposeB -> IntStream.of(1, 3).boxed().flatMap(batch ->
                IntStream.of(0, 2)
                        .mapToObj(padding -> product(dtype, transposeA, transposeB, batch, padding))))));
    }

    private static MatrixProduct product(DType dtype, boolean transposeA, boolean transposeB, int batch, int padding) {
        int m = 5;
        int n = 7;
        int k = 4;
        int leadingA = (transposeA ? k : m) + padding;
        int leadingB = (transposeB ? n : k) + padding;
        int leadingC = m + padding;
        // All products of a batch with padding share one B.
        return new MatrixProduct(transposeA, transposeB, m, n, k,
                new MatrixProduct.Matrix(dtype, leadingA, (long) leadingA * (transposeA ? m : k) + padding),
                new MatrixProduct.Matrix(dtype, leadingB, padding > 0 ? 0 : (long) leadingB * (transposeB ? k : n)),
                new MatrixProduct.Matrix(dtype, leadingC, (long) leadingC * n + padding), batch,
                dtype == DType.FLOAT64 ? ComputeType.FLOAT64 : ComputeType.FLOAT32);
    }

    /** Queues the product of what is at three addresses. */
    private interface Binding {
        Runnable bind(MatrixProduct product, long a, long b, long c);
    }

    private record Named(String name, Binding binding) {}

    private Stream<Named> bindings() {
        return Stream.of(new Named("JCublas2", jcuda::product), new Named("foreign", foreign::product),
                new Named("cuBLASLt", (product, a, b, c) -> blasLt.plan(product, BlasLt.Epilogue.of(BlasLtEpilogue.DEFAULT),
                ALIGNED).orElseThrow()
                        .bind(a, b, c, 0, 0)));
    }

    @TestFactory
    Stream<DynamicTest> everyBindingMultiplies() {
        return bindings().flatMap(named -> products().map(product -> dynamicTest(named.name + " " + product, () -> {
                    double[] expected = expected(product);
                    Memory memory = new Memory(product);
                    named.binding.bind(product, memory.a, memory.b, memory.c).run();
                    assertArrayEquals(expected, device.download(product.c().dtype(), memory.c, expected.length), 1e-5);
                })));
    }

    private record Rounded(ComputeType type, DoubleUnaryOperator factor) {}

    /** Factors of 23 bits and more than float16's range, of which each type but the full one keeps something else. */
    @TestFactory
    Stream<DynamicTest> factorsAreRoundedAsTheTypeSays() {
        double[] a = {1 / 3f, -5 / 7f, 1e5f / 3, 1e-6f / 3, 2 / 11f, 1};
        double[] b = {1, 9 / 13f, -1e-3f / 7, 3, 1 / 17f, 1e-5f};
        return Stream.of(new Rounded(ComputeType.FLOAT32, x -> x), new Rounded(ComputeType.FAST_TF32,
                x -> Float.intBitsToFloat(Float.floatToRawIntBits((float) x) + 0x1000 & ~0x1fff)),
                new Rounded(ComputeType.FAST_16BF, DType.BFLOAT16::round),
                new Rounded(ComputeType.FAST_16F, DType.FLOAT16::round))
                .flatMap(rounded -> bindings().map(named -> dynamicTest(named.name + " " + rounded.type, () -> {
                    // Each product by itself: sums would hide which factor was rounded how.
                    MatrixProduct.Matrix one = new MatrixProduct.Matrix(DType.FLOAT32, 1, 1);
                    MatrixProduct product = new MatrixProduct(false, false, 1, 1, 1, one, one, one, a.length,
                            rounded.type);
                    long c = device.upload(DType.FLOAT32, new double[a.length]);
                    named.binding.bind(product, device.upload(DType.FLOAT32, a), device.upload(DType.FLOAT32, b), c)
                            .run();
                    double[] actual = device.download(DType.FLOAT32, c, a.length);
                    for (int i = 0; i < a.length; i++) {
                        double expected = rounded.factor.applyAsDouble(a[i]) * rounded.factor.applyAsDouble(b[i]);
                        assertEquals((float) expected, actual[i], "product " + i);
                        boolean isExact = rounded.type == ComputeType.FLOAT32;
                        assertEquals(isExact, (float) (a[i] * b[i]) == actual[i], "product " + i);
                    }
                })));
    }

    /** A product's operands on the device; what is not written of the result is -1. */
    private final class Memory {
        final long a;
        final long b;
        final long c;

        Memory(MatrixProduct product) {
            DType dtype = product.c().dtype();
            a = device.upload(dtype, numbers(size(product.a(), product.columnsOfA(), product.batch()), 1));
            b = device.upload(dtype, numbers(size(product.b(), product.columnsOfB(), product.batch()), 2));
            c = device.upload(dtype, untouched(product));
        }
    }

    static int size(MatrixProduct.Matrix matrix, int columns, int batch) {
        return (int) (matrix.batchStride() * (batch - 1)) + matrix.leadingDimension() * columns;
    }

    static double[] untouched(MatrixProduct product) {
        double[] numbers = new double[size(product.c(), product.n(), product.batch())];
        Arrays.fill(numbers, -1);
        return numbers;
    }

    static double[] numbers(int count, int seed) {
        return IntStream.range(0, count).mapToDouble(i -> (i * 7 + seed * 5) % 11 / 8.0 - 0.5).toArray();
    }

    static double[] expected(MatrixProduct product) {
        double[] expected = untouched(product);
        ColumnMajorReference.multiply(product, numbers(size(product.a(), product.columnsOfA(), product.batch()), 1), 0,
                numbers(size(product.b(), product.columnsOfB(), product.batch()), 2), 0, expected, 0);
        return expected;
    }

    @Test
    void version12IsCalledThroughJCuda() {
        assertTrue(jcuda.toString().matches("cuBLAS 12\\.\\d+\\.\\d+ in .*libcublas\\.so\\.12 through JCublas2"),
                jcuda.toString());
        assertTrue(dnn.toString().matches("cuDNN 9\\.\\d+\\.\\d+ in .*libcudnn\\.so\\.9 through JCudnn"),
                dnn.toString());
        List<String> report = device.libraries.report();
        assertTrue(report.stream().anyMatch(line -> line.startsWith("CUDA driver for CUDA 12.")), report.toString());
        assertTrue(report.stream().anyMatch(line -> line.startsWith("NVRTC 12.")), report.toString());
        assertTrue(report.stream().anyMatch(line -> line.startsWith("cuBLASLt 12.")), report.toString());
    }

    @Test
    void callsAreCapturedAndReplayed() {
        MatrixProduct product = product(DType.FLOAT32, true, false, 1, 0);
        double[] expected = expected(product);
        for (Binding binding : List.<Binding>of(jcuda::product, foreign::product, (p, a, b, c) ->
                blasLt.plan(p, BlasLt.Epilogue.of(BlasLtEpilogue.DEFAULT), ALIGNED).orElseThrow().bind(a, b, c, 0, 0))) {
            Memory memory = new Memory(product);
            device.replay(binding.bind(product, memory.a, memory.b, memory.c), 2);
            assertArrayEquals(expected, device.download(DType.FLOAT32, memory.c, expected.length), 1e-5);
        }
    }

    @Test
    void aCallAllocatesNothing() {
        MatrixProduct product = product(DType.FLOAT32, false, false, 1, 0);
        Memory memory = new Memory(product);
        Runnable fused = blasLt.plan(product,
                new BlasLt.Epilogue(BlasLtEpilogue.BIAS, DType.FLOAT32, 0), ALIGNED).orElseThrow()
                .bind(memory.a, memory.b, memory.c, device.upload(DType.FLOAT32, numbers(product.m(), 3)), 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Runnable call : List.of(fused, jcuda.product(product, memory.a, memory.b, memory.c),
                foreign.product(product, memory.a, memory.b, memory.c))) {
            int calls = 2000;
            for (int i = 0; i < calls; i++) {
                call.run();
            }
            device.synchronize();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                call.run();
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            device.synchronize();
            // The JVM itself allocates now and then; the smallest object at every call would be more.
            assertTrue(allocated < 8L * calls, allocated + " bytes in " + calls + " calls of " + call);
        }
    }

    @Test
    void aRefusedCallNamesTheLibraryTheProductAndTheCode() {
        MatrixProduct product = product(DType.FLOAT32, false, true, 1, 0);
        Memory memory = new Memory(product);
        for (Blas blas : List.of(jcuda, foreign)) {
            device.control.failCall("cublasGemmEx", 1, 13);
            String message = assertThrows(DeviceException.class, blas.product(product, memory.a, memory.b,
                    memory.c)::run).getMessage();
            assertTrue(message.startsWith("5x7x4 N,T float32 by cuBLAS")
                    && message.contains("CUBLAS_STATUS_EXECUTION_FAILED (13)"),
                    message);
        }
        Runnable fused = blasLt.plan(product, BlasLt.Epilogue.of(BlasLtEpilogue.RELU), ALIGNED).orElseThrow().bind(memory.a, memory.b,
                memory.c, 0, 0);
        device.control.failCall("cublasLtMatmul", 1, 14);
        String message = assertThrows(DeviceException.class, fused::run).getMessage();
        assertTrue(message.startsWith("5x7x4 N,T float32 with relu by cuBLASLt")
                && message.contains("CUBLAS_STATUS_INTERNAL_ERROR (14)"), message);
    }

    @Test
    void whatTheLibraryHasNoAlgorithmForIsNotPlanned() {
        MatrixProduct product = product(DType.FLOAT32, false, true, 1, 0);
        device.control.failCall("cublasLtMatmulAlgoGetHeuristic", 1, 15);
        assertEquals(Optional.empty(), blasLt.plan(product, BlasLt.Epilogue.of(BlasLtEpilogue.RELU), ALIGNED));
        assertEquals(Optional.empty(), blasLt.plan(product(DType.FLOAT64, false, true, 1, 0), BlasLt.Epilogue.of(BlasLtEpilogue.RELU),
                ALIGNED));
        for (String function : List.of("cublasLtMatmulAlgoGetHeuristic", "cublasLtMatmulDescSetAttribute",
                "cublasLtMatrixLayoutCreate")) {
            device.control.failCall(function, 1, 7);
            assertEquals(Optional.empty(), blasLt.plan(product, BlasLt.Epilogue.of(BlasLtEpilogue.RELU), ALIGNED), function);
        }
    }

    /** Versions that are known to go wrong, or not known to go right. */
    @Test
    void productsThatSomeVersionsGetWrongAreNotTrusted() {
        MatrixProduct product = product(DType.FLOAT32, false, false, 1, 0);
        assertTrue(Stream.of(BlasLtEpilogue.values()).allMatch(epilogue -> blasLt.isTrusted(product, epilogue)));
        MatrixProduct.Matrix row = new MatrixProduct.Matrix(DType.FLOAT32, 1, 0);
        MatrixProduct.Matrix padded = new MatrixProduct.Matrix(DType.FLOAT32, 3, 0);
        MatrixProduct thin = new MatrixProduct(false, false, 1, 7, 4, row, product.b(), padded, 1, ComputeType.FLOAT32);
        assertEquals(List.of(BlasLtEpilogue.DEFAULT, BlasLtEpilogue.RELU, BlasLtEpilogue.GELU),
                Stream.of(BlasLtEpilogue.values()).filter(epilogue -> blasLt.isTrusted(thin, epilogue)).toList());
    }

    @Test
    void aLibraryThatDoesNotStartIsDoneWithout() {
        CudaLibraries libraries = new CudaLibraries(null);
        device.control.failCall("cublasLtCreate", 1, 1);
        assertEquals(Optional.empty(), libraries.openBlasLt(device.workspace));
        device.control.failCall("cudnnCreate", 1, 1001);
        assertEquals(Optional.empty(), libraries.openDnn(device.workspace).map(Dnn::toString));
        String report = String.join("\n", libraries.report());
        assertTrue(report.contains("libcublasLt.so.12 is not used: cublasLtCreate failed:"
                + " CUBLAS_STATUS_NOT_INITIALIZED"), report);
        assertTrue(report.contains("libcudnn.so.9 is not used: cudnnCreate failed: "), report);
    }

    @TestFactory
    Stream<DynamicTest> softmaxOfRows() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64).flatMap(dtype -> Stream.of(Dnn.Softmax.values()).map(kind ->
                dynamicTest(dtype + " " + kind, () -> {
                    int rows = 5;
                    int columns = 7;
                    double[] x = numbers(rows * columns, 1);
                    double[] y = new double[x.length];
                    for (int begin = 0; begin < x.length; begin += columns) {
                        softmax(kind, begin, columns, x, y);
                    }
                    Dnn.Rows matrix = dnn.rows(dtype, rows, columns);
                    long output = device.upload(dtype, new double[x.length]);
                    matrix.softmax(kind, device.upload(dtype, x), output).run();
                    assertArrayEquals(y, device.download(dtype, output, x.length), 1e-5);
                })));
    }

    private static void softmax(Dnn.Softmax kind, int begin, int columns, double[] x, double[] y) {
        double sum = IntStream.range(begin, begin + columns).mapToDouble(i -> Math.exp(x[i])).sum();
        IntStream.range(begin, begin + columns).forEach(i -> y[i] = kind == Dnn.Softmax.LOGARITHMS
                ? x[i] - Math.log(sum) : Math.exp(x[i]) / sum);
    }
}
