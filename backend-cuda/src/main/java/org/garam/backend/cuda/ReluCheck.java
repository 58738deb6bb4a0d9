package org.garam.backend.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
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
 * Whether cuBLASLt's ReLU yields NaN for NaN, as Garam's maximum does; its documentation does not say. If it yields
 * zero, a training that has gone astray would not show it.
 */
final class ReluCheck {
    private static final int SIZE = 8;
    private static final BlasLt.Alignment ALIGNMENT = new BlasLt.Alignment(256, 256, 256, 256, 256);

    private ReluCheck() {}

    /** {@return whether a product with a NaN in its first row has it there afterwards} The caller holds the stream. */
    static boolean passesNan(BlasLt library, BufferMemory memory) {
        MatrixProduct.Matrix square = new MatrixProduct.Matrix(DType.FLOAT32, SIZE, 0);
        MatrixProduct product = new MatrixProduct(false, false, SIZE, SIZE, SIZE, square, square, square, 1,
                ComputeType.FLOAT32);
        BlasLtProduct planned = library.plan(product, BlasLt.Epilogue.of(BlasLtEpilogue.RELU), ALIGNMENT).orElse(null);
        if (planned == null) {
            return false;
        }
        try (CountedBuffer a = memory.allocate(DType.FLOAT32, SIZE * SIZE, MemoryHolder.LIBRARIES);
                CountedBuffer b = memory.allocate(DType.FLOAT32, SIZE * SIZE, MemoryHolder.LIBRARIES);
                CountedBuffer c = memory.allocate(DType.FLOAT32, SIZE * SIZE, MemoryHolder.LIBRARIES)) {
            float[] numbers = new float[SIZE * SIZE];
            Arrays.fill(numbers, 1);
            b.write(0, MemorySegment.ofArray(numbers));
            numbers[0] = Float.NaN;
            a.write(0, MemorySegment.ofArray(numbers));
            planned.bind(a.handle(), b.handle(), c.handle(), 0, 0).run();
            MemorySegment result = MemorySegment.ofArray(numbers);
            c.read(0, result);
            return IntStream.range(0, SIZE).allMatch(column ->
                    Float.isNaN(result.getAtIndex(ValueLayout.JAVA_FLOAT, (long) column * SIZE)));
        }
    }
}
