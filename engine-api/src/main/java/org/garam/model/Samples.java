package org.garam.model;

import org.garam.runtime.Tensor;

/**
 * Samples that were checked, and which of them take part.
 *
 * @param inputs [n, sample..]
 * @param targets [n, ..]; null if only predictions are made
 * @param weights the weight of each sample, [n], in the model's type; null if they count alike
 * @param first the first row that takes part
 * @param rows how many do
 */
record Samples(Tensor inputs, Tensor targets, Tensor weights, int first, int rows) {
    Samples part(int from, int count) {
        return new Samples(inputs, targets, weights, from, count);
    }

    Samples weighted(Tensor sampleWeights) {
        return new Samples(inputs, targets, sampleWeights, first, rows);
    }
}
