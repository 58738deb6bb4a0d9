package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.garam.model.layer.BatchNormalization;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.layer.Embedding;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Phase;
import org.garam.model.layer.Weights;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.LossScaleOptimizer;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Elementwise;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(OnTestEngine.class)
public class DTypePolicyTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0).shuffle(false);
    private static final float[][] X = {{1}, {2}, {3}, {4}};
    private static final float[][] Y = {{2}, {4}, {6}, {8}};

    @Test
    void anUnknownPolicyIsToldWithThoseThereAre() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> new Sequential(new Dense(1)).dtypePolicy("mixed_float8")).getMessage();
        assertTrue(message.contains("dtype policy \"mixed_float8\"")
                && message.endsWith("known are float32, float64, mixed_float16, mixed_bfloat16"), message);
        assertThrows(IllegalArgumentException.class, () -> DTypePolicy.setGlobal("half"));
        assertEquals("a model has weights in float32 or float64, received float16; to compute in float16 with weights"
                + " in float32 call dtypePolicy(\"mixed_float16\")", assertThrows(IllegalArgumentException.class,
                () -> new Sequential(new Dense(1)).dtype(DType.FLOAT16)).getMessage());
    }

    @Test
    void theGlobalPolicyIsThatOfNewModels() {
        try {
            DTypePolicy.setGlobal("mixed_bfloat16");
            Sequential model = new Sequential(new Dense(1));
            assertEquals(DType.BFLOAT16, model.dtypePolicy().computeType());
            assertEquals(DType.FLOAT32, model.dtype());
        } finally {
            DTypePolicy.setGlobal("float32");
        }
        assertEquals("float32", new Sequential(new Dense(1)).dtypePolicy().name());
    }

    @Test
    void compileScalesTheLossOfMixedFloat16Only() {
        for (String policy : DTypePolicy.names()) {
            Sequential model = new Sequential(new Dense(1).inputShape(1)).dtypePolicy(policy);
            model.compile("adam", "mse");
            assertEquals(policy.equals("mixed_float16") ? OptionalDouble.of(0x1p15) : OptionalDouble.empty(),
                    model.lossScale(), policy);
        }
    }

    @Test
    void optionsGoToTheOptimizerWithin() {
        assertEquals(new LossScaleOptimizer(new Adam().clipValue(1)).initialScale(8),
                new LossScaleOptimizer(new Adam()).initialScale(8).clipValue(1));
        assertThrows(IllegalArgumentException.class, () -> new LossScaleOptimizer(new Adam()).dynamicGrowthSteps(0));
        assertThrows(IllegalArgumentException.class, () -> new LossScaleOptimizer(new Adam()).initialScale(0));
        assertThrows(IllegalArgumentException.class,
                () -> new LossScaleOptimizer(new LossScaleOptimizer(new Adam())));
    }

    /** A skipped step is none: Adam's corrections and schedules count those that are left. */
    @Test
    void aSkippedStepChangesNothing() {
        List<float[]> weights = List.of(0x1p40, 1.0).stream().map(scale -> {
            Sequential model = new Sequential(new Dense(1).inputShape(1)).dtypePolicy("mixed_float16").seed(5);
            model.compile(new LossScaleOptimizer(new Adam(0.1)).initialScale(scale), "mse");
            do {
                model.trainOnBatch(X, Y);
            } while (model.lossScale().orElseThrow() > 1024 || model.lossScale().orElseThrow() < 1);
            int steps = 0;
            while (steps++ < 3) {
                model.trainOnBatch(X, Y);
            }
            return model.getWeights().getFirst().toFloats();
        }).toList();
        // Powers of two scale without rounding as long as nothing becomes subnormal.
        assertArrayEquals(weights.getLast(), weights.getFirst(), 0.11f);
    }

    private record Logarithm() implements Layer {
        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public Tensor call(Tensor input, Weights weights, Phase phase) {
            return Elementwise.log(input);
        }
    }

    @Test
    void whatNoScaleHelpsIsAFailure() {
        Sequential model = new Sequential(new Logarithm(), new Dense(1)).dtypePolicy("mixed_float16");
        model.compile(new SGD(0.01), "mse");
        NonFiniteLossException failure = assertThrows(NonFiniteLossException.class,
                () -> model.fit(new float[][] {{1}, {2}, {3}, {-4}}, Y, QUIET.batchSize(4).epochs(50)));
        assertEquals(15, failure.epoch(), "the scale is one after 15 steps, each an epoch");
        assertEquals("the output of layer \"logarithm\" (Logarithm)", failure.origin());
    }

    @Test
    void aRunWhoseOverflowIsHandledGoesOn() {
        Sequential model = new Sequential(new Dense(1).inputShape(1)).dtypePolicy("mixed_float16").seed(2);
        model.compile(new LossScaleOptimizer(new SGD(0.01)).initialScale(0x1p60), "mse");
        History history = model.fit(X, Y, QUIET.batchSize(4).epochs(120));
        assertTrue(model.lossScale().orElseThrow() < 0x1p16);
        assertTrue(history.last("loss") < 0.5, "the loss is " + history.last("loss"));
    }

    /** Layers with fixed weights, penalties, random numbers and whole numbers as input. */
    @ParameterizedTest
    @ValueSource(strings = {"mixed_float16", "mixed_bfloat16"})
    void everyKindOfLayerIsTrained(String policy) {
        Sequential model = new Sequential(new Embedding(1000, 4), new Flatten(),
                new Dense(8, "relu").kernelRegularizer("l2"), new BatchNormalization(), new Dropout(0.2), new Dense(1, "sigmoid").activityRegularizer("l2"))
                .dtypePolicy(policy).seed(1).build(Shape.of(3));
        model.compile("adam", "binary_crossentropy", "accuracy");
        int[][] words = {{999, 1, 2}, {998, 3, 4}, {5, 997, 999}, {998, 7, 8}};
        float[][] classes = {{1}, {0}, {1}, {0}};
        History history = model.fit(words, classes, QUIET.batchSize(4).epochs(60));
        assertTrue(history.last("loss") < 0.5, "the loss is " + history.last("loss"));
        assertTrue(model.getWeights().stream().allMatch(weight -> weight.dtype() == DType.FLOAT32));
    }
}
