package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.garam.model.layer.Dense;
import org.garam.model.loss.BinaryCrossentropy;
import org.garam.model.loss.Loss;
import org.garam.model.loss.Losses;
import org.garam.model.loss.Reduction;
import org.garam.model.loss.SparseCategoricalCrossentropy;
import org.garam.model.metric.AUC;
import org.garam.model.metric.Average;
import org.garam.model.metric.FBetaScore;
import org.garam.model.metric.Metric;
import org.garam.model.metric.Metrics;
import org.garam.model.metric.PrecisionAtRecall;
import org.garam.model.metric.Recall;
import org.garam.model.metric.RunningMetric;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Losses and metrics inside of training and evaluation, where they share one program with the model. */
@ExtendWith(OnTestEngine.class)
public class MeasuresTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0).batchSize(8);
    private static final int SAMPLES = 27;
    private static final float[][] X = new float[SAMPLES][3];
    private static final float[][] ONE_HOT = new float[SAMPLES][3];
    private static final float[] WEIGHTS = new float[SAMPLES];

    static {
        Random random = new Random(3);
        for (int i = 0; i < SAMPLES; i++) {
            X[i] = new float[] {(float) random.nextGaussian(), (float) random.nextGaussian(), 1};
            ONE_HOT[i][random.nextInt(3)] = 1;
            WEIGHTS[i] = 1 + i % 4;
        }
    }

    private static Sequential model(String activation) {
        return new Sequential(new Dense(3, activation).inputShape(3)).seed(2);
    }

    @Test
    void metricsOfAModelAreThoseOfItsPredictions() {
        List<Metric> metrics = List.of(new AUC(), new AUC(20).curve("PR").multiLabel(true).named("pr"),
                new Recall().topK(2), new PrecisionAtRecall(0.4), new FBetaScore(Average.WEIGHTED, 2));
        Sequential model = model("softmax");
        CompileOptions options = new CompileOptions(new SGD(0.1), "categorical_crossentropy");
        for (Metric metric : metrics) {
            options = options.metrics(metric).weightedMetrics(metric.named("weighted_" + metric.name()));
        }
        model.compile(options);
        // The second call runs what the first one compiled.
        model.fit(X, ONE_HOT, QUIET.epochs(2).sampleWeight(WEIGHTS));
        model.fit(X, ONE_HOT, QUIET.epochs(2).sampleWeight(WEIGHTS));
        SequencedMap<String, Double> logs = model.evaluate(X, ONE_HOT, 8, WEIGHTS);
        Tensor predicted = model.predict(X);
        for (Metric metric : metrics) {
            double plain = new RunningMetric(metric).update(Tensor.of(ONE_HOT), predicted).result();
            double weighted = new RunningMetric(metric)
                    .update(Tensor.of(ONE_HOT), predicted, Tensor.of(WEIGHTS)).result();
            assertEquals(plain, logs.get(metric.name()), 1e-6, metric.name());
            assertEquals(weighted, logs.get("weighted_" + metric.name()), 1e-6, metric.name());
        }
    }

    @Test
    void everyMetricIsKnownByItsName() {
        String[] names = Stream.concat(Metrics.names().stream(), Stream.of("rmse", "MAPE", "TruePositives", "AUC"))
                .filter(name -> !name.startsWith("sparse") && !name.startsWith("top_k") && !name.startsWith("f"))
                .toArray(String[]::new);
        Sequential model = model("sigmoid");
        model.compile("sgd", "mse", names);
        SequencedMap<String, Double> last = model.fit(X, ONE_HOT, QUIET).last();
        for (String name : names) {
            assertTrue(Double.isFinite(last.get(name)), name);
        }
    }

    @Test
    void everyLossLearns() {
        for (String name : Losses.names()) {
            Loss loss = Losses.named(name);
            Sequential model = model("sigmoid").dtype(DType.FLOAT64);
            model.compile(new SGD(1e-3), loss);
            Object targets = loss.takesClassIds() ? new int[SAMPLES] : ONE_HOT;
            History history = model.fit(X, targets, QUIET.epochs(3).shuffle(false));
            List<Double> losses = history.get("loss");
            assertTrue(losses.getLast() < losses.getFirst(), () -> name + " " + losses);
        }
    }

    @Test
    void reductionsChangeTheLossAndItsGradient() {
        double mean = lossAfterOneStep(new BinaryCrossentropy());
        assertEquals(mean, lossAfterOneStep(new BinaryCrossentropy().reducedBy(Reduction.MEAN)));
        double sum = lossAfterOneStep(new BinaryCrossentropy().reducedBy(Reduction.SUM));
        assertFalse(Math.abs(sum - mean * SAMPLES) < 1e-3, "the sum's step is as large as the mean's");
        double weighted = lossAfterOneStep(new BinaryCrossentropy().reducedBy(Reduction.MEAN_WITH_SAMPLE_WEIGHT));
        assertTrue(weighted < mean, "weights of more than 1 make the weighted mean smaller");
    }

    private static double lossAfterOneStep(Loss loss) {
        Sequential model = model("sigmoid");
        model.compile(new SGD(0.01), loss);
        FitOptions whole = QUIET.batchSize(SAMPLES).sampleWeight(WEIGHTS).epochs(2).shuffle(false);
        return model.fit(X, ONE_HOT, whole).last("loss");
    }

    @Test
    void ignoredClassesMayStandInTheTargets() {
        int[] ids = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            ids[i] = i % 4 - 1;
        }
        Sequential model = model("softmax");
        model.compile(new SGD(0.1), new SparseCategoricalCrossentropy().ignoreClass(-1));
        List<Double> losses = model.fit(X, ids, QUIET.epochs(4)).get("loss");
        assertTrue(losses.getLast() < losses.getFirst(), losses.toString());
    }
}
