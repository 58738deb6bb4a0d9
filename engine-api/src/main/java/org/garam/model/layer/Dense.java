package org.garam.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.garam.argument.Required;
import org.garam.model.activation.Activation;
import org.garam.model.activation.Activations;
import org.garam.model.constraint.Constraint;
import org.garam.model.initializer.GlorotUniform;
import org.garam.model.initializer.Initializer;
import org.garam.model.initializer.Zeros;
import org.garam.model.regularizer.Regularizer;
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
 * @param kernel what the kernel is, [inputs, units]; Glorot uniform at first by default
 * @param bias what the bias is, [units]; zeros at first by default
 * @param inputShape the shape of one sample, if it was told
 */
public record Dense(int units, Activation activation, boolean useBias, WeightOptions kernel, WeightOptions bias,
        Optional<Shape> inputShape) implements Layer {
    private static final String KERNEL = "kernel";
    private static final String BIAS = "bias";

    public Dense {
        if (units < 1) {
            throw new IllegalArgumentException("Dense takes 1 unit or more, received " + units);
        }
        Required.given("Dense", "the activation", activation, "one, for example \"relu\"; \"linear\" is none");
        Required.given("Dense", "kernel", kernel, "new WeightOptions(new GlorotUniform()), or leave it out");
        Required.given("Dense", "bias", bias, "new WeightOptions(new Zeros()), or leave it out");
        Required.given("Dense", "the input shape", inputShape, "Optional.empty() if it is not told");
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
        this(units, activation, true, new WeightOptions(new GlorotUniform()), new WeightOptions(new Zeros()),
                Optional.empty());
    }

    /** {@return this layer with or without a bias} */
    public Dense useBias(boolean use) {
        return new Dense(units, activation, use, kernel, bias, inputShape);
    }

    /** {@return this layer with other options of its kernel} */
    public Dense kernel(WeightOptions options) {
        return new Dense(units, activation, useBias, options, bias, inputShape);
    }

    /** {@return this layer with other options of its bias} */
    public Dense bias(WeightOptions options) {
        return new Dense(units, activation, useBias, kernel, options, inputShape);
    }

    /** {@return this layer with its kernel beginning as the initializer Keras calls {@code name}} */
    public Dense kernelInitializer(String name) {
        return kernel(kernel.initializer(name));
    }

    /** {@return this layer with its kernel beginning so} */
    public Dense kernelInitializer(Initializer initializer) {
        return kernel(kernel.initializer(initializer));
    }

    /** {@return this layer with its bias beginning as the initializer Keras calls {@code name}} */
    public Dense biasInitializer(String name) {
        return bias(bias.initializer(name));
    }

    /** {@return this layer with its bias beginning so} */
    public Dense biasInitializer(Initializer initializer) {
        return bias(bias.initializer(initializer));
    }

    /** {@return this layer with the penalty on its kernel that Keras calls {@code name}, {@code l2} for one} */
    public Dense kernelRegularizer(String name) {
        return kernel(kernel.regularizer(name));
    }

    /** {@return this layer with a penalty on its kernel} */
    public Dense kernelRegularizer(Regularizer regularizer) {
        return kernel(kernel.regularizer(regularizer));
    }

    /** {@return this layer with the penalty on its bias that Keras calls {@code name}} */
    public Dense biasRegularizer(String name) {
        return bias(bias.regularizer(name));
    }

    /** {@return this layer with a penalty on its bias} */
    public Dense biasRegularizer(Regularizer regularizer) {
        return bias(bias.regularizer(regularizer));
    }

    /** {@return this layer with the constraint of its kernel that Keras calls {@code name}, {@code max_norm} for one} */
    public Dense kernelConstraint(String name) {
        return kernel(kernel.constraint(name));
    }

    /** {@return this layer with its kernel satisfying {@code constraint} after every step} */
    public Dense kernelConstraint(Constraint constraint) {
        return kernel(kernel.constraint(constraint));
    }

    /** {@return this layer with the constraint of its bias that Keras calls {@code name}} */
    public Dense biasConstraint(String name) {
        return bias(bias.constraint(name));
    }

    /** {@return this layer with its bias satisfying {@code constraint} after every step} */
    public Dense biasConstraint(Constraint constraint) {
        return bias(bias.constraint(constraint));
    }

    /** {@return this layer told the shape of one sample, for the first layer of a model} */
    public Dense inputShape(int... sizes) {
        return new Dense(units, activation, useBias, kernel, bias, Optional.of(Shape.of(sizes)));
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
        specs.add(kernel.spec(KERNEL, Shape.of(input.size(-1), output.size(-1))));
        if (useBias) {
            specs.add(bias.spec(BIAS, Shape.of(units)));
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
