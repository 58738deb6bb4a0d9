package org.garam.model.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.garam.argument.Required;
import org.garam.runtime.Suggestion;

/** What {@link AUC} can draw, and the area under it. */
public final class AreaUnderCurve {
    /** What a curve shows. */
    public enum Curve {
        /** The receiver operating characteristic: recall over the rate of false positives. */
        ROC,
        /** Precision over recall. */
        PR,
        /** The gain of precision over the gain of recall (Flach and Kull, 2015). */
        PRGAIN;

        /**
         * {@return the curve Keras calls {@code name}}
         *
         * @throws IllegalArgumentException if there is none; the message lists all there are
         */
        public static Curve named(String name) {
            return find(Curve.class, "curve", name);
        }
    }

    /** How high the curve is between two thresholds. */
    public enum Summation {
        /** On the straight line between both; for {@link Curve#PR} on the arc of Davis and Goadrich, 2006. */
        INTERPOLATION,
        /** As high as the higher one. */
        MAJORING,
        /** As high as the lower one. */
        MINORING;

        /**
         * {@return the method Keras calls {@code name}, for example {@code "majoring"}}
         *
         * @throws IllegalArgumentException if there is none; the message lists all there are
         */
        public static Summation named(String name) {
            return find(Summation.class, "summation method", name);
        }
    }

    private AreaUnderCurve() {}

    private static <E extends Enum<E>> E find(Class<E> type, String kind, String name) {
        List<String> known = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        String wanted = Required.given(kind, "the name", name, "one of " + String.join(", ", known))
                .toUpperCase(Locale.ROOT);
        if (!known.contains(wanted)) {
            throw new IllegalArgumentException("unknown " + kind + " \"" + name + "\"" + Suggestion.of(wanted, known)
                    + "; known are " + String.join(", ", known));
        }
        return Enum.valueOf(type, wanted);
    }

    static double of(ConfusionCounts counts, Curve curve, Summation summation) {
        return switch (curve) {
            case ROC -> area(counts.count(), counts::falsePositiveRate, counts::recall, summation);
            case PR -> summation == Summation.INTERPOLATION ? arcs(counts)
                    : area(counts.count(), counts::recall, counts::precision, summation);
            case PRGAIN -> area(counts.count(), i -> recallGain(counts, i), i -> precisionGain(counts, i), summation);
        };
    }

    private static double area(int count, IntToDoubleFunction x, IntToDoubleFunction y, Summation summation) {
        double area = 0;
        for (int i = 0; i + 1 < count; i++) {
            double left = y.applyAsDouble(i);
            double right = y.applyAsDouble(i + 1);
            double height = switch (summation) {
                case INTERPOLATION -> (left + right) / 2;
                case MAJORING -> Math.max(left, right);
                case MINORING -> Math.min(left, right);
            };
            area += (x.applyAsDouble(i) - x.applyAsDouble(i + 1)) * height;
        }
        return area;
    }

    /** Between thresholds true positives are taken to grow linearly with all positives; precision then is no line. */
    private static double arcs(ConfusionCounts counts) {
        double area = 0;
        for (int i = 0; i + 1 < counts.count(); i++) {
            double moreTrue = counts.truePositives()[i] - counts.truePositives()[i + 1];
            double all = counts.predictedPositives(i);
            double allNext = counts.predictedPositives(i + 1);
            double slope = Ratio.of(moreTrue, Math.max(all - allNext, 0));
            double intercept = counts.truePositives()[i + 1] - slope * allNext;
            double growth = all > 0 && allNext > 0 ? all / allNext : 1;
            area += Ratio.of(slope * (moreTrue + intercept * Math.log(growth)), Math.max(counts.positives(), 0));
        }
        return area;
    }

    private static double recallGain(ConfusionCounts counts, int threshold) {
        double truePositives = counts.truePositives()[threshold];
        return truePositives == 0 ? 0
                : Math.max(0, 1 - odds(counts) * counts.falseNegatives(threshold) / truePositives);
    }

    private static double precisionGain(ConfusionCounts counts, int threshold) {
        double truePositives = counts.truePositives()[threshold];
        return truePositives == 0 ? 1 : 1 - odds(counts) * counts.falsePositives()[threshold] / truePositives;
    }

    private static double odds(ConfusionCounts counts) {
        return Ratio.of(counts.positives(), counts.negatives());
    }
}
