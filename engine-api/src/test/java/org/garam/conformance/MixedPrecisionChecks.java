package org.garam.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.garam.model.CompileOptions;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.model.layer.LayerNormalization;
import org.garam.model.optimizer.LossScaleOptimizer;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.SGD;
import org.garam.op.Precision;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.Device;
import org.garam.tensor.DType;

/** Training by the dtype policies that compute in 16 bits, and with products of fewer bits. */
final class MixedPrecisionChecks {
    /** One property of training on a device. */
    record Check(String name, Body body) {
        interface Body {
            void run();
        }

        void run(Device device) {
            new Engine(device).run(body::run);
        }
    }

    private static final int SAMPLES = 48;
    private static final int FEATURES = 6;
    private static final int EPOCHS = 12;
    private static final double LARGEST_FLOAT16 = 65520;

    private MixedPrecisionChecks() {}

    static Stream<Check> all() {
        return Stream.of(
                new Check("mixed_bfloat16 learns what float32 does", () -> learns("mixed_bfloat16", DType.BFLOAT16)),
                new Check("mixed_float16 learns what float32 does", () -> learns("mixed_float16", DType.FLOAT16)),
                new Check("products in tensor_float32 learn what float32 does",
                        () -> learns(Precision.TENSOR_FLOAT32, DType.FLOAT16)),
                new Check("products in bfloat16 learn what float32 does",
                        () -> learns(Precision.BFLOAT16, DType.BFLOAT16)),
                new Check("the loss scale falls until gradients fit and grows again", MixedPrecisionChecks::lossScale));
    }

    private record Trained(History history, double[] predictions, double[] weights) {}

    private static Trained train(String policy) {
        return train(policy, Precision.FULL);
    }

    private static Trained train(String policy, Precision precision) {
        SplittableRandom random = new SplittableRandom(3);
        float[][] x = new float[SAMPLES][FEATURES];
        float[][] y = new float[SAMPLES][1];
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < FEATURES; j++) {
                x[i][j] = (float) random.nextDouble(-1, 1);
            }
            y[i][0] = x[i][0] * x[i][1] - x[i][2] + 0.5f;
        }
        Sequential model = new Sequential(new Dense(17, "tanh"), new LayerNormalization(), new Dense(1))
                .dtypePolicy(policy).seed(11);
        Optimizer optimizer = new SGD(0.05).momentum(0.9);
        // With a scale that nothing overflows with, so that no step is left out.
        boolean isScaled = policy.equals("mixed_float16");
        model.compile(new CompileOptions(isScaled ? new LossScaleOptimizer(optimizer).initialScale(64) : optimizer,
                "mse").metrics("mae").precision(precision));
        History history = model.fit(x, y, new FitOptions().epochs(EPOCHS).batchSize(10).shuffle(false).verbose(0));
        List<Tensor> kept = model.getWeights();
        double[] weights = kept.stream().flatMapToDouble(weight -> Arrays.stream(weight.toDoubles())).toArray();
        assertTrue(kept.stream().allMatch(weight -> weight.dtype() == DType.FLOAT32), "weights are float32");
        Tensor predictions = model.predict(x);
        assertEquals(DType.FLOAT32, predictions.dtype());
        return new Trained(history, predictions.toDoubles(), weights);
    }

    /** Each step rounds to the type; that adds up, but to no more than some units of its precision. */
    private static void learns(String policy, DType computed) {
        Trained mixed = train(policy);
        requireLearned(mixed, computed);
        for (double prediction : mixed.predictions) {
            assertEquals(computed.round(prediction), prediction, "the last layer yields " + computed);
        }
        assertTrue(Arrays.stream(mixed.weights).anyMatch(weight -> computed.round(weight) != weight),
                "weights keep what the type of the layers has no bits for");
        assertArrayEquals(mixed.weights, train(policy).weights, "the same bits again");
    }

    /** @param factors a type with as many bits as factors keep */
    private static void learns(Precision precision, DType factors) {
        Trained trained = train("float32", precision);
        requireLearned(trained, factors);
        assertArrayEquals(trained.weights, train("float32", precision).weights, "the same bits again");
    }

    private static void requireLearned(Trained trained, DType computed) {
        Trained exact = train("float32");
        double first = trained.history.metrics().get("loss").getFirst();
        double last = trained.history.last("loss");
        assertTrue(last < first / 4, "the loss fell from " + first + " to " + last + " only");
        double unit = Math.scalb(1.0, 1 - computed.significantBits());
        assertArrayEquals(exact.predictions, trained.predictions, 16 * unit);
        assertArrayEquals(exact.weights, trained.weights, 16 * unit);
    }

    /** A line through four points far from it, in double precision, by Keras' rules. */
    private static void lossScale() {
        double[] x = {1, 2, 3, 4};
        double y = 100;
        double rate = 0.001;
        int growthSteps = 3;
        Sequential model = new Sequential(new Dense(1).inputShape(1)).dtypePolicy("mixed_float16");
        model.setWeights(Tensor.of(new float[][] {{0}}), Tensor.of(0f));
        model.compile(new LossScaleOptimizer(new SGD(rate)).dynamicGrowthSteps(growthSteps), "mse");
        float[][] samples = {{1}, {2}, {3}, {4}};
        float[][] targets = {{100}, {100}, {100}, {100}};
        double weight = 0;
        double bias = 0;
        double scale = 0x1p15;
        int good = 0;
        int skipped = 0;
        int grown = 0;
        for (int step = 0; step < 20; step++) {
            double[] slopes = new double[x.length];
            double ofWeight = 0;
            double ofBias = 0;
            for (int i = 0; i < x.length; i++) {
                slopes[i] = 2 * (weight * x[i] + bias - y) / x.length;
                ofWeight += slopes[i] * x[i];
                ofBias += slopes[i];
            }
            double largest = Math.max(Math.max(Math.abs(ofWeight), Math.abs(ofBias)),
                    Arrays.stream(slopes).map(Math::abs).max().orElseThrow());
            model.trainOnBatch(samples, targets);
            if (largest * scale < LARGEST_FLOAT16) {
                weight -= rate * ofWeight;
                bias -= rate * ofBias;
                good++;
                if (good == growthSteps) {
                    good = 0;
                    scale *= 2;
                    grown++;
                }
            } else {
                good = 0;
                scale /= 2;
                skipped++;
            }
            assertEquals(OptionalDouble.of(scale), model.lossScale(), "after step " + step);
            List<Tensor> weights = model.getWeights();
            assertEquals(weight, weights.getFirst().item(), 0.01 * Math.abs(weight), "after step " + step);
            assertEquals(bias, weights.getLast().item(), 0.01 * Math.abs(bias), "after step " + step);
        }
        assertTrue(skipped > 5 && grown > 1, skipped + " steps skipped, the scale doubled " + grown + " times");
    }
}
