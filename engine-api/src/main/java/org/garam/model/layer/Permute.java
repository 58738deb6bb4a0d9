package org.garam.model.layer;

import static org.garam.runtime.Arrangement.transpose;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.argument.Required;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Samples with their axes in another order: {@code new Permute(2, 1)} transposes.
 *
 * @param dims for each axis of a sample which one it was, counted from 1, which is the first axis of a sample
 */
public record Permute(List<Integer> dims) implements Layer {
    public Permute {
        dims = List.copyOf(dims);
        if (!dims.stream().sorted().toList().equals(IntStream.rangeClosed(1, dims.size()).boxed().toList())) {
            throw new IllegalArgumentException("Permute takes each of the numbers 1, 2, .. of the axes once, received "
                    + dims);
        }
    }

    /** The axes in this order, counted from 1. */
    public Permute(int... dims) {
        this(Required.integers("Permute", "the array of axes", dims));
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != dims.size()) {
            throw new ShapeException("Permute: puts " + dims.size() + " axes in the order " + dims
                    + ", received samples of shape " + input + ", which have " + input.rank());
        }
        return Shape.of(dims.stream().map(axis -> input.size(axis - 1)).toList());
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return transpose(input, IntStream.concat(IntStream.of(0), dims.stream().mapToInt(Integer::intValue)).toArray());
    }
}
