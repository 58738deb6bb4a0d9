package org.garam.model.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.garam.conformance.TestEngine;
import org.garam.model.optimizer.Optimizer.Segment;
import org.garam.runtime.Engine;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be done around any optimizer, against loops over doubles that follow Keras' documentation. */
public class OptimizerOptionsTest {
    private static final double RATE = 0.05;
    private static final double MOMENTUM = 0.8;
    private static final int STEPS = 13;
    private static final List<Segment> SEGMENTS = List.of(new Segment("kernel", 0, 4), new Segment("bias", 4, 2));
    private static final double[] START = {0.5, -1, 2, 0.1, 0.3, -0.4};

    private final Engine engine = TestEngine.current();

    /** Options by value, 0 where there is none. */
    private record Options(double decay, boolean biasDecays, double value, double norm, double globalNorm,
            double average, int overwrite, int accumulation) {
        static final Options NONE = new Options(0, true, 0, 0, 0, 0, 0, 1);

        Options decay(double chosen, boolean ofBias) {
            return new Options(chosen, ofBias, value, norm, globalNorm, average, overwrite, accumulation);
        }

        Options clip(double byValue, double byNorm, double byGlobalNorm) {
            return new Options(decay, biasDecays, byValue, byNorm, byGlobalNorm, average, overwrite, accumulation);
        }

        Options average(double chosen, int frequency) {
            return new Options(decay, biasDecays, value, norm, globalNorm, chosen, frequency, accumulation);
        }

        Options accumulation(int steps) {
            return new Options(decay, biasDecays, value, norm, globalNorm, average, overwrite, steps);
        }

        Optimizer optimizer() {
            Optimizer optimizer = new SGD(RATE, MOMENTUM);
            optimizer = accumulation == 1 ? optimizer : optimizer.gradientAccumulationSteps(accumulation);
            optimizer = biasDecays ? optimizer : optimizer.excludeFromWeightDecay("bi");
            optimizer = decay == 0 ? optimizer : optimizer.weightDecay(decay);
            optimizer = value == 0 ? optimizer : optimizer.clipValue(value);
            optimizer = norm == 0 ? optimizer : optimizer.clipNorm(norm);
            optimizer = globalNorm == 0 ? optimizer : optimizer.globalClipNorm(globalNorm);
            if (average == 0) {
                return optimizer;
            }
            return overwrite == 0 ? optimizer.exponentialMovingAverage(average)
                    : optimizer.exponentialMovingAverage(average, overwrite);
        }
    }

    /** SGD with momentum and options, in plain doubles. */
    private static final class Expected {
        private final Options options;
        private final double[] weights = START.clone();
        private final double[] velocity = new double[START.length];
        private final double[] sum = new double[START.length];
        private final double[] average = new double[START.length];
        private int iteration;

        Expected(Options options) {
            this.options = options;
        }

        void step(double... gradient) {
            int updates = iteration / options.accumulation;
            iteration++;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += gradient[i];
            }
            if (iteration % options.accumulation == 0) {
                update();
            }
            double momentum = updates == 0 ? 0 : options.average;
            for (int i = 0; i < weights.length && options.average > 0; i++) {
                average[i] = momentum * average[i] + (1 - momentum) * weights[i];
                if (options.overwrite > 0 && (updates + 1) % options.overwrite == 0) {
                    weights[i] = average[i];
                }
            }
        }

        private void update() {
            double[] mean = new double[sum.length];
            for (int i = 0; i < sum.length; i++) {
                mean[i] = sum[i] / options.accumulation;
                sum[i] = 0;
            }
            double whole = norm(mean, 0, mean.length);
            for (Segment segment : SEGMENTS) {
                int end = segment.offset() + segment.size();
                double own = norm(mean, segment.offset(), end);
                for (int i = segment.offset(); i < end; i++) {
                    double clipped = options.value == 0 ? mean[i]
                            : Math.clamp(mean[i], -options.value, options.value);
                    clipped *= options.norm == 0 || own <= options.norm ? 1 : options.norm / own;
                    clipped *= options.globalNorm == 0 || whole <= options.globalNorm ? 1
                            : options.globalNorm / whole;
                    boolean decays = options.biasDecays || !segment.name().equals("bias");
                    weights[i] -= decays ? weights[i] * options.decay * RATE : 0;
                    velocity[i] = MOMENTUM * velocity[i] - RATE * clipped;
                    weights[i] += velocity[i];
                }
            }
        }

        private static double norm(double[] values, int from, int to) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += values[i] * values[i];
            }
            return Math.sqrt(sum);
        }
    }

    static Stream<Options> options() {
        return Stream.of(Options.NONE,
                Options.NONE.decay(0.3, true), Options.NONE.decay(0.3, false),
                Options.NONE.clip(0.4, 0, 0), Options.NONE.clip(0, 1.2, 0), Options.NONE.clip(0, 0, 1.5),
                Options.NONE.average(0.9, 0), Options.NONE.average(0.7, 3), Options.NONE.average(1, 1),
                Options.NONE.accumulation(2), Options.NONE.accumulation(5),
                Options.NONE.average(0.6, 2).accumulation(3),
                Options.NONE.clip(0, 1.2, 0).accumulation(3).decay(0.1, false),
                Options.NONE.clip(0, 0, 1.5).accumulation(4).decay(0.1, true).average(0.9, 2));
    }

    @ParameterizedTest
    @MethodSource("options")
    void doAsKerasDocuments(Options options) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            double tolerance = dtype == DType.FLOAT64 ? 1e-14 : 3e-6;
            engine.run(() -> {
                Random random = new Random(7);
                Expected expected = new Expected(options);
                OptimizerRun run = new OptimizerRun(options.optimizer(), dtype, SEGMENTS, START);
                for (int i = 0; i < STEPS; i++) {
                    double[] gradient = random.doubles(START.length, -1.5, 1.5).toArray();
                    expected.step(gradient);
                    run.step(gradient);
                    assertArrayEquals(expected.weights, run.weights(), tolerance, "weights after step " + (i + 1));
                }
                assertArrayEquals(expected.velocity, run.slot("momentum"), tolerance, "momentum");
                if (options.average > 0) {
                    assertArrayEquals(expected.average, run.slot("average"), tolerance, "average");
                }
                if (options.accumulation > 1) {
                    assertArrayEquals(expected.sum, run.slot("gradient_accumulator"), tolerance, "accumulated");
                }
            });
        }
    }

    @Test
    void aVanishingGradientIsNotDividedByItsNorm() {
        engine.run(() -> {
            for (Optimizer optimizer : List.of(new SGD(1).clipNorm(1), new SGD(1).globalClipNorm(1))) {
                OptimizerRun run = new OptimizerRun(optimizer, DType.FLOAT32, SEGMENTS, START);
                run.step(new double[START.length]);
                assertArrayEquals(START, run.weights(), 1e-6);
            }
        });
    }

    /** Steps are counted in 64 bits, also where weights have 24. */
    @Test
    void accumulationGoesOnAfterBillionsOfSteps() {
        for (int steps : List.of(2, 3, 1000, 65537)) {
            long updates = (1L << 40) / steps;
            engine.run(() -> {
                Optimizer optimizer = new SGD(1).gradientAccumulationSteps(steps);
                OptimizerRun run = new OptimizerRun(optimizer, DType.FLOAT32, SEGMENTS, START)
                        .from(updates * steps - 2);
                double[] ones = {1, 1, 1, 1, 1, 1};
                run.step(ones);
                assertEquals(START[0], run.weights()[0], 1e-7, "before the update");
                run.step(ones);
                assertEquals(START[0] - 2.0 / steps, run.weights()[0], 1e-6, "at the update");
                assertEquals(0, run.slot("gradient_accumulator")[0]);
            });
        }
    }

    @Test
    void slotsAreInKerasOrderWhateverTheOrderOfOptions() {
        Optimizer first = new Adam().exponentialMovingAverage().clipNorm(1).gradientAccumulationSteps(2);
        Optimizer second = new Adam().gradientAccumulationSteps(2).clipNorm(1).exponentialMovingAverage();
        assertEquals(first, second);
        assertEquals(List.of("average", "gradient_accumulator", "momentum", "velocity"),
                first.slots().stream().map(Slot::name).toList());
    }

    @Test
    void adamWIsAdamWithWeightDecay() {
        engine.run(() -> {
            OptimizerRun decayed = new OptimizerRun(new Adam(0.1).weightDecay(0.02).excludeFromWeightDecay("bias"),
                    DType.FLOAT32, SEGMENTS, START);
            OptimizerRun adamW = new OptimizerRun(new AdamW(0.1).weightDecay(0.02).excludeFromWeightDecay("bias"),
                    DType.FLOAT32, SEGMENTS, START);
            double[] gradient = {1, 2, -1, 0, 0.5, 3};
            decayed.step(gradient);
            adamW.step(gradient);
            assertArrayEquals(decayed.weights(), adamW.weights());
        });
    }
}
