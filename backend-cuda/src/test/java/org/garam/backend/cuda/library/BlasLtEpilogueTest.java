package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.tensor.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** What cuBLASLt's epilogues read, write and compute, against double precision, on a fake of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlasLtEpilogueTest {
    private static final double TOLERANCE = 1e-5;
    private static final int BITS_LEADING = 128;
    private static final int LEADING = 8;

    private LibraryDevice device;
    private BlasLt library;

    @BeforeAll
    void open() {
        device = new LibraryDevice(12);
        library = device.libraries.openBlasLt(device.workspace).orElseThrow();
    }

    @AfterAll
    void close() {
        library.close();
        device.close();
    }

    private static double gelu(double x) {
        return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** By a central difference. */
    private static double geluGradient(double x) {
        double step = 1e-6;
        return (gelu(x + step) - gelu(x - step)) / (2 * step);
    }

    @TestFactory
    Stream<DynamicTest> everyEpilogueOfEveryProduct() {
        return Stream.of(BlasLtEpilogue.values()).flatMap(epilogue -> LibraryCallsTest.products()
                .filter(product -> product.computeType() == ComputeType.FLOAT32)
                .filter(product -> product.batch() == 1 || !epilogue.hasMatrix() && (!epilogue.hasVector()
                        || epilogue.hasBias()))
                .map(product -> dynamicTest(epilogue + " " + product + " " + product.c(), () -> check(epilogue, product))));
    }

    /** The operands of one product on the device, and numbers of the host to compare with. */
    private final class Case {
        final MatrixProduct product;
        final double[] values;
        final double[] vector;
        final double[] matrix;
        final long a;
        final long b;
        final long c;
        final long vectorAddress;
        final long matrixAddress;

        /** @param bits the matrix of bits to use, 0 for a new matrix of numbers */
        Case(MatrixProduct product, int vectorSize, long bits) {
            this.product = product;
            values = LibraryCallsTest.expected(product);
            vector = LibraryCallsTest.numbers(vectorSize, 3);
            matrix = LibraryCallsTest.numbers(LEADING * product.n(), 4);
            a = device.upload(DType.FLOAT32, LibraryCallsTest.numbers(LibraryCallsTest.size(product.a(),
                    product.columnsOfA(), product.batch()), 1));
            b = device.upload(DType.FLOAT32, LibraryCallsTest.numbers(LibraryCallsTest.size(product.b(),
                    product.columnsOfB(), product.batch()), 2));
            c = device.upload(DType.FLOAT32, LibraryCallsTest.untouched(product));
            vectorAddress = device.upload(DType.FLOAT32, vector);
            matrixAddress = bits == 0 ? device.upload(DType.FLOAT32, matrix) : bits;
        }

        void run(BlasLtEpilogue epilogue) {
            library.plan(product, new BlasLt.Epilogue(epilogue, epilogue.hasVector() ? DType.FLOAT32 : null,
                    epilogue.hasBits() ? BITS_LEADING : epilogue.hasMatrix() ? LEADING : 0), LibraryCallsTest.ALIGNED)
                    .orElseThrow().bind(a, b, c, vectorAddress, matrixAddress).run();
        }

        /** Applies a function of the value, its row and its column to each value of the product. */
        void each(Function function) {
            for (int batch = 0; batch < product.batch(); batch++) {
                for (int column = 0; column < product.n(); column++) {
                    for (int row = 0; row < product.m(); row++) {
                        int index = (int) (batch * product.c().batchStride()) + column * product.c().leadingDimension() + row;
                        values[index] = function.of(values[index], row, column);
                    }
                }
            }
        }

        void assertValues() {
            assertArrayEquals(values, device.download(DType.FLOAT32, c, values.length), TOLERANCE);
        }
    }

    @FunctionalInterface
    private interface Function {
        double of(double value, int row, int column);
    }

    private void check(BlasLtEpilogue epilogue, MatrixProduct product) {
        long bits = epilogue.hasBits() ? device.upload(DType.FLOAT32, new double[BITS_LEADING / Float.SIZE * product.n()]) : 0;
        boolean[][] passed = new boolean[product.m()][product.n()];
        if (epilogue == BlasLtEpilogue.DRELU || epilogue == BlasLtEpilogue.DRELU_BGRAD) {
            // The forward pass decides which elements pass, by another vector than the gradient has.
            Case forward = new Case(product, product.m(), bits);
            forward.run(BlasLtEpilogue.RELU_AUX_BIAS);
            forward.each((x, row, column) -> {
                passed[row][column] = x + forward.vector[row] > 0;
                return x;
            });
        }
        Case tested = new Case(product, epilogue == BlasLtEpilogue.BGRADB ? product.n() : product.m(), bits);
        double[] before = new double[product.m() * product.n()];
        tested.each((x, row, column) -> {
            double sum = x + (epilogue.hasBias() ? tested.vector[row] : 0);
            before[column * product.m() + row] = sum;
            double input = tested.matrix[column * LEADING + row];
            return switch (epilogue) {
                case DEFAULT, BIAS, BGRADA, BGRADB -> sum;
                case RELU, RELU_BIAS, RELU_AUX, RELU_AUX_BIAS -> Math.max(0, sum);
                case GELU, GELU_BIAS, GELU_AUX, GELU_AUX_BIAS -> gelu(sum);
                case DRELU, DRELU_BGRAD -> passed[row][column] ? sum : 0;
                case DGELU, DGELU_BGRAD -> sum * geluGradient(input);
            };
        });
        tested.run(epilogue);
        tested.assertValues();
        if (epilogue.hasVector() && !epilogue.hasBias()) {
            assertArrayEquals(sums(epilogue, tested), device.download(DType.FLOAT32, tested.vectorAddress,
                    tested.vector.length), TOLERANCE);
        }
        if (epilogue == BlasLtEpilogue.GELU_AUX || epilogue == BlasLtEpilogue.GELU_AUX_BIAS) {
            double[] written = device.download(DType.FLOAT32, tested.matrixAddress, tested.matrix.length);
            assertArrayEquals(before, IntStream.range(0, before.length).mapToDouble(i ->
                    written[i / product.m() * LEADING + i % product.m()]).toArray(), TOLERANCE);
        }
    }

    private static double[] sums(BlasLtEpilogue epilogue, Case tested) {
        MatrixProduct product = tested.product;
        double[] sums = new double[tested.vector.length];
        switch (epilogue) {
            case BGRADA -> add(sums, product.a(), product.transposeA(), product.m(), product.k(), 1, true);
            case BGRADB -> add(sums, product.b(), product.transposeB(), product.k(), product.n(), 2, false);
            default -> tested.each((x, row, _) -> {
                sums[row] += x;
                return x;
            });
        }
        return sums;
    }

    private static void add(double[] sums, MatrixProduct.Matrix matrix, boolean isTransposed, int rows, int columns,
            int seed, boolean isOfRows) {
        double[] numbers = LibraryCallsTest.numbers(matrix.leadingDimension() * (isTransposed ? rows : columns), seed);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                sums[isOfRows ? row : column] += numbers[isTransposed ? row * matrix.leadingDimension() + column
                        : column * matrix.leadingDimension() + row];
            }
        }
    }
}
