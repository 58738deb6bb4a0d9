package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.garam.model.callback.Callback;
import org.garam.model.callback.Progress;
import org.garam.model.callback.TrainingRun;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Phase;
import org.garam.model.layer.Weights;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Elementwise;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnTestEngine.class)
public class NonFiniteLossTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0).shuffle(false);
    private static final float[] X = {1, 2, 3, 4, 5, 6, 7};
    private static final float[] Y = {2, 4, 6, 8, 10, 12, 14};

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

    private static NonFiniteLossException failure(Sequential model, float[] x, FitOptions options) {
        return assertThrows(NonFiniteLossException.class, () -> model.fit(x, Y, options));
    }

    @Test
    void divergingIsToldAndUndone() {
        Sequential model = new Sequential(new Dense(1).inputShape(1)).seed(1);
        model.compile(new SGD(1e15), "mse");
        float[] before = model.getWeights().getFirst().toFloats();
        NonFiniteLossException failure = failure(model, X, QUIET.batchSize(2).epochs(50));
        assertEquals(0, failure.epoch());
        assertEquals(2, failure.step());
        assertTrue(failure.getMessage().contains("epoch 1, step 3") && failure.getMessage().contains("1.0E15"),
                failure.getMessage());
        assertEquals("the loss", failure.origin());
        assertArrayEquals(before, model.getWeights().getFirst().toFloats());
        model.learningRate(0.01);
        model.fit(X, Y, QUIET);
    }

    @Test
    void theLayerIsNamed() {
        Sequential model = new Sequential(new Dense(1).inputShape(1), new Logarithm(), new Dense(1));
        model.setWeights(Tensor.of(new float[][] {{1}}), Tensor.of(0f), Tensor.of(new float[][] {{1}}), Tensor.of(0f));
        model.compile(new SGD(1e-6), "mse");
        NonFiniteLossException failure = failure(model, new float[] {1, 2, 3, 4, -5, 6, 7}, QUIET.batchSize(2));
        assertEquals(2, failure.step());
        assertEquals("the output of layer \"logarithm\" (Logarithm)", failure.origin());
        assertArrayEquals(new float[] {1}, model.getWeights().getFirst().toFloats());
    }

    private static NonFiniteLossException overflow(int batchSize) {
        Sequential model = new Sequential(new Dense(1).inputShape(1));
        model.setWeights(Tensor.of(new float[][] {{0}}), Tensor.of(0f));
        model.compile(new SGD(10), "mae");
        NonFiniteLossException failure =
                failure(model, new float[] {3e38f, 3e38f, 1, 1, 1, 1, 1}, QUIET.batchSize(batchSize));
        assertArrayEquals(new float[] {0}, model.getWeights().getFirst().toFloats());
        assertEquals("weight \"kernel\" [1, 1] of layer \"dense\" after the step", failure.origin());
        return failure;
    }

    @Test
    void weightsSpoiltByTheStepBeforeAreNamed() {
        assertEquals(1, overflow(2).step());
    }

    @Test
    void weightsSpoiltByTheLastStepAreNotForgotten() {
        assertEquals(0, overflow(7).step());
    }

    @Test
    void earlierEpochsStay() {
        Sequential model = new Sequential(new Dense(1).inputShape(1)).seed(1);
        model.compile(new SGD(0.001), "mse");
        Callback spoiling = new Callback() {
            @Override
            public void onEpochEnd(TrainingRun run, Progress progress) {
                run.learningRate(progress.epoch() == 1 ? 1e30 : 0.001);
            }
        };
        NonFiniteLossException failure = failure(model, X, QUIET.batchSize(2).epochs(5).callbacks(spoiling));
        assertEquals(2, failure.epoch());
        assertEquals(List.of(0, 1), failure.history().epochs());
        Sequential expected = new Sequential(new Dense(1).inputShape(1)).seed(1);
        expected.compile(new SGD(0.001), "mse");
        expected.fit(X, Y, QUIET.batchSize(2).epochs(2));
        assertArrayEquals(expected.getWeights().getFirst().toFloats(), model.getWeights().getFirst().toFloats());
    }
}
