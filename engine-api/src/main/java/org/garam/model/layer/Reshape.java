package org.garam.model.layer;

import java.util.List;
import java.util.Optional;
import org.garam.argument.Required;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Samples under another shape, their numbers in the same order: {@code new Reshape(28, 28, 1)}.
 *
 * @param targetShape the shape of one sample; one size may be -1, meaning what is left
 * @param inputShape the shape of one sample of what comes in, if it was told
 */
public record Reshape(List<Integer> targetShape, Optional<Shape> inputShape) implements Layer {
    private static final int OPEN = -1;

    public Reshape {
        targetShape = List.copyOf(targetShape);
        if (targetShape.stream().anyMatch(size -> size < OPEN || size == 0)
                || targetShape.stream().filter(size -> size == OPEN).count() > 1) {
            throw new IllegalArgumentException("Reshape takes sizes of 1 or more, one of which may be -1, received "
                    + targetShape);
        }
    }

    /** The sizes of one sample, without the batch axis. */
    public Reshape(int... sizes) {
        this(Required.integers("Reshape", "the array of sizes", sizes), Optional.empty());
    }

    /** {@return this layer told the shape of one sample, for the first layer of a model} */
    public Reshape inputShape(int... sizes) {
        return new Reshape(targetShape, Optional.of(Shape.of(sizes)));
    }

    @Override
    public Shape outputShape(Shape input) {
        long known = targetShape.stream().filter(size -> size != OPEN).mapToLong(Integer::longValue)
                .reduce(1, Math::multiplyExact);
        boolean isOpen = targetShape.contains(OPEN);
        if (isOpen ? input.count() % known != 0 : input.count() != known) {
            throw new ShapeException("Reshape: cannot turn samples of shape " + input + " (" + input.count()
                    + " numbers) into " + targetShape + " (" + (isOpen ? "a multiple of " : "") + known + ")");
        }
        int left = Math.toIntExact(input.count() / known);
        return Shape.of(targetShape.stream().map(size -> size == OPEN ? left : size).toList());
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        Shape batch = input.shape();
        return input.reshape(Shape.of(batch.size(0)).append(outputShape(batch.without(0))).toArray());
    }
}
