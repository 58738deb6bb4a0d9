package org.garam.model;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.garam.model.metric.LossMetric;
import org.garam.model.metric.Metric;
import org.garam.model.metric.NamedMetric;

/** Which metrics are better when larger and which when smaller, as Keras has it. */
final class MetricDirections {
    private static final Set<String> HIGHER = Set.of("accuracy", "acc", "binaryaccuracy", "categoricalaccuracy",
            "sparsecategoricalaccuracy", "topkcategoricalaccuracy", "sparsetopkcategoricalaccuracy", "auc", "precision",
            "recall", "precisionatrecall", "recallatprecision", "sensitivityatspecificity",
            "specificityatsensitivity", "fbetascore", "f1score", "cosinesimilarity", "r2score", "pearsoncorrelation",
            "concordancecorrelation", "iou", "binaryiou", "meaniou", "onehotiou", "onehotmeaniou");
    private static final Set<String> LOWER = Set.of("loss", "meansquarederror", "mse", "meanabsoluteerror", "mae",
            "meanabsolutepercentageerror", "mape", "meansquaredlogarithmicerror", "msle", "rootmeansquarederror", "rmse",
            "logcosherror", "logcosh", "hinge", "squaredhinge", "categoricalhinge", "kldivergence", "kullbackleiblerdivergence",
            "poisson", "binarycrossentropy", "categoricalcrossentropy", "sparsecategoricalcrossentropy", "crossentropy", "ce");

    private MetricDirections() {}

    /** {@return whether a larger figure is better; empty if that is not known} */
    static Optional<Boolean> isBetterHigher(Metric metric) {
        if (metric instanceof NamedMetric named) {
            return isBetterHigher(named.metric());
        }
        if (metric instanceof LossMetric) {
            return Optional.of(false);
        }
        Optional<Boolean> byClass = isBetterHigher(metric.getClass().getSimpleName());
        return byClass.isPresent() ? byClass : isBetterHigher(metric.name());
    }

    private static Optional<Boolean> isBetterHigher(String name) {
        String plain = plain(name);
        if (HIGHER.contains(plain)) {
            return Optional.of(true);
        }
        return LOWER.contains(plain) ? Optional.of(false) : Optional.empty();
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
