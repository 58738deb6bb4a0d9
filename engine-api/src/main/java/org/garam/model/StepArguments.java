package org.garam.model;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything a step's program reads and updates, in the order of the program's parameters: as types when a program is
 * looked up, as traced tensors when it is made, as memory when it is bound. What a program does without is null.
 *
 * @param inputs all samples or those of a batch, [n, sample..]
 * @param targets their targets, [n, ..]
 * @param sampleWeights the weight of each, [n], or of each of its losses, [n, ..]
 * @param order in which order samples are taken, int32[samples]; null: as they lie
 * @param cursor the number of the next step in this epoch, an int64 scalar
 * @param progress what {@link Measures} gathers
 * @param trained the weights that are trained, flat
 * @param fixed the weights that are not, flat
 * @param slots what the optimizer remembers, scalars or of the shape of {@code trained}
 * @param learningRate a scalar; a schedule is part of the program
 * @param iteration how many steps the weights have been trained, an int64 scalar
 * @param random the state of random numbers, int64[2]
 */
record StepArguments<T>(T inputs, T targets, T sampleWeights, T order, T cursor, T progress, T trained, T fixed,
        List<T> slots, T learningRate, T iteration, T random) {
    /** {@return these with other data} */
    StepArguments<T> with(T samples, T itsTargets, T itsWeights) {
        return new StepArguments<>(samples, itsTargets, itsWeights, order, cursor, progress, trained, fixed, slots,
                learningRate, iteration, random);
    }

    /** {@return {@code function} of each argument there is, in order} */
    <R> StepArguments<R> map(Function<T, R> function) {
        Function<T, R> present = argument -> argument == null ? null : function.apply(argument);
        return new StepArguments<>(present.apply(inputs), present.apply(targets), present.apply(sampleWeights),
                present.apply(order), present.apply(cursor), present.apply(progress), present.apply(trained),
                present.apply(fixed), slots.stream().map(present).toList(), present.apply(learningRate),
                present.apply(iteration), present.apply(random));
    }

    /** {@return the arguments there are, in order} */
    List<T> present() {
        Stream<T> first = Stream.of(inputs, targets, sampleWeights, order, cursor, progress, trained, fixed);
        Stream<T> last = Stream.of(learningRate, iteration, random);
        return Stream.of(first, slots.stream(), last).flatMap(Function.identity()).filter(Objects::nonNull).toList();
    }
}
