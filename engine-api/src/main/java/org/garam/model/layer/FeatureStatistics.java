package org.garam.model.layer;

import static org.garam.runtime.Arrangement.concat;

import java.util.Arrays;
import java.util.List;
import org.garam.model.layer.Normalization.Statistics;
import org.garam.op.ShapeException;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** Mean and variance of data on a device, for {@link Normalization}. */
final class FeatureStatistics {
    private FeatureStatistics() {}

    /** {@return data as samples, single numbers with an axis of size one} */
    static Tensor samples(Object data) {
        if (data == null) {
            throw new IllegalArgumentException("adapt: the data are null; give a tensor or a Java array");
        }
        Tensor tensor = data instanceof Tensor given ? given : Tensor.of(data);
        if (tensor.shape().rank() == 0 || tensor.shape().count() == 0) {
            throw new ShapeException("adapt: the data are empty: " + tensor.type() + "; there must be at least one row");
        }
        return tensor.shape().rank() == 1 ? tensor.reshape(-1, 1) : tensor;
    }

    /** {@return mean and variance for each place along {@code axes}} */
    static Statistics of(Tensor samples, int... axes) {
        Engine engine = samples.engine();
        DType dtype = engine.device().info().arithmetic().contains(DType.FLOAT64) ? DType.FLOAT64 : DType.FLOAT32;
        int[] others = BatchAxes.others(samples.shape().rank(), axes);
        // One program, so that no copy of the data in double precision is made.
        double[] found = engine.call(() -> Engine.compile(x -> {
            Moments moments = Moments.of(x.cast(dtype), others);
            return concat(0, moments.mean().reshape(-1), moments.variance().reshape(-1));
        }).apply(samples)).toDoubles();
        if (!Arrays.stream(found).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("adapt: the data hold NaN or infinite numbers; replace them or leave the"
                    + " rows out");
        }
        List<Double> all = Arrays.stream(found).boxed().toList();
        return new Statistics(all.subList(0, found.length / 2), all.subList(found.length / 2, found.length), true);
    }
}
