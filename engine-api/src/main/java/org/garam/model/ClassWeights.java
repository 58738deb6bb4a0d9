package org.garam.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.garam.data.HostTensor;
import org.garam.model.loss.Loss;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;

/** Turns weights of classes into weights of samples. */
final class ClassWeights {
    private ClassWeights() {}

    /**
     * {@return the weight of each sample, multiplied with the one it has already}
     *
     * @param classes how many there are if targets are class ids
     * @param targets class ids, one-hot vectors, or 0 and 1
     * @param sampleWeights the weights there are already, or null
     * @throws ShapeException if targets have several classes, or sample weights several numbers, for one sample
     * @throws IllegalArgumentException if there is a weight for a class that does not exist
     */
    static HostTensor of(Map<Integer, Double> weights, int classes, HostTensor targets, Loss loss,
            HostTensor sampleWeights, DType dtype) {
        int rows = targets.shape().size(0);
        double[] values = targets.toDoubles();
        int columns = values.length / rows;
        if (targets.shape().rank() > 2 || loss.takesClassIds() && columns > 1) {
            throw new ShapeException("classWeight needs one class for each sample, received targets " + targets.type()
                    + "; give sampleWeight instead");
        }
        if (sampleWeights != null && sampleWeights.shape().rank() > 1) {
            throw new ShapeException("classWeight is multiplied with one weight for each sample, received the sample"
                    + " weights " + sampleWeights.type() + "; multiply these with the weights of classes instead");
        }
        if (loss.takesClassIds() || columns > 1) {
            requireBelow(loss.takesClassIds() ? classes : columns, weights);
        }
        double[] combined = new double[rows];
        for (int row = 0; row < rows; row++) {
            int id = columns == 1 ? classOf(values[row]) : largest(values, row * columns, columns);
            combined[row] = weights.getOrDefault(id, 1.0) * (sampleWeights == null ? 1 : sampleWeights.get(row));
        }
        return HostTensor.of(combined).cast(dtype);
    }

    private static void requireBelow(int classes, Map<Integer, Double> weights) {
        List<Integer> unknown = weights.keySet().stream().filter(id -> id < 0 || id >= classes).sorted().toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("classWeight has a weight for class " + unknown.getFirst()
                    + ", but there are " + classes + " classes, numbered 0 to " + (classes - 1)
                    + "; remove that weight, or correct the class");
        }
    }

    /**
     * Where a target is one number, that is its class once rounded: 0 and 1, or what else there is among all targets.
     *
     * @throws IllegalArgumentException if there is a weight for a class that does not occur
     */
    static void requireOccurring(Map<Integer, Double> weights, Loss loss, HostTensor targets) {
        if (loss.takesClassIds() || targets.shape().count() > targets.shape().size(0)) {
            return;
        }
        Set<Integer> occurring = new TreeSet<>(Set.of(0, 1));
        Arrays.stream(targets.toDoubles()).forEach(value -> occurring.add(classOf(value)));
        List<Integer> unknown = weights.keySet().stream().filter(id -> !occurring.contains(id)).sorted().toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("classWeight has a weight for class " + unknown.getFirst()
                    + ", which no target is; the targets' classes are 0 and 1, or what they round to; remove that"
                    + " weight, or correct the class");
        }
    }

    private static int classOf(double target) {
        return (int) Math.rint(target);
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
