package org.garam.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.garam.model.metric.Metric;
import org.garam.tensor.Shape;

/**
 * What is gathered while steps run: the loss, the metrics and the first step that went wrong, all in one flat tensor so
 * that the host looks at everything with one read.
 *
 * @param metrics the metrics in the order their states lie in memory
 */
record Measures(List<Named> metrics) {
    /**
     * A metric under the name it has in logs.
     *
     * @param state the shapes of what it gathers
     * @param weighted whether sample weights count
     */
    record Named(String name, Metric metric, List<Shape> state, boolean weighted) {
        /** {@return how many elements are gathered} */
        int size() {
            return Math.toIntExact(state.stream().mapToLong(Shape::count).sum());
        }

        /** {@return the metric's figures for what was gathered} */
        double[] result(double... gathered) {
            List<double[]> parts = new ArrayList<>();
            int at = 0;
            for (Shape shape : state) {
                int end = at + Math.toIntExact(shape.count());
                parts.add(Arrays.copyOfRange(gathered, at, end));
                at = end;
            }
            return metric.result(parts);
        }
    }

    static final String LOSS = "loss";
    /** Where the sum of all samples' losses lies. */
    static final int LOSS_SUM = 0;
    /** Where the number of samples lies. */
    static final int LOSS_COUNT = 1;
    /** Where the number of the first step lies whose loss was not finite; -1 while there is none. */
    static final int FAILED_STEP = 2;
    private static final int METRICS = 3;

    /** {@return the names in logs, sorted as those are} */
    List<String> names() {
        return Stream.concat(Stream.of(LOSS), metrics.stream().map(Named::name)).sorted().toList();
    }

    /** {@return how many elements the tensor has} */
    int size() {
        return offset(metrics.size());
    }

    /** {@return what the tensor holds before the first step} */
    double[] initial() {
        double[] values = new double[size()];
        values[FAILED_STEP] = -1;
        return values;
    }

    /** {@return where the state of metric number {@code index} begins} */
    int offset(int index) {
        return METRICS + metrics.subList(0, index).stream().mapToInt(Named::size).sum();
    }

    /** {@return loss and metrics by name, sorted as Keras' logs are} */
    SequencedMap<String, Double> logs(double... values) {
        TreeMap<String, Double> logs = new TreeMap<>();
        logs.put(LOSS, values[LOSS_SUM] / values[LOSS_COUNT]);
        for (int i = 0; i < metrics.size(); i++) {
            double[] gathered = Arrays.copyOfRange(values, offset(i), offset(i + 1));
            logs.put(metrics.get(i).name(), metrics.get(i).result(gathered)[0]);
        }
        return logs;
    }

    /** {@return the first step whose loss was not finite, -1 if all were} */
    static int failedStep(double... values) {
        return (int) values[FAILED_STEP];
    }
}
