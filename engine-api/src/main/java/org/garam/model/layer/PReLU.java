package org.garam.model.layer;

import static org.garam.runtime.Elementwise.binary;

import java.util.List;
import org.garam.argument.Required;
import org.garam.model.initializer.Zeros;
import org.garam.op.BinaryFunction;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * {@code max(x, 0) + alpha min(x, 0)} with learned slopes {@code alpha} (He et al., 2015).
 *
 * @param alpha what the slopes are, of the shape of a sample; zeros at first by default
 * @param sharedAxes the axes along which one slope is shared, 1 being the first one of a sample; none by default
 */
public record PReLU(WeightOptions alpha, List<Integer> sharedAxes) implements Layer {
    private static final String ALPHA = "alpha";

    public PReLU {
        Required.given("PReLU", "alpha", alpha, "new WeightOptions(new Zeros()), or leave it out");
        sharedAxes = List.copyOf(sharedAxes);
    }

    /** One slope for each number of a sample, 0 at first. */
    public PReLU() {
        this(new WeightOptions(new Zeros()), List.of());
    }

    /** {@return this layer with other options of its slopes} */
    public PReLU alpha(WeightOptions options) {
        return new PReLU(options, sharedAxes);
    }

    /** {@return this layer with one slope for all that lies along {@code axes}: for images (1, 2), one per channel} */
    public PReLU sharedAxes(int... axes) {
        return new PReLU(alpha, Required.integers("PReLU", "the array of axes", axes));
    }

    @Override
    public Shape outputShape(Shape input) {
        BatchAxes.of("PReLU", sharedAxes, input);
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Shape shape = input;
        for (int axis : BatchAxes.of("PReLU", sharedAxes, input)) {
            shape = shape.with(axis - 1, 1);
        }
        return List.of(alpha.spec(ALPHA, shape));
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        // Both parts leave the gradient at zero to the constant, as two rectifiers do.
        Tensor positive = binary(BinaryFunction.MAXIMUM, input, 0);
        Tensor negative = binary(BinaryFunction.MINIMUM, input, 0);
        return positive.add(negative.mul(weights.get(ALPHA)));
    }
}
