package org.garam.model;

import java.util.Map;
import org.garam.model.loss.Loss;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Turns weights of classes into weights of samples. */
final class ClassWeights {
    private ClassWeights() {}

    /**
     * {@return the weight of each sample, multiplied with the one it has already}
     *
     * @param targets class ids, one-hot vectors, or 0 and 1
     * @param sampleWeights the weights there are already, or null
     * @throws ShapeException if targets have several classes for one sample
     */
    static Tensor of(Map<Integer, Double> weights, Tensor targets, Loss loss, Tensor sampleWeights, DType dtype) {
        int rows = targets.shape().size(0);
        double[] values = targets.toDoubles();
        int columns = values.length / rows;
        if (targets.shape().rank() > 2 || loss.takesClassIds() && columns > 1) {
            throw new ShapeException("classWeight needs one class for each sample, received targets " + targets.type()
                    + "; give sampleWeight instead");
        }
        double[] combined = sampleWeights == null ? null : sampleWeights.toDoubles();
        double[] result = new double[rows];
        for (int row = 0; row < rows; row++) {
            int id = columns == 1 ? (int) Math.rint(values[row]) : largest(values, row * columns, columns);
            result[row] = weights.getOrDefault(id, 1.0) * (combined == null ? 1 : combined[row]);
        }
        return Tensor.of(new TensorType(dtype, Shape.of(rows)), HostValues.of(dtype, result));
    }

    private static int largest(double[] values, int offset, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[offset + i] > values[offset + best]) {
                best = i;
            }
        }
        return best;
    }
}
