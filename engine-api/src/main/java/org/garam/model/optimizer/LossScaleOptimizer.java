package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.minimum;
import static org.garam.runtime.Elementwise.where;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.argument.Required;
import org.garam.runtime.Comparisons;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/**
 * An optimizer for gradients in float16, as Keras' of this name: the loss is multiplied by a scale before it is
 * differentiated and the gradient divided by it, so that small gradients are not lost. If a gradient is not finite
 * nonetheless, nothing is learned in this step and the scale is halved; it is doubled after {@code dynamicGrowthSteps}
 * steps without that. All of it is part of the step on the device.
 *
 * @param inner how weights follow their gradient
 * @param initialScale the first scale, above 0; 2^15 by default
 * @param dynamicGrowthSteps after how many good steps in a row the scale is doubled, 1 or more; 2000 by default
 */
public record LossScaleOptimizer(Optimizer inner, double initialScale, int dynamicGrowthSteps) implements Optimizer {
    /** Above that the scale is not doubled, for it would become infinite and never come back. */
    private static final double LARGEST_SCALE = 0x1p126;
    private static final int OWN_SLOTS = 2;

    public LossScaleOptimizer {
        Required.given("LossScaleOptimizer", "the inner optimizer", inner, "one, for example new Adam()");
        if (inner instanceof LossScaleOptimizer) {
            throw new IllegalArgumentException("LossScaleOptimizer takes an optimizer that does not scale the loss"
                    + " itself, received " + inner);
        }
        if (!(initialScale > 0 && initialScale <= LARGEST_SCALE)) {
            throw new IllegalArgumentException("LossScaleOptimizer takes an initial scale above 0 and up to 2^126,"
                    + " received " + initialScale);
        }
        if (dynamicGrowthSteps < 1) {
            throw new IllegalArgumentException("LossScaleOptimizer doubles the scale after 1 step or more, received "
                    + dynamicGrowthSteps);
        }
    }

    /** With Keras' defaults. */
    public LossScaleOptimizer(Optimizer inner) {
        this(inner, 0x1p15, 2000);
    }

    /** {@return this with another first scale} */
    public LossScaleOptimizer initialScale(double scale) {
        return new LossScaleOptimizer(inner, scale, dynamicGrowthSteps);
    }

    /** {@return this with the scale doubled after another number of good steps} */
    public LossScaleOptimizer dynamicGrowthSteps(int steps) {
        return new LossScaleOptimizer(inner, initialScale, steps);
    }

    @Override
    public String name() {
        return "LossScaleOptimizer";
    }

    @Override
    public LearningRate learningRate() {
        return inner.learningRate();
    }

    @Override
    public OptimizerOptions options() {
        return inner.options();
    }

    @Override
    public Optimizer with(OptimizerOptions chosen) {
        return new LossScaleOptimizer(inner.with(chosen), initialScale, dynamicGrowthSteps);
    }

    @Override
    public List<Slot> ownSlots() {
        return inner.ownSlots();
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        return inner.update(weights, gradient, slots, learningRate, iteration);
    }

    @Override
    public List<Slot> slots() {
        return Stream.concat(inner.slots().stream(),
                Stream.of(Slot.scalar("step_counter", 0), Slot.scalar("dynamic_scale", initialScale))).toList();
    }

    @Override
    public Optional<Tensor> finalWeights(List<Tensor> slots) {
        return inner.finalWeights(slots.subList(0, slots.size() - OWN_SLOTS));
    }

    @Override
    public Optional<Tensor> lossScale(List<Tensor> slots) {
        return Optional.of(slots.getLast());
    }

    @Override
    public Tensor nextIteration(State state) {
        return where(isGood(state), inner.nextIteration(state), state.iteration());
    }

    private static Tensor isGood(State state) {
        // As a number, so that it is found once for all weights.
        Tensor finite = Reductions.reduceMin(Comparisons.isFinite(state.gradient()).cast(DType.FLOAT32));
        return Comparisons.greater(finite, 0);
    }

    @Override
    public Step step(State state) {
        int kept = state.slots().size() - OWN_SLOTS;
        List<Tensor> innerSlots = state.slots().subList(0, kept);
        Tensor counter = state.slots().get(kept);
        Tensor scale = state.slots().getLast();
        Tensor isGood = isGood(state);
        Step stepped = inner.step(new State(state.segments(), state.weights(), state.gradient().div(scale), innerSlots,
                state.learningRate(), state.iteration()));
        List<Tensor> slots = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            slots.add(where(isGood, stepped.slots().get(i), innerSlots.get(i)));
        }
        Tensor counted = counter.add(1);
        Tensor isWaiting = Comparisons.less(counted, dynamicGrowthSteps);
        slots.add(where(Comparisons.logicalAnd(isGood, isWaiting), counted, 0));
        Tensor grown = where(isWaiting, scale, minimum(scale.mul(2), LARGEST_SCALE));
        slots.add(where(isGood, grown, scale.mul(0.5)));
        return new Step(where(isGood, stepped.weights(), state.weights()), slots);
    }
}
