package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import org.garam.model.constraint.MaxNorm;
import org.garam.model.constraint.MinMaxNorm;
import org.garam.model.constraint.NonNeg;
import org.garam.model.constraint.UnitNorm;
import org.garam.model.layer.ActivityRegularization;
import org.garam.model.layer.BatchNormalization;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.layer.Embedding;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.GaussianNoise;
import org.garam.model.layer.Layer;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.optimizer.SGD;
import org.garam.model.regularizer.L1;
import org.garam.model.regularizer.L1L2;
import org.garam.model.regularizer.L2;
import org.garam.model.regularizer.OrthogonalRegularizer;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Penalties, constraints, moving averages and layers' own seeds in training; against what is computed by hand. */
@ExtendWith(OnTestEngine.class)
public class RegularizationTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0).shuffle(false);
    private static final double[][] X = {{1, 2}, {-1, 0.5}, {3, -2}};
    private static final double[] Y = {1, -2, 0.5};

    private static Sequential model(Layer... layers) {
        return new Sequential(layers).dtype(DType.FLOAT64).seed(1).build(Shape.of(2));
    }

    private static double predicted(double[] w, double... x) {
        return w[0] * x[0] + w[1] * x[1] + w[2];
    }

    /** The mean squared error and all penalties of {@link #everyPenaltyIsInTheLoss}, at weights w. */
    private static double loss(double... w) {
        double errors = 0;
        double activity = 0;
        for (int i = 0; i < X.length; i++) {
            double y = predicted(w, X[i]);
            errors += (y - Y[i]) * (y - Y[i]) / X.length;
            activity += (0.03 * Math.abs(y) + 0.04 * y * y + 0.05 * Math.abs(y)) / X.length;
        }
        double kernel = 0.1 * (w[0] * w[0] + w[1] * w[1]);
        return errors + activity + kernel + 0.2 * Math.abs(w[2]);
    }

    @Test
    void everyPenaltyIsInTheLoss() {
        Sequential model = model(new Dense(1).kernelRegularizer(new L2(0.1)).biasRegularizer(new L1(0.2))
                .activityRegularizer(new L1L2(0.03, 0.04)), new ActivityRegularization(0.05, 0));
        double[] w = {0.5, -0.25, 0.75};
        model.setWeights(Tensor.of(new double[][] {{w[0]}, {w[1]}}), Tensor.of(new double[] {w[2]}));
        double rate = 0.01;
        model.compile(new SGD(rate), new MeanSquaredError(), "mse");
        assertEquals(loss(w), model.evaluate(X, Y).get("loss"), 1e-12);
        History history = model.fit(X, Y, QUIET.validationData(X, Y));
        assertEquals(loss(w), history.last("loss"), 1e-12);
        assertTrue(history.last("mse") < history.last("loss"), "metrics are free of penalties");
        double[] next = w.clone();
        for (int i = 0; i < w.length; i++) {
            double[] above = w.clone();
            double[] below = w.clone();
            above[i] += 1e-5;
            below[i] -= 1e-5;
            next[i] -= rate * (loss(above) - loss(below)) / 2e-5;
        }
        double[] trained = model.getWeights().stream().flatMapToDouble(weight -> Arrays.stream(weight.toDoubles()))
                .toArray();
        assertArrayEquals(next, trained, 1e-9);
        assertEquals(loss(trained), history.last("val_loss"), 1e-12);
    }

    /** Each batch's loss has the penalty once, however small the batch is. */
    @Test
    void aShortLastBatchHasThePenaltyOnceToo() {
        Sequential model = model(new Dense(1).kernelRegularizer("l2"));
        model.compile(new SGD(0), new MeanSquaredError(), "mse");
        History history = model.fit(X, Y, QUIET.batchSize(2));
        double[] kernel = model.getWeights().getFirst().toDoubles();
        double penalty = 0.01 * (kernel[0] * kernel[0] + kernel[1] * kernel[1]);
        assertEquals(penalty, history.last("loss") - history.last("mse"), 1e-12);
    }

    private static double norm(double[] kernel, int units, int unit) {
        double sum = 0;
        for (int i = unit; i < kernel.length; i += units) {
            sum += kernel[i] * kernel[i];
        }
        return Math.sqrt(sum);
    }

    private static void assertNorms(Tensor kernel, DoublePredicate isAllowed) {
        int units = kernel.shape().size(-1);
        for (int unit = 0; unit < units; unit++) {
            double norm = norm(kernel.toDoubles(), units, unit);
            assertTrue(isAllowed.test(norm), "norm " + norm);
        }
    }

    @Test
    void constraintsHoldAfterEveryStep() {
        Sequential model = model(new Dense(4, "relu").kernelConstraint(new MaxNorm(0.5)).biasConstraint(new NonNeg()),
                new Dense(3, "tanh").kernelConstraint(new UnitNorm()),
                new Dense(2).kernelConstraint(new MinMaxNorm(0.3, 0.4)), new Dense(1));
        model.compile(new SGD(0.3), new MeanSquaredError());
        Tensor free = model.getWeights().get(6);
        try (TrainingSteps steps = model.trainingSteps(X, Y, 2)) {
            for (int i = 0; i < 6; i++) {
                steps.run(1);
                List<Tensor> weights = model.getWeights();
                assertNorms(weights.get(0), norm -> norm <= 0.5 + 1e-9);
                assertTrue(Arrays.stream(weights.get(1).toDoubles()).allMatch(bias -> bias >= 0));
                assertNorms(weights.get(2), norm -> Math.abs(norm - 1) < 1e-6);
                assertNorms(weights.get(4), norm -> norm >= 0.3 - 1e-6 && norm <= 0.4 + 1e-6);
            }
        }
        assertFalse(Arrays.equals(free.toDoubles(), model.getWeights().get(6).toDoubles()));
    }

    @Test
    void aRuleThatDoesNotFitAWeightNamesIt() {
        Sequential model = model(new Dense(1).biasRegularizer(new OrthogonalRegularizer()));
        model.compile("sgd", "mse");
        String message = assertThrows(ShapeException.class, () -> model.fit(X, Y, QUIET)).getMessage();
        assertTrue(message.startsWith("weight \"bias\" [1] of layer \"dense\": OrthogonalRegularizer takes matrices"),
                message);
        Sequential constrained = model(new Dense(1).biasConstraint(new MaxNorm(1, 1)));
        constrained.compile("sgd", "mse");
        String told = assertThrows(ShapeException.class, () -> constrained.fit(X, Y, QUIET)).getMessage();
        assertTrue(told.contains("norms along axis 1, which a weight of shape [1] does not have; choose one of -1 to 0"),
                told);
    }

    @Test
    void movingAveragesFollowTheBatches() {
        double momentum = 0.8;
        Sequential model = model(new BatchNormalization().momentum(momentum));
        model.compile(new SGD(0.1), new MeanSquaredError());
        model.fit(X, X, QUIET.batchSize(2).epochs(2));
        double mean = 0;
        double variance = 1;
        for (int step = 0; step < 4; step++) {
            boolean isWhole = step % 2 == 0;
            double first = isWhole ? X[0][0] : X[2][0];
            double second = isWhole ? X[1][0] : X[2][0];
            mean = momentum * mean + (1 - momentum) * (first + second) / 2;
            variance = momentum * variance + (1 - momentum) * (first - second) * (first - second) / 4;
        }
        List<Tensor> weights = model.getLayer("batch_normalization").getWeights();
        assertEquals(mean, weights.get(2).toDoubles()[0], 1e-12);
        assertEquals(variance, weights.get(3).toDoubles()[0], 1e-12);
        double[] before = weights.get(2).toDoubles();
        model.evaluate(X, X);
        model.predict(X);
        assertArrayEquals(before, model.getWeights().get(2).toDoubles(), "evaluating moves nothing");
    }

    /** The losses of two steps without learning, which differ only by what was drawn. */
    private static double[] losses(long seed, Layer disturbing) {
        Sequential model = new Sequential(disturbing, new Dense(1).kernelInitializer("ones")).dtype(DType.FLOAT64)
                .seed(seed).build(Shape.of(2));
        model.compile(new SGD(0), new MeanSquaredError());
        return model.fit(X, Y, QUIET.epochs(4)).get("loss").stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void aLayersSeedDecidesWhateverTheModelsIs() {
        assertArrayEquals(losses(1, new GaussianNoise(0.5).seed(7)), losses(2, new GaussianNoise(0.5).seed(7)));
        assertFalse(Arrays.equals(losses(1, new GaussianNoise(0.5)), losses(2, new GaussianNoise(0.5))));
        assertFalse(Arrays.equals(losses(1, new GaussianNoise(0.5).seed(7)), losses(1, new GaussianNoise(0.5).seed(8))));
        double[] steps = losses(1, new GaussianNoise(0.5).seed(7));
        assertEquals(4, Arrays.stream(steps).distinct().count(), "every step draws new numbers");
        double[] dropped = losses(1, new Dropout(0.5).seed(7));
        assertNotEquals(1, Arrays.stream(dropped).distinct().count());
    }

    @Test
    void embeddingsLearnAndRefuseUnknownNumbers() {
        int[][] words = {{0, 1}, {2, 3}, {3, 0}, {1, 2}};
        double[] sentiment = {1, -1, 0.5, -0.5};
        Sequential model = new Sequential(new Embedding(4, 3), new Flatten(), new Dense(1)).seed(2);
        model.compile("adam", "mse");
        model.fit(words, sentiment, QUIET.epochs(300));
        assertTrue(model.evaluate(words, sentiment).get("loss") < 0.01);
        String message = assertThrows(IllegalArgumentException.class,
                () -> model.predict(new int[][] {{0, 1}, {2, 4}})).getMessage();
        assertEquals("the samples x hold 4 in row 1, column 1 of int32[2, 2], but the Embedding layer has vectors for the"
                + " whole numbers 0 to 3; give it a larger inputDim, or correct the sample", message);
        assertThrows(IllegalArgumentException.class, () -> model.fit(new int[][] {{0, -1}}, new double[1], QUIET));
        assertThrows(IllegalArgumentException.class, () -> model.predict(new float[][] {{0, 1.5f}}));
    }
}
