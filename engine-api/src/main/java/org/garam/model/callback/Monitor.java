package org.garam.model.callback;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.garam.argument.Required;
import org.garam.runtime.Suggestion;

/** A metric that is watched: which one, which way is better, and by how much it has to get better to count. */
final class Monitor {
    private enum Mode { AUTO, MIN, MAX }

    private static final String VALIDATION_PREFIX = "val_";

    private final String owner;
    private String metric = "val_loss";
    private Mode mode = Mode.AUTO;
    private double minDelta;
    private boolean isBetterHigher;

    /**
     * @param owner the callback, for messages
     */
    Monitor(String owner) {
        this.owner = owner;
    }

    String metric() {
        return metric;
    }

    void metric(String name) {
        metric = Required.given(owner, "the metric to monitor", name, "its name, for example \"val_loss\"");
    }

    void mode(String name) {
        mode = switch (Required.given(owner, "the mode", name, "\"min\", \"max\" or \"auto\"")
                .toLowerCase(Locale.ROOT)) {
            case "auto" -> Mode.AUTO;
            case "min" -> Mode.MIN;
            case "max" -> Mode.MAX;
            default -> throw new IllegalArgumentException("mode is \"min\" if smaller values are better, \"max\" if larger"
                    + " ones are, or \"auto\", received \"" + name + "\"");
        };
    }

    void minDelta(double least) {
        if (Double.isNaN(least) || Double.isInfinite(least)) {
            throw new IllegalArgumentException("minDelta is by how much " + metric + " has to get better to count,"
                    + " a finite number, received " + least);
        }
        minDelta = Math.abs(least);
    }

    /**
     * Finds out before anything is trained whether there will be such a metric, and which way is better.
     *
     * @throws IllegalArgumentException if that cannot be told; the message names the metrics there are
     */
    void begin(TrainingRun run) {
        List<String> known = run.metricNames();
        if (!known.contains(metric)) {
            boolean lacksValidation = metric.startsWith(VALIDATION_PREFIX)
                    && known.contains(metric.substring(VALIDATION_PREFIX.length()));
            throw new IllegalArgumentException(owner + " monitors \"" + metric + "\", which is not among the metrics "
                    + String.join(", ", known) + (lacksValidation
                            ? "; give fit validation data or a validationSplit, or monitor \""
                                    + metric.substring(VALIDATION_PREFIX.length()) + "\""
                            : Suggestion.of(metric, known)
                                    + "; monitor one of these, or compile the model with that metric"));
        }
        isBetterHigher = switch (mode) {
            case MIN -> false;
            case MAX -> true;
            case AUTO -> run.isBetterHigher(metric).orElseThrow(() -> new IllegalArgumentException(owner + " monitors \""
                    + metric + "\", of which it is not known whether smaller or larger values are better; say so by"
                    + " mode(\"min\") or mode(\"max\")"));
        };
    }

    /** {@return whether the metric is one of validation, known only after an epoch} */
    boolean isOfValidation() {
        return metric.startsWith(VALIDATION_PREFIX);
    }

    /** {@return the metric's value; empty if the epoch was one without validation} */
    OptionalDouble value(Map<String, Double> logs) {
        Double value = logs.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** {@return whether {@code value} is better than {@code reference}, or there is none to be better than} */
    boolean isImprovement(double value, OptionalDouble reference) {
        if (reference.isEmpty()) {
            return true;
        }
        // In float32, as in Keras, or rounding would count as improvement.
        return isBetterHigher ? (float) (value - minDelta) > (float) reference.getAsDouble()
                : (float) (value + minDelta) < (float) reference.getAsDouble();
    }
}
