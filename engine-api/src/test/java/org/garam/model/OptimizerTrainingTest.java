package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.garam.model.callback.Callback;
import org.garam.model.callback.Progress;
import org.garam.model.callback.TrainingRun;
import org.garam.model.layer.Dense;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.AdamW;
import org.garam.model.optimizer.ExponentialDecay;
import org.garam.model.optimizer.Nadam;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.Optimizers;
import org.garam.model.optimizer.PiecewiseConstantDecay;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Optimizers and schedules in models: what outlives a step, an epoch or a call of {@code fit}. */
@ExtendWith(OnTestEngine.class)
public class OptimizerTrainingTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0).shuffle(false).batchSize(2);
    private static final double[] X = {1, -2, 0.5, 1.5, -1};
    private static final double[] Y = {2, -3, 1.5, 3, -1};
    private static final double RATE = 0.1;

    private static Sequential line(Optimizer optimizer) {
        Sequential model = new Sequential(new Dense(1).inputShape(1)).dtype(DType.FLOAT64);
        model.setWeights(Tensor.of(new double[][] {{0.5}}), Tensor.of(new double[] {0.1}));
        model.compile(optimizer, "mse");
        return model;
    }

    private static double[] weights(Sequential model) {
        return model.getWeights().stream().map(Tensor::toDoubles).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Slope, intercept and their mean after gradient descent by hand, batches of two. */
    private static final class ByHand {
        private final double[] weights = {0.5, 0.1};
        private final double[] average = new double[2];
        private int steps;

        ByHand epoch(double momentum, double decay) {
            for (int first = 0; first < X.length; first += 2) {
                double[] gradient = gradient(first, Math.min(first + 2, X.length));
                weights[0] *= 1 - decay * RATE;
                for (int i = 0; i < 2; i++) {
                    weights[i] -= RATE * gradient[i];
                    average[i] = steps == 0 ? weights[i] : momentum * average[i] + (1 - momentum) * weights[i];
                }
                steps++;
            }
            return this;
        }

        private double[] gradient(int first, int end) {
            double[] gradient = new double[2];
            for (int row = first; row < end; row++) {
                double error = 2 * (weights[0] * X[row] + weights[1] - Y[row]) / (end - first);
                gradient[0] += error * X[row];
                gradient[1] += error;
            }
            return gradient;
        }
    }

    @Test
    void weightsBecomeTheirMovingAverageWhenFitEnds() {
        ByHand expected = new ByHand().epoch(0.9, 0).epoch(0.9, 0);
        Sequential model = line(new SGD(RATE).exponentialMovingAverage(0.9));
        double[] duringTraining = new double[2];
        Callback looking = new Callback() {
            @Override
            public void onEpochEnd(TrainingRun run, Progress progress) {
                System.arraycopy(weights(model), 0, duringTraining, 0, 2);
            }

            @Override
            public void onTrainEnd(TrainingRun run) {
                assertArrayEquals(expected.average, weights(model), 1e-14);
            }
        };
        model.fit(X, Y, QUIET.epochs(2).callbacks(looking));
        assertArrayEquals(expected.weights, duringTraining, 1e-14);
        assertArrayEquals(expected.average, weights(model), 1e-14);
    }

    @Test
    void singleStepsDoNotOverwriteTheWeights() {
        Sequential averaged = line(new SGD(RATE).exponentialMovingAverage(0.9));
        Sequential plain = line(new SGD(RATE));
        for (int i = 0; i < 3; i++) {
            averaged.trainOnBatch(X, Y);
            plain.trainOnBatch(X, Y);
        }
        assertArrayEquals(weights(plain), weights(averaged));
    }

    @Test
    void stepsByHandAverageWhenTold() {
        Sequential model = line(new SGD(RATE).exponentialMovingAverage(0.8));
        try (TrainingSteps steps = model.trainingSteps(X, Y, X.length)) {
            steps.run(3);
            double[] before = weights(model);
            steps.averageWeights();
            assertNotEquals(before[0], weights(model)[0]);
        }
        Sequential alike = line(new SGD(RATE).exponentialMovingAverage(0.8));
        alike.fit(X, Y, QUIET.batchSize(X.length).epochs(3));
        assertArrayEquals(weights(alike), weights(model), 1e-14);
    }

    /** The data that tell which weights decay belong to the compiled step, which is kept from one call to the next. */
    @Test
    void excludedWeightsDoNotDecayInLaterCallsEither() {
        Optimizer optimizer = new SGD(RATE).weightDecay(0.5).excludeFromWeightDecay("bias");
        Sequential model = line(optimizer);
        ByHand expected = new ByHand();
        for (int call = 0; call < 3; call++) {
            model.fit(X, Y, QUIET);
            model.predict(X);
            expected.epoch(0, 0.5);
            assertArrayEquals(expected.weights, weights(model), 1e-14, "call " + call);
        }
    }

    @Test
    void aScheduleGoesOnFromCallToCall() {
        Sequential model = line(new SGD(new PiecewiseConstantDecay(List.of(3, 5), List.of(RATE, 0.0, 1.0))));
        assertEquals(RATE, model.learningRate());
        model.fit(X, Y, QUIET);
        assertArrayEquals(new ByHand().epoch(0, 0).weights, weights(model), 1e-14);
        model.trainOnBatch(X, Y);
        double[] stopped = weights(model);
        assertEquals(0, model.learningRate());
        model.trainOnBatch(X, Y);
        model.trainOnBatch(X, Y);
        assertArrayEquals(stopped, weights(model));
        assertEquals(1, model.learningRate());
    }

    /** Keras' optimizer has a rate from the beginning, too. */
    @Test
    void theRateIsKnownAndCanBeSetBeforeTheInputIs() {
        Sequential model = new Sequential(new Dense(1)).dtype(DType.FLOAT64).seed(1);
        model.compile(new SGD(RATE), "mse");
        assertEquals(RATE, model.learningRate());
        assertThrows(IllegalArgumentException.class, () -> model.learningRate(-1));
        model.learningRate(0);
        assertEquals(0, model.learningRate());
        model.fit(X, Y, QUIET);
        double[] weights = weights(model);
        model.fit(X, Y, QUIET);
        assertArrayEquals(weights, weights(model));
        assertEquals(0, model.learningRate());
        model.compile(new SGD(RATE), "mse");
        assertEquals(RATE, model.learningRate());
        Sequential scheduled = new Sequential(new Dense(1));
        scheduled.compile(new SGD(new ExponentialDecay(RATE, 10, 0.5)), "mse");
        assertEquals(RATE, scheduled.learningRate());
        assertThrows(IllegalStateException.class, () -> scheduled.learningRate(0.5));
    }

    @Test
    void aScheduleCannotBeSet() {
        Sequential model = line(new Adam(new ExponentialDecay(RATE, 10, 0.5)));
        double[] rates = new double[2];
        Callback callback = new Callback() {
            @Override
            public void onEpochEnd(TrainingRun run, Progress progress) {
                rates[progress.epoch()] = run.learningRate();
                String message = assertThrows(IllegalStateException.class, () -> run.learningRate(0.5)).getMessage();
                assertTrue(message.contains("ExponentialDecay") && message.contains("new SGD(0.5)"), message);
            }
        };
        model.fit(X, Y, QUIET.epochs(2).callbacks(callback));
        assertArrayEquals(DoubleStream.of(0.3, 0.6).map(part -> RATE * Math.pow(0.5, part)).toArray(), rates, 1e-15);
        assertThrows(IllegalStateException.class, () -> model.learningRate(0.5));
    }

    @Test
    void ratesThatAreNoneAreRefused() {
        Sequential model = line(new SGD(RATE));
        for (double rate : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class, () -> model.learningRate(rate)).getMessage();
            assertTrue(message.contains("learning rate") && message.contains(String.valueOf(rate)), message);
        }
        assertEquals(RATE, model.learningRate());
    }

    static Stream<Optimizer> all() {
        return Stream.concat(Optimizers.names().stream().map(Optimizers::named),
                Stream.of(new Adam().amsgrad(true), new Adam().exponentialMovingAverage(0.9, 2),
                        new AdamW().gradientAccumulationSteps(2).globalClipNorm(1)));
    }

    /** Two calls of one epoch are one of two, for every slot of every optimizer. */
    @Test
    void slotsStayFromCallToCall() {
        all().forEach(optimizer -> {
            Sequential once = line(optimizer);
            Sequential twice = line(optimizer);
            once.fit(X, Y, QUIET.epochs(2));
            twice.trainOnBatch(Arrays.copyOfRange(X, 0, 2), Arrays.copyOfRange(Y, 0, 2));
            twice.trainOnBatch(Arrays.copyOfRange(X, 2, 4), Arrays.copyOfRange(Y, 2, 4));
            twice.trainOnBatch(Arrays.copyOfRange(X, 4, 5), Arrays.copyOfRange(Y, 4, 5));
            FitOptions last = QUIET.epochs(2).initialEpoch(1);
            twice.fit(X, Y, last);
            assertArrayEquals(weights(once), weights(twice), optimizer.toString());
        });
    }

    /** Also numbers that are there once for the whole model, as Nadam has one. */
    @Test
    void slotsAreThoseOfTheEpochsBeginAfterAFailure() {
        Sequential model = line(new Nadam(RATE));
        model.fit(X, Y, QUIET);
        double[] huge = {1, 1, 1e200, 1, 1};
        assertThrows(NonFiniteLossException.class, () -> model.fit(huge, Y, QUIET));
        model.fit(X, Y, QUIET);
        Sequential unhurt = line(new Nadam(RATE));
        unhurt.fit(X, Y, QUIET);
        unhurt.fit(X, Y, QUIET);
        assertArrayEquals(weights(unhurt), weights(model));
    }

    @Test
    void theSummaryCountsWhatIsKept() {
        record Case(Optimizer optimizer, int kept) {}
        for (Case tested : List.of(new Case(new SGD(), 2), new Case(new Nadam(), 2 * 2 + 1 + 2),
                new Case(new Adam(new ExponentialDecay(RATE, 10, 0.5)), 2 * 2 + 1),
                new Case(new SGD().exponentialMovingAverage().gradientAccumulationSteps(2), 2 * 2 + 2))) {
            Sequential model = line(tested.optimizer);
            model.fit(X, Y, QUIET);
            StringBuilder text = new StringBuilder();
            model.summary(text);
            assertTrue(text.toString().contains("Optimizer params: " + tested.kept + " "), text.toString());
        }
    }
}
