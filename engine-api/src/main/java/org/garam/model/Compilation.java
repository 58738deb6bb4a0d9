package org.garam.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.garam.model.CompileOptions.ByName;
import org.garam.model.CompileOptions.Given;
import org.garam.model.loss.Loss;
import org.garam.model.metric.Metric;
import org.garam.model.metric.Metrics;
import org.garam.model.optimizer.Optimizer;
import org.garam.tensor.TensorType;

/** How a model is trained once the types of targets and output are known. */
record Compilation(Optimizer optimizer, Loss loss, Measures measures) {
    /**
     * {@return the options, with metrics found by their names}
     *
     * @param expected the type of a batch of targets
     * @param predicted the type of the output for it
     */
    static Compilation of(CompileOptions options, TensorType expected, TensorType predicted) {
        List<Measures.Named> metrics = new ArrayList<>();
        Set<String> taken = new HashSet<>(Set.of(Measures.LOSS));
        for (CompileOptions.Choice choice : options.choices()) {
            metrics.add(switch (choice) {
                case ByName(String name, boolean weighted) -> measured(free(name, taken),
                        Metrics.resolve(name, expected, predicted), predicted, weighted);
                case Given(Metric metric, boolean weighted) ->
                        measured(free(metric.name(), taken), metric, predicted, weighted);
            });
        }
        return new Compilation(options.optimizer(), options.loss(), new Measures(List.copyOf(metrics)));
    }

    private static Measures.Named measured(String name, Metric metric, TensorType predicted, boolean weighted) {
        Measures.Named named = new Measures.Named(name, metric, metric.state(predicted.shape()), weighted);
        int figures = named.result(new double[named.size()]).length;
        if (figures != 1) {
            throw new IllegalArgumentException("the metric " + name + " has " + figures + " numbers for the model's"
                    + " output " + predicted.shape().without(0) + ", for classes or thresholds, but logs hold one"
                    + " number under a name; take an average, new F1Score(\"macro\") for example, or a single threshold,"
                    + " or gather it with a RunningMetric from what predict returns");
        }
        return named;
    }

    private static String free(String name, Set<String> taken) {
        String candidate = name;
        for (int i = 1; !taken.add(candidate); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }
}
