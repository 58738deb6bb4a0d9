package org.garam.model.metric;

import static org.garam.runtime.Elementwise.clip;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.unary;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.garam.op.Comparison;
import org.garam.op.UnaryFunction;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Tensor;

/**
 * What predictions have to be greater than in order to mean "true".
 *
 * @param values the thresholds, ascending where a curve is drawn through them
 * @param areEven whether they divide [0, 1] into parts of equal size; predictions outside count as 0 or 1
 * @param enclose whether the first one is a bit less than 0 and the last one a bit more than 1, so that all predictions
 *     are above the first and none above the last
 */
public record Thresholds(List<Double> values, boolean areEven, boolean enclose) {
    private static final double RELATIVE = 1e-5;

    public Thresholds {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("received no thresholds; give numbers between 0 and 1, 0.5 for example");
        }
    }

    /**
     * {@return these thresholds}
     *
     * @throws IllegalArgumentException if one is outside of [0, 1]
     */
    public static Thresholds of(List<Double> values) {
        return new Thresholds(inside(values), divideEvenly(values), false);
    }

    /** {@return a single threshold, of any size} */
    public static Thresholds single(double value) {
        return new Thresholds(List.of(value), false, false);
    }

    /** {@return {@code count} thresholds from 0 to 1 in equal steps; a single one is 0.5} */
    public static Thresholds even(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("received " + count + " thresholds; take 1 or more, 200 by default");
        }
        return count == 1 ? single(0.5)
                : new Thresholds(steps(count).boxed().toList(), true, false);
    }

    /** {@return {@code count} thresholds in equal steps, of which the first and the last one enclose [0, 1]} */
    public static Thresholds enclosing(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("a curve needs 2 thresholds or more, received " + count
                    + "; 200 is the default");
        }
        return new Thresholds(enclosed(steps(count).skip(1).limit(count - 2L).boxed().toList()), true, true);
    }

    /**
     * {@return these thresholds, sorted, between two that enclose [0, 1]}
     *
     * @throws IllegalArgumentException if one is outside of [0, 1]
     */
    public static Thresholds enclosing(List<Double> values) {
        List<Double> sorted = inside(values).stream().sorted().toList();
        List<Double> ends = new ArrayList<>(sorted);
        ends.addFirst(0.0);
        ends.addLast(1.0);
        return new Thresholds(enclosed(sorted), divideEvenly(ends), true);
    }

    private static DoubleStream steps(int count) {
        return IntStream.range(0, count).mapToDouble(i -> (double) i / (count - 1));
    }

    private static List<Double> enclosed(List<Double> inner) {
        List<Double> all = new ArrayList<>(inner);
        all.addFirst(-Ratio.EPSILON);
        all.addLast(1 + Ratio.EPSILON);
        return all;
    }

    private static List<Double> inside(List<Double> values) {
        for (double value : values) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("received the threshold " + value + " among " + values
                        + "; thresholds are probabilities, between 0 and 1");
            }
        }
        return values;
    }

    /** Whether Keras takes them for evenly distributed; with NumPy's {@code allclose}. */
    private static boolean divideEvenly(List<Double> values) {
        double last = values.size() - 1.0;
        return values.size() >= 3 && IntStream.range(0, values.size())
                .allMatch(i -> Math.abs(values.get(i) - i / last) <= Ratio.EPSILON + RELATIVE * i / last);
    }

    /** {@return how many there are} */
    public int count() {
        return values.size();
    }

    /**
     * {@return which predictions are above which threshold, as bool [.., 1 + count, labels, n]; above the first one all are}
     *
     * @param predictions [.., 1, labels, n]
     */
    Tensor above(Tensor predictions) {
        if (!areEven) {
            double[] levels = DoubleStream.concat(DoubleStream.of(Double.NEGATIVE_INFINITY),
                    values.stream().mapToDouble(Double::doubleValue)).toArray();
            return compare(Comparison.GREATER, predictions, column(predictions, levels));
        }
        // As Keras does: whether a prediction on a threshold is above it depends on how this product is rounded.
        Tensor part = unary(UnaryFunction.CEIL, clip(predictions, 0, 1).mul(count() - 1)).sub(1);
        double[] parts = IntStream.range(-1, count()).asDoubleStream().toArray();
        return compare(Comparison.GREATER_EQUAL, enclose ? maximum(part, 0) : part, column(predictions, parts));
    }

    private static Tensor column(Tensor like, double... numbers) {
        return Arrangement.vector(like, numbers).reshape(numbers.length, 1, 1);
    }
}
