package org.garam.model.metric;

import static org.garam.runtime.Arrangement.broadcastTo;

import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * One value and one weight for each sample, of which there may have been several.
 *
 * @param values weighted, [batch], or a scalar
 * @param weights [batch] or a scalar; null if all samples count alike
 */
record Samplewise(Tensor values, Tensor weights) {
    /**
     * {@return the values of samples, reduced as Keras' {@code reduce_to_samplewise_values} does}
     *
     * @param values [batch, ..] or a scalar
     * @param weights of the same shape, or of the first axes only; null if samples count alike
     * @param reduce reduces axes, by a sum or a mean
     */
    static Samplewise of(Tensor values, Tensor weights, BiFunction<Tensor, int[], Tensor> reduce) {
        if (weights == null) {
            return new Samplewise(from(1, values, reduce), null);
        }
        Tensor factors = along(weights.cast(values.dtype()), values.shape());
        Tensor reduced = from(factors.shape().rank(), values, reduce);
        if (factors.shape().rank() <= 1) {
            return new Samplewise(reduced.mul(factors), factors);
        }
        Tensor spread = broadcastTo(factors, reduced.shape());
        return new Samplewise(from(1, reduced.mul(spread), reduce), from(1, spread, reduce));
    }

    /** {@return weights of samples, [batch], as [batch, 1]; others as they are} */
    static Tensor column(Tensor weights) {
        return weights.shape().rank() == 1 ? weights.reshape(-1, 1) : weights;
    }

    private static Tensor along(Tensor weights, Shape values) {
        boolean hasUnitAxis = weights.shape().rank() == values.rank() + 1 && weights.shape().size(-1) == 1;
        return hasUnitAxis ? weights.reshape(weights.shape().without(-1).toArray()) : weights;
    }

    private static Tensor from(int axis, Tensor values, BiFunction<Tensor, int[], Tensor> reduce) {
        int rank = values.shape().rank();
        return rank <= axis ? values : reduce.apply(values, IntStream.range(axis, rank).toArray());
    }
}
