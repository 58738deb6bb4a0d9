package org.garam.model.optimizer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.argument.Required;
import org.garam.runtime.Tensor;

/**
 * How weights follow their gradient. Weights, gradient and slots are flat tensors of all trainable weights of a model,
 * so that one step is one kernel.
 *
 * <p>An optimizer of one's own has a {@link #name}, a {@link #learningRate}, its {@link #ownSlots} and an
 * {@link #update}. What all optimizers share, and Keras has as arguments of each, is added by methods that return a new
 * optimizer, in any order: {@code new Adam(schedule).weightDecay(0.01).globalClipNorm(1)}.
 */
public interface Optimizer {
    /**
     * What one step computes.
     *
     * @param weights the new weights
     * @param slots the new slots, in the order they were given
     */
    record Step(Tensor weights, List<Tensor> slots) {}

    /**
     * Where one weight of a layer lies in the flat tensors.
     *
     * @param name as Keras names it: {@code kernel}, {@code bias}
     * @param offset its first element
     * @param size how many it has
     */
    record Segment(String name, int offset, int size) {}

    /**
     * What a step starts from.
     *
     * @param segments the weights that lie in the flat tensors, in order
     * @param weights the weights, [n]
     * @param gradient the gradient of the loss, [n]
     * @param slots the {@link Optimizer#slots}, [n] each, or scalars
     * @param learningRate the current learning rate, a scalar of the weights' type
     * @param iteration how many steps were done before, an int64 scalar
     */
    record State(List<Segment> segments, Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate,
            Tensor iteration) {}

    // ---- what each optimizer says of itself -------------------------------------------------------------------------

    /** {@return the name as Keras spells it, {@code SGD}} */
    String name();

    /** {@return how far steps go} */
    LearningRate learningRate();

    /** {@return what {@link #update} remembers} */
    List<Slot> ownSlots();

    /**
     * {@return the optimizer's own formula, without what {@link #options} adds}
     *
     * @param weights the weights, [n]
     * @param gradient their gradient, [n]
     * @param slots the {@link #ownSlots}, [n] each, or scalars
     * @param learningRate the current learning rate, a scalar
     * @param iteration the number of this update, counted from 1, a scalar of the weights' type
     */
    Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration);

    /** {@return what is done around the optimizer's own formula; nothing by default} */
    default OptimizerOptions options() {
        return OptimizerOptions.NONE;
    }

    // ---- what a model uses ------------------------------------------------------------------------------------------

    /** {@return all that is remembered from step to step, in Keras' order} */
    default List<Slot> slots() {
        return Stream.concat(options().slots().stream(), ownSlots().stream()).toList();
    }

    /**
     * {@return what the loss is multiplied by before it is differentiated, a scalar, if it is; steps that this makes
     * overflow are then left out by {@link #step}}
     *
     * @param slots the {@link #slots}
     */
    default Optional<Tensor> lossScale(List<Tensor> slots) {
        return Optional.empty();
    }

    /** {@return how many steps were done after this one} */
    default Tensor nextIteration(State state) {
        return state.iteration().add(1);
    }

    /** {@return a whole step, {@link #options} included} */
    default Step step(State state) {
        return OptimizerStep.of(this, state);
    }

    /**
     * {@return what the weights are to be once training has ended: their moving average, if there is one}
     *
     * @param slots the {@link #slots}
     */
    default Optional<Tensor> finalWeights(List<Tensor> slots) {
        return options().average().map(_ -> slots.getFirst());
    }

    // ---- options ----------------------------------------------------------------------------------------------------

    /** {@return this optimizer with these options instead of its own} */
    default Optimizer with(OptimizerOptions chosen) {
        return new ConfiguredOptimizer(this,
                Required.given("with", "the options", chosen, "those of an optimizer, for example new Adam().options()"));
    }

    /**
     * {@return this optimizer, before whose steps weights shrink: {@code w -= rate decay w}; Keras' weight_decay}
     *
     * @param decay 0 or more; 0.004 in AdamW
     * @throws IllegalArgumentException if it is negative or not finite
     */
    default Optimizer weightDecay(double decay) {
        return with(options().weightDecay(decay));
    }

    /**
     * {@return this optimizer with weights that do not decay, Keras' exclude_from_weight_decay}
     *
     * @param names parts of the names of weights: {@code "bias"}, {@code "gamma"}
     */
    default Optimizer excludeFromWeightDecay(String... names) {
        return with(options().excludeFromWeightDecay(Arrays.asList(
                Required.each("excludeFromWeightDecay", "name", names,
                        "a part of a weight's name, for example \"bias\""))));
    }

    /**
     * {@return this optimizer with each number of the gradient limited to [-limit, limit]; Keras' clipvalue}
     *
     * @throws IllegalArgumentException if the limit is not a number above 0, or gradients are clipped otherwise already
     */
    default Optimizer clipValue(double limit) {
        return with(options().clip(OptimizerOptions.Clipping.Kind.VALUE, limit));
    }

    /**
     * {@return this optimizer with the gradient of each weight of a layer shortened to {@code limit} if its Euclidean
     * norm is more; Keras' clipnorm}
     *
     * @throws IllegalArgumentException if the limit is not a number above 0, or gradients are clipped otherwise already
     */
    default Optimizer clipNorm(double limit) {
        return with(options().clip(OptimizerOptions.Clipping.Kind.NORM, limit));
    }

    /**
     * {@return this optimizer with the gradient of all weights together shortened to {@code limit} if its Euclidean
     * norm is more; Keras' global_clipnorm}
     *
     * @throws IllegalArgumentException if the limit is not a number above 0, or gradients are clipped otherwise already
     */
    default Optimizer globalClipNorm(double limit) {
        return with(options().clip(OptimizerOptions.Clipping.Kind.GLOBAL_NORM, limit));
    }

    /** {@return this optimizer with a moving average of the weights that keeps 0.99 of itself at each step} */
    default Optimizer exponentialMovingAverage() {
        return exponentialMovingAverage(0.99);
    }

    /**
     * {@return this optimizer with a moving average of the weights, {@code a = momentum a + (1 - momentum) w} after
     * each step, which the weights become when {@code fit} ends; Keras' use_ema}
     *
     * @param momentum how much of the average stays at each step, between 0 and 1
     */
    default Optimizer exponentialMovingAverage(double momentum) {
        return with(options().average(momentum));
    }

    /**
     * {@return this optimizer with a moving average of the weights that they become every {@code overwriteFrequency}
     * steps, and when {@code fit} ends; Keras' ema_overwrite_frequency}
     *
     * @param momentum how much of the average stays at each step, between 0 and 1
     * @param overwriteFrequency 1 or more; updates are counted if gradients are accumulated
     */
    default Optimizer exponentialMovingAverage(double momentum, int overwriteFrequency) {
        return with(options().average(momentum, overwriteFrequency));
    }

    /**
     * {@return this optimizer with weights that are updated at every {@code steps}th step only, by the mean gradient of
     * the steps since the last update; Keras' gradient_accumulation_steps} Schedules count steps, not updates.
     *
     * @param steps 2 or more
     */
    default Optimizer gradientAccumulationSteps(int steps) {
        return with(options().accumulate(steps));
    }
}
