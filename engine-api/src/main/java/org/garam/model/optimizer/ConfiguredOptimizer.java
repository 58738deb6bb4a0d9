package org.garam.model.optimizer;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * An optimizer with {@linkplain OptimizerOptions options}, made by the methods of {@link Optimizer} that add one.
 *
 * @param core the optimizer whose formula is used, without its own options
 * @param options what is done around it
 */
public record ConfiguredOptimizer(Optimizer core, OptimizerOptions options) implements Optimizer {
    public ConfiguredOptimizer {
        core = core instanceof ConfiguredOptimizer configured ? configured.core : core;
    }

    @Override
    public String name() {
        return core.name();
    }

    @Override
    public LearningRate learningRate() {
        return core.learningRate();
    }

    @Override
    public List<Slot> ownSlots() {
        return core.ownSlots();
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        return core.update(weights, gradient, slots, learningRate, iteration);
    }
}
