package org.garam.model.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.conformance.TestEngine;
import org.garam.model.metric.AreaUnderCurve.Curve;
import org.garam.model.metric.AreaUnderCurve.Summation;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Metrics that golden files lack, or lack with these settings, compared with their definitions in plain Java: over two
 * batches of samples with weights, in double.
 */
public class MetricDefinitionsTest {
    private static final int ROWS = 40;
    private static final int COLUMNS = 3;
    private static final double[][] TARGETS = new double[ROWS][COLUMNS];
    private static final double[][] PREDICTIONS = new double[ROWS][COLUMNS];
    private static final double[] WEIGHTS = new double[ROWS];

    static {
        for (int row = 0; row < ROWS; row++) {
            WEIGHTS[row] = 0.25 + row * 7 % 11;
            for (int column = 0; column < COLUMNS; column++) {
                PREDICTIONS[row][column] = (row * 37 + column * 53 + 5) % 101 / 101.0;
                double noisy = PREDICTIONS[row][column] + ((row * 13 + column * 29) % 17 - 8) / 20.0;
                TARGETS[row][column] = noisy > 0.5 ? 1 : 0;
            }
        }
    }

    @FunctionalInterface
    private interface Definition {
        double[] of(List<Sample> samples);
    }

    /** One element of a vector. */
    private record Sample(int column, double target, double prediction, double weight) {}

    private static final Map<Metric, Definition> DEFINITIONS = Map.ofEntries(
            Map.entry(new TrueNegatives(0.2, 0.7), samples -> new double[] {
                weight(samples, 0, -1, 0.2), weight(samples, 0, -1, 0.7)}),
            Map.entry(new FalsePositives(0.25, 0.5, 0.9), samples -> new double[] {
                weight(samples, 0, 0.25, 9), weight(samples, 0, 0.5, 9), weight(samples, 0, 0.9, 9)}),
            Map.entry(new Precision(0.6).classId(1), samples -> {
                List<Sample> second = column(samples, 1);
                double right = weight(second, 1, 0.6, 9);
                return new double[] {right / (right + weight(second, 0, 0.6, 9))};
            }),
            Map.entry(new Sum(), samples -> new double[] {
                samples.stream().mapToDouble(sample -> sample.weight * sample.prediction).sum()}),
            Map.entry(new Mean(), samples -> new double[] {
                samples.stream().mapToDouble(sample -> sample.weight * sample.prediction).sum()
                        / samples.stream().mapToDouble(Sample::weight).sum()}),
            Map.entry(new AUC(200).multiLabel(true).labelWeights(1, 2, 3), samples -> new double[] {
                (roc(column(samples, 0)) + 2 * roc(column(samples, 1)) + 3 * roc(column(samples, 2))) / 6}),
            Map.entry(new AUC(200).multiLabel(true), samples -> new double[] {
                (roc(column(samples, 0)) + roc(column(samples, 1)) + roc(column(samples, 2))) / 3}),
            Map.entry(new AUC(200).labelWeights(1, 0, 0), samples -> new double[] {roc(column(samples, 0))}),
            Map.entry(new AUC().thresholds(0.3, 0.6).curve(Curve.PRGAIN).summation(Summation.MAJORING),
                    samples -> new double[] {gain(samples)}),
            Map.entry(new SpecificityAtSensitivity(0.8, 101, OptionalInt.empty()), samples -> new double[] {
                IntStream.rangeClosed(0, 100).filter(i -> weight(samples, 1, i / 100.0, 9)
                        >= 0.8 * weight(samples, 1, -1, 9)).mapToDouble(i -> weight(samples, 0, -1, i / 100.0)
                        / weight(samples, 0, -1, 9)).max().orElse(0)}),
            Map.entry(new R2Score(R2Score.Aggregation.NONE, 0), samples -> IntStream.range(0, COLUMNS)
                    .mapToDouble(i -> 1 - residual(column(samples, i)) / variation(column(samples, i))).toArray()),
            Map.entry(new R2Score(R2Score.Aggregation.VARIANCE_WEIGHTED_AVERAGE, 0), samples -> {
                double residual = IntStream.range(0, COLUMNS).mapToDouble(i -> residual(column(samples, i))).sum();
                double variation = IntStream.range(0, COLUMNS).mapToDouble(i -> variation(column(samples, i))).sum();
                return new double[] {1 - residual / variation};
            }),
            Map.entry(new R2Score(R2Score.Aggregation.NONE, 4), samples -> IntStream.range(0, COLUMNS)
                    .mapToDouble(i -> 1 - residual(column(samples, i)) / variation(column(samples, i))
                            * (ROWS * COLUMNS - 1) / (ROWS * COLUMNS - 5)).toArray()));

    private final Engine engine = TestEngine.current();

    /** {@return the names of the metrics that are compared with their definitions here} */
    public static Set<String> definedNames() {
        return DEFINITIONS.keySet().stream().map(Metric::name).collect(Collectors.toSet());
    }

    private static List<Sample> column(List<Sample> samples, int column) {
        return samples.stream().filter(sample -> sample.column == column).toList();
    }

    /** The weight of samples with a target whose predictions are above {@code low} and not above {@code high}. */
    private static double weight(List<Sample> samples, double target, double low, double high) {
        return samples.stream().filter(sample -> sample.target == target && sample.prediction > low
                && sample.prediction <= high).mapToDouble(Sample::weight).sum();
    }

    /** The probability that a true sample has a larger prediction than a false one, up to the thresholds' distance. */
    private static double roc(List<Sample> samples) {
        double area = 0;
        for (Sample positive : samples) {
            for (Sample negative : samples) {
                if (positive.target == 1 && negative.target == 0) {
                    int sign = Double.compare(bin(positive), bin(negative));
                    area += positive.weight * negative.weight * (sign > 0 ? 1 : sign == 0 ? 0.5 : 0);
                }
            }
        }
        return area / (weight(samples, 1, -1, 9) * weight(samples, 0, -1, 9));
    }

    private static double bin(Sample sample) {
        return Math.max(0, Math.ceil(sample.prediction * 199) - 1);
    }

    private static double gain(List<Sample> samples) {
        double[] thresholds = {-1, 0.3, 0.6, 2};
        double positives = weight(samples, 1, -1, 9);
        double odds = positives / weight(samples, 0, -1, 9);
        double[] recall = new double[4];
        double[] precision = new double[4];
        for (int i = 0; i < 4; i++) {
            double right = weight(samples, 1, thresholds[i], 9);
            recall[i] = right == 0 ? 0 : Math.max(0, 1 - odds * (positives - right) / right);
            precision[i] = right == 0 ? 1 : 1 - odds * weight(samples, 0, thresholds[i], 9) / right;
        }
        return IntStream.range(0, 3).mapToDouble(i -> (recall[i] - recall[i + 1])
                * Math.max(precision[i], precision[i + 1])).sum();
    }

    private static double residual(List<Sample> samples) {
        return samples.stream().mapToDouble(sample -> sample.weight * Math.pow(sample.target - sample.prediction, 2))
                .sum();
    }

    private static double variation(List<Sample> samples) {
        double mean = samples.stream().mapToDouble(sample -> sample.weight * sample.target).sum()
                / samples.stream().mapToDouble(Sample::weight).sum();
        return samples.stream().mapToDouble(sample -> sample.weight * Math.pow(sample.target - mean, 2)).sum();
    }

    @TestFactory
    Stream<DynamicTest> definitions() {
        List<Sample> samples = IntStream.range(0, ROWS * COLUMNS).mapToObj(i -> new Sample(i % COLUMNS,
                TARGETS[i / COLUMNS][i % COLUMNS], PREDICTIONS[i / COLUMNS][i % COLUMNS], WEIGHTS[i / COLUMNS]))
                .toList();
        return DEFINITIONS.entrySet().stream().map(entry -> dynamicTest(entry.getKey().toString(), () ->
                assertArrayEquals(entry.getValue().of(samples), computed(entry.getKey()), 1e-10)));
    }

    private double[] computed(Metric metric) {
        return engine.call(() -> {
            try (RunningMetric running = new RunningMetric(metric)) {
                for (int[] range : new int[][] {{0, 25}, {25, ROWS}}) {
                    running.update(Tensor.of(Arrays.copyOfRange(TARGETS, range[0], range[1])),
                            Tensor.of(Arrays.copyOfRange(PREDICTIONS, range[0], range[1])),
                            Tensor.of((Object) Arrays.copyOfRange(WEIGHTS, range[0], range[1])));
                }
                return running.results();
            }
        });
    }
}
