package org.garam.model;

import java.util.List;
import java.util.OptionalInt;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Samples that were checked, and which of them take part.
 *
 * @param inputs [n, sample..]
 * @param targets [n, ..]; null if only predictions are made
 * @param weights the weight of each sample, [n], or of each of its losses, [n, ..], in the model's type; null if
 *     they count alike
 * @param first the first row that takes part
 * @param rows how many do
 */
record Samples(Tensor inputs, Tensor targets, Tensor weights, int first, int rows) implements BatchSource {
    /** {@return samples to predict from} */
    static Samples of(Tensor inputs) {
        return new Samples(inputs, null, null, 0, inputs.shape().size(0));
    }

    Samples part(int from, int count) {
        return new Samples(inputs, targets, weights, from, count);
    }

    Samples weighted(Tensor sampleWeights) {
        return new Samples(inputs, targets, sampleWeights, first, rows);
    }

    /** {@return the rows in batches of {@code size}} */
    Batches batches(int size) {
        return new Batches(first, rows, Math.min(size, rows), false);
    }

    @Override
    public Shape targetShape() {
        return targets.shape();
    }

    @Override
    public OptionalInt orderedSamples() {
        return OptionalInt.of(rows);
    }

    @Override
    public OptionalInt rows(int batchSize, int mostSteps) {
        return OptionalInt.of((int) Math.min(rows, (long) mostSteps * batchSize));
    }

    @Override
    public List<String> description(int batchSize) {
        return List.of(rows + " samples", "batches of " + batches(batchSize).size());
    }

    @Override
    public PassSteps bind(BuiltModel model, Purpose purpose, Compilation compilation, StepArguments<Tensor> state,
            int batchSize) {
        return StepSequence.bind(model.steps(), purpose, compilation, state.with(inputs, targets, weights),
                batches(batchSize));
    }
}
