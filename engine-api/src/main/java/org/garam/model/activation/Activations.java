package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;

import java.util.List;
import java.util.Optional;
import org.garam.argument.Required;
import org.garam.model.registry.Registry;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.runtime.Elementwise;
import org.garam.runtime.Logits;
import org.garam.runtime.Tensor;

/**
 * The activations Keras has, by their names there; those with parameters, {@link LeakyRelu} for one, under their
 * default values.
 */
public final class Activations {
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_SCALE = 1.0507009873554805;

    private static final Registry<Activation> REGISTRY = new Registry<Activation>("activation");

    static {
        add(x -> x, "linear");
        add(new Relu(), "relu");
        add(Activations::relu6, "relu6");
        add(new LeakyRelu(), "leaky_relu");
        add(new Elu(1), "elu");
        // Klambauer et al., 2017: a network of them keeps mean 0 and variance 1.
        add(x -> new Elu(SELU_ALPHA).apply(x).mul(SELU_SCALE), "selu");
        add(new Celu(1), "celu");
        add(new Gelu(false), "gelu");
        add(x -> x.mul(Elementwise.sigmoid(x)), "silu", "swish");
        add(x -> x.mul(Elementwise.tanh(Elementwise.softplus(x))), "mish");
        add(x -> Logits.remember(Elementwise.sigmoid(x), Logits.Function.SIGMOID, x), "sigmoid");
        add(Activations::hardSigmoid, "hard_sigmoid");
        add(Activations::hardSilu, "hard_silu", "hard_swish");
        add(x -> Elementwise.softplus(x.neg()).neg(), "log_sigmoid");
        add(Activations::sparseSigmoid, "sparse_sigmoid");
        add(Elementwise::tanh, "tanh");
        add(x -> limited(x, -1, 1), "hard_tanh");
        add(x -> x.sub(Elementwise.tanh(x)), "tanh_shrink");
        add(new Softmax(), "softmax");
        add(new LogSoftmax(), "log_softmax");
        add(Elementwise::softplus, "softplus");
        add(x -> x.add(sqrt(square(x).add(4))).mul(0.5), "squareplus");
        add(Activations::sparsePlus, "sparse_plus");
        add(x -> x.div(abs(x).add(1)), "softsign");
        add(Elementwise::exp, "exponential");
        add(new SoftShrink(), "soft_shrink");
        add(new HardShrink(), "hard_shrink");
    }

    private Activations() {}

    private static void add(Activation activation, String name, String... aliases) {
        REGISTRY.add(() -> activation, name, aliases);
    }

    /**
     * {@return the activation Keras calls {@code name}}
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one and all there are
     */
    public static Activation named(String name) {
        return REGISTRY.named(name);
    }

    /** {@return whether {@link #named} knows {@code name}} */
    public static boolean knows(String name) {
        return REGISTRY.knows(name);
    }

    /** {@return the names, in reading order: those that do nothing or cut first, then smooth and squashing ones} */
    public static List<String> names() {
        return REGISTRY.names();
    }

    /** {@return the name {@code activation} is registered under, empty if it is the user's own} */
    public static Optional<String> nameOf(Activation activation) {
        Required.given("activation", "what to name", activation, "an activation, for example new Relu()");
        return names().stream().filter(name -> named(name).equals(activation)).findFirst();
    }

    /** Limited like {@code Elementwise.clip}, but at the limits, where both are right, the gradient is 0. */
    private static Tensor limited(Tensor x, double lowest, double highest) {
        return binary(BinaryFunction.MINIMUM, binary(BinaryFunction.MAXIMUM, x, lowest), highest);
    }

    private static Tensor relu6(Tensor x) {
        return limited(x, 0, 6);
    }

    private static Tensor hardSigmoid(Tensor x) {
        return relu6(x.add(3)).mul(1.0 / 6);
    }

    private static Tensor hardSilu(Tensor x) {
        // At the bends the gradient is that of the curve between them, as in PyTorch.
        return x.mul(clip(x.add(3), 0, 6).mul(1.0 / 6));
    }

    private static Tensor sparseSigmoid(Tensor x) {
        return limited(x.add(1).mul(0.5), 0, 1);
    }

    private static Tensor sparsePlus(Tensor x) {
        Tensor curve = square(limited(x, -1, 1).add(1)).mul(0.25);
        return where(compare(Comparison.GREATER_EQUAL, x, 1), x, curve);
    }
}
