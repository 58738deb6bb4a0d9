package org.garam.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.Shape;

/**
 * The gradient of a product: for each factor the product of all others. Nothing is divided or masked, so that zeros
 * among the factors are no special case, and derivatives of this gradient are right at zeros as well.
 */
final class ProductGradient {
    private ProductGradient() {}

    /** {@return for each element of {@code x} the product of all others it is multiplied with by {@code reduce}} */
    static int otherFactors(ProgramBuilder program, Op.Reduce reduce, int x) {
        Shape shape = program.type(x).shape();
        List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
        order.removeAll(reduce.axes());
        int products = order.size();
        order.addAll(reduce.axes());
        int ordered = program.add(new Op.Transpose(order), x);
        Shape orderedShape = program.type(ordered).shape();
        int factors = Math.toIntExact(orderedShape.axes(products, shape.rank()).count());
        int rows = program.add(new Op.Reshape(orderedShape.axes(0, products).append(Shape.of(factors))), ordered);
        int others = program.add(new Op.Reshape(orderedShape), otherFactors(program, rows));
        List<Integer> back = IntStream.range(0, shape.rank()).map(order::indexOf).boxed().toList();
        return program.add(new Op.Transpose(back), others);
    }

    /**
     * Of the factors along the last axis. Each is joined with the one half of the axis further on; the factors other
     * than one of the two are those other than both, and its partner.
     */
    private static int otherFactors(ProgramBuilder program, int x) {
        Shape shape = program.type(x).shape();
        int count = shape.size(-1);
        if (count <= 1) {
            return program.constant(program.type(x), 1);
        }
        int half = (count + 1) / 2;
        int left = slice(program, x, 0, half);
        List<Integer> none = Collections.nCopies(shape.rank(), 0);
        List<Integer> after = new ArrayList<>(none);
        after.set(shape.rank() - 1, 2 * half - count);
        int right = program.add(new Op.Pad(none, after, 1), slice(program, x, half, count - half));
        int others = otherFactors(program, multiply(program, left, right));
        int joined = program.add(new Op.Concat(shape.rank() - 1), multiply(program, others, right),
                multiply(program, others, left));
        return slice(program, joined, 0, count);
    }

    private static int slice(ProgramBuilder program, int value, int start, int size) {
        Shape shape = program.type(value).shape();
        List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
        starts.set(shape.rank() - 1, start);
        return program.add(new Op.Slice(starts, shape.with(-1, size), Collections.nCopies(shape.rank(), 1)), value);
    }

    private static int multiply(ProgramBuilder program, int x, int y) {
        return program.add(new Op.Binary(BinaryFunction.MULTIPLY), x, y);
    }
}
