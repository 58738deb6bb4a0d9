package org.garam.model;

import java.util.List;
import org.garam.argument.Required;
import org.garam.model.registry.Registry;
import org.garam.tensor.DType;

/**
 * In which element types a model works, as Keras' dtype policy. With {@code mixed_bfloat16} and {@code mixed_float16}
 * layers compute in 16 bits, with sums of products in float32, while weights, the loss, metrics and the optimizer stay
 * in float32 (Micikevicius et al., 2018). The gradients of {@code mixed_float16} are kept within that type's small range
 * by {@link org.garam.model.optimizer.LossScaleOptimizer}, which {@code compile} adds.
 *
 * @param name as Keras spells it
 * @param computeType what layers are given and yield
 * @param variableType what weights, loss, metrics and predictions are
 */
public record DTypePolicy(String name, DType computeType, DType variableType) {
    private static final Registry<DTypePolicy> REGISTRY = new Registry<DTypePolicy>("dtype policy")
            .add(() -> new DTypePolicy("float32", DType.FLOAT32, DType.FLOAT32), "float32")
            .add(() -> new DTypePolicy("float64", DType.FLOAT64, DType.FLOAT64), "float64")
            .add(() -> new DTypePolicy("mixed_float16", DType.FLOAT16, DType.FLOAT32), "mixed_float16")
            .add(() -> new DTypePolicy("mixed_bfloat16", DType.BFLOAT16, DType.FLOAT32), "mixed_bfloat16");
    private static DTypePolicy global = named("float32");

    /** Made by {@link #named}; the types are those the name stands for. */
    public DTypePolicy {
        Required.given("DTypePolicy", "the name", name, "one of its own, or call DTypePolicy.named");
        Required.given("DTypePolicy", "the compute type", computeType, "DType.FLOAT32, for example");
        Required.given("DTypePolicy", "the variable type", variableType, "DType.FLOAT32 or DType.FLOAT64");
    }

    /**
     * {@return the policy called {@code name}: float32, float64, mixed_float16 or mixed_bfloat16}
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static DTypePolicy named(String name) {
        return REGISTRY.named(name);
    }

    /** {@return the names} */
    public static List<String> names() {
        return REGISTRY.names();
    }

    /**
     * Has the models created from now on work by the policy called {@code name}, as
     * {@code keras.config.set_dtype_policy} does; it is float32 at first.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static synchronized void setGlobal(String name) {
        global = named(name);
    }

    /** {@return the policy of models that are given none} */
    public static synchronized DTypePolicy global() {
        return global;
    }

    /** {@return whether gradients need the loss to be scaled} */
    boolean scalesLoss() {
        return computeType == DType.FLOAT16;
    }
}
