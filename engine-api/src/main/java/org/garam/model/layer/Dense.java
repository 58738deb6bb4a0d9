package org.garam.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.garam.model.activation.Activation;
import org.garam.model.activation.Activations;
import org.garam.model.initializer.GlorotUniform;
import org.garam.model.initializer.Initializer;
import org.garam.model.initializer.Initializers;
import org.garam.model.initializer.Zeros;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * A densely connected layer: {@code activation(input x kernel + bias)} over the last axis of samples of any rank, as in
 * Keras: [.., inputs] to [.., units].
 *
 * @param units how many numbers come out, 1 or more
 * @param activation what is applied to them; linear by default
 * @param useBias whether a bias is added; it is by default
 * @param kernelInitializer the kernel at first, [inputs, units]; Glorot uniform by default
 * @param biasInitializer the bias at first, [units]; zeros by default
 * @param inputShape the shape of one sample, if it was told
 */
public record Dense(int units, Activation activation, boolean useBias, Initializer kernelInitializer,
        Initializer biasInitializer, Optional<Shape> inputShape) implements Layer {
    private static final String KERNEL = "kernel";
    private static final String BIAS = "bias";

    public Dense {
        if (units < 1) {
            throw new IllegalArgumentException("Dense takes 1 unit or more, received " + units);
        }
    }

    /** A layer without activation. */
    public Dense(int units) {
        this(units, "linear");
    }

    /** A layer with the activation Keras calls {@code activation}. */
    public Dense(int units, String activation) {
        this(units, Activations.named(activation));
    }

    /** A layer with an activation. */
    public Dense(int units, Activation activation) {
        this(units, activation, true, new GlorotUniform(), new Zeros(), Optional.empty());
    }

    /** {@return this layer with or without a bias} */
    public Dense useBias(boolean use) {
        return new Dense(units, activation, use, kernelInitializer, biasInitializer, inputShape);
    }

    /** {@return this layer with its kernel beginning as the initializer Keras calls {@code name}} */
    public Dense kernelInitializer(String name) {
        return kernelInitializer(Initializers.named(name));
    }

    /** {@return this layer with its kernel beginning so} */
    public Dense kernelInitializer(Initializer initializer) {
        return new Dense(units, activation, useBias, initializer, biasInitializer, inputShape);
    }

    /** {@return this layer with its bias beginning as the initializer Keras calls {@code name}} */
    public Dense biasInitializer(String name) {
        return biasInitializer(Initializers.named(name));
    }

    /** {@return this layer with its bias beginning so} */
    public Dense biasInitializer(Initializer initializer) {
        return new Dense(units, activation, useBias, kernelInitializer, initializer, inputShape);
    }

    /** {@return this layer told the shape of one sample, for the first layer of a model} */
    public Dense inputShape(int... sizes) {
        return new Dense(units, activation, useBias, kernelInitializer, biasInitializer, Optional.of(Shape.of(sizes)));
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() == 0) {
            throw new ShapeException("Dense: needs samples with at least one axis, received samples of shape []; give"
                    + " them one, for example with reshape(-1, 1)");
        }
        return input.with(-1, units);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Shape output = outputShape(input);
        List<WeightSpec> specs = new ArrayList<>();
        specs.add(new WeightSpec(KERNEL, Shape.of(input.size(-1), output.size(-1)), kernelInitializer, true));
        if (useBias) {
            specs.add(new WeightSpec(BIAS, Shape.of(units), biasInitializer, true));
        }
        return specs;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        Shape output = input.shape().with(-1, units);
        // One product of two matrices for samples of any rank.
        Tensor rows = input.reshape(Math.toIntExact(output.without(-1).count()), input.shape().size(-1));
        Tensor sums = rows.matmul(weights.get(KERNEL));
        Tensor biased = useBias ? sums.add(weights.get(BIAS)) : sums;
        return activation.apply(biased.reshape(output.toArray()));
    }
}
