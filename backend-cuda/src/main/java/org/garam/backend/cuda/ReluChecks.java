package org.garam.backend.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.backend.cuda.library.BlasLtProduct;
import org.garam.backend.cuda.library.ComputeType;
import org.garam.backend.cuda.library.MatrixProduct;
import org.garam.kernels.host.BufferMemory;
import org.garam.kernels.host.CountedBuffer;
import org.garam.kernels.host.MemoryHolder;
import org.garam.tensor.DType;

/**
 * What cuBLASLt's documentation does not say of its ReLU and is tried on the device, for each type once: whether it
 * yields NaN for NaN, as Garam's maximum does, so that a training that has gone astray shows it; and whether its gradient
 * lets pass what belongs to outputs greater than zero and nothing else, neither at zero nor at NaN.
 */
final class ReluChecks {
    private static final int SIZE = 8;
    private static final int BITS_LEADING = 128;
    private static final double[] OUTPUTS = {-1, 0, Double.NaN, 1, -0.0, 2, -2, 0.5};
    private static final double GRADIENT = 3;

    private final BufferMemory memory;
    private final Map<DType, Boolean> passesNan = new EnumMap<>(DType.class);
    private final Map<DType, Boolean> passesPositives = new EnumMap<>(DType.class);

    ReluChecks(BufferMemory memory) {
        this.memory = memory;
    }

    /** {@return whether the epilogue was seen to be right} The caller holds the stream. */
    boolean isExact(BlasLt library, BlasLtEpilogue epilogue, DType dtype) {
        return switch (epilogue) {
            case RELU, RELU_BIAS -> passesNan.computeIfAbsent(dtype, _ -> passesNan(library, dtype));
            case RELU_AUX, RELU_AUX_BIAS -> isExact(library, BlasLtEpilogue.RELU, dtype)
                    && isExact(library, BlasLtEpilogue.DRELU, dtype);
            case DRELU, DRELU_BGRAD -> passesPositives.computeIfAbsent(dtype, _ -> passesPositives(library, dtype));
            default -> true;
        };
    }

    private boolean passesNan(BlasLt library, DType dtype) {
        double[] result = outputs(library, BlasLt.Epilogue.of(BlasLtEpilogue.RELU), dtype, OUTPUTS, 0);
        return result.length > 0 && IntStream.range(0, SIZE).allMatch(row ->
                Double.isNaN(OUTPUTS[row]) ? Double.isNaN(result[row]) : result[row] == Math.max(0, OUTPUTS[row]));
    }

    private boolean passesPositives(BlasLt library, DType dtype) {
        try (CountedBuffer bits = allocate(DType.INT8, (long) BITS_LEADING / Byte.SIZE * SIZE)) {
            double[] forward = outputs(library, new BlasLt.Epilogue(BlasLtEpilogue.RELU_AUX, null, BITS_LEADING), dtype,
                    OUTPUTS, bits.handle());
            double[] gradients = IntStream.range(0, SIZE).mapToDouble(_ -> GRADIENT).toArray();
            double[] passed = outputs(library, new BlasLt.Epilogue(BlasLtEpilogue.DRELU, null, BITS_LEADING), dtype,
                    gradients, bits.handle());
            return forward.length > 0 && passed.length > 0 && IntStream.range(0, SIZE).allMatch(row ->
                    passed[row] == (OUTPUTS[row] > 0 ? GRADIENT : 0));
        }
    }

    /** {@return what the epilogue makes of a matrix that has these numbers in each column; nothing if there is none} */
    private double[] outputs(BlasLt library, BlasLt.Epilogue epilogue, DType dtype, double[] rows, long bits) {
        MatrixProduct.Matrix square = new MatrixProduct.Matrix(dtype, SIZE, 0);
        MatrixProduct product = new MatrixProduct(false, false, SIZE, SIZE, SIZE, square, square, square, 1,
                dtype == DType.FLOAT64 ? ComputeType.FLOAT64 : ComputeType.FLOAT32);
        BlasLtProduct planned = library.plan(product, epilogue, BlasLt.Alignment.BEST).orElse(null);
        if (planned == null) {
            return new double[0];
        }
        try (CountedBuffer a = allocate(dtype, SIZE * SIZE); CountedBuffer b = allocate(dtype, SIZE * SIZE);
                CountedBuffer c = allocate(dtype, SIZE * SIZE); Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate((long) SIZE * SIZE * dtype.bytes(), Long.BYTES);
            for (int row = 0; row < SIZE; row++) {
                put(numbers, dtype, row, rows[row]);
            }
            a.write(0, numbers);
            numbers.fill((byte) 0);
            for (int column = 0; column < SIZE; column++) {
                put(numbers, dtype, column * SIZE, 1);
            }
            b.write(0, numbers);
            planned.bind(a.handle(), b.handle(), c.handle(), 0, bits).run();
            c.read(0, numbers);
            return IntStream.range(0, SIZE).mapToDouble(row -> get(numbers, dtype, row)).toArray();
        }
    }

    private CountedBuffer allocate(DType dtype, long size) {
        return memory.allocate(dtype, size, MemoryHolder.LIBRARIES);
    }

    private static void put(MemorySegment numbers, DType dtype, int index, double value) {
        switch (dtype) {
            case FLOAT64 -> numbers.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
            case FLOAT32 -> numbers.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
            default -> numbers.setAtIndex(ValueLayout.JAVA_SHORT, index, dtype.toHalfBits(value));
        }
    }

    private static double get(MemorySegment numbers, DType dtype, int index) {
        return switch (dtype) {
            case FLOAT64 -> numbers.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
            case FLOAT32 -> numbers.getAtIndex(ValueLayout.JAVA_FLOAT, index);
            default -> dtype.fromHalfBits(numbers.getAtIndex(ValueLayout.JAVA_SHORT, index));
        };
    }
}
