package org.garam.model.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.garam.conformance.TestEngine;
import org.garam.op.ShapeException;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

public class RunningMetricTest {
    private final Engine engine = TestEngine.current();

    @Test
    void batchesOfSeveralSizesAreGathered() {
        engine.run(() -> {
            RunningMetric auc = new RunningMetric(new AUC());
            assertEquals(0.75, auc.update(Tensor.of(0, 0, 1, 1), Tensor.of(0, 0.5f, 0.3f, 0.9f)).result(), 1e-6);
            auc.update(Tensor.of(1, 0), Tensor.of(0.95f, 0.01f)).update(Tensor.of(1f), Tensor.of(0.1f));
            assertEquals(10 / 12.0, auc.result(), 1e-6);
            auc.reset();
            assertEquals(1, auc.update(Tensor.of(0, 1), Tensor.of(0.2f, 0.4f)).result(), 1e-6);
        });
    }

    @Test
    void figuresOfClassesAndThresholdsAreArrays() {
        engine.run(() -> {
            Tensor expected = Tensor.of(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}});
            Tensor predicted = Tensor.of(new float[][] {{.8f, .1f, .1f}, {.6f, .3f, .1f}, {.2f, .2f, .6f}, {0, 0, 0}});
            RunningMetric scores = new RunningMetric(new F1Score()).update(expected, predicted);
            assertArrayEquals(new double[] {2 / 3.0, 0, 2 / 3.0}, scores.results(), 1e-6);
            assertEquals("the metric f1_score has 3 numbers, for classes or thresholds; ask for results()",
                    assertThrows(IllegalStateException.class, scores::result).getMessage());
            assertArrayEquals(new double[] {2 / 3.0, 1},
                    new RunningMetric(new Precision(0.5, 0.7)).update(expected, predicted).results(), 1e-6);
            assertArrayEquals(new double[] {1},
                    new RunningMetric(new Recall().topK(2)).update(expected, predicted).results(), 1e-6);
        });
    }

    @Test
    void valuesNeedNoTargets() {
        engine.run(() -> {
            assertEquals(2.5, new RunningMetric(new Mean()).update(Tensor.of(1, 2)).update(Tensor.of(3, 4)).result());
            assertEquals(6, new RunningMetric(new Sum()).update(Tensor.of((Object) new int[] {1, 2, 3})).result());
            Tensor values = Tensor.of(new float[][] {{1, 3}, {5, 7}});
            assertEquals(4, new RunningMetric(new Mean()).update(values).result());
            assertEquals((2 + 3 * 6) / 4.0,
                    new RunningMetric(new Mean()).update(values, values, Tensor.of(1, 3)).result());
            assertEquals(16 / 4.0, new RunningMetric(new Mean()).update(values, values,
                    Tensor.of(new float[][] {{1, 1}, {1, 1}})).result());
        });
    }

    @Test
    void sortedIdsAreLookedThrough() {
        engine.run(() -> {
            Tensor best = Tensor.of(new float[][] {{3, 1, 2}, {0, 2, 9}});
            Metric metric = new SparseTopKCategoricalAccuracy(2, true);
            assertEquals(0.5, new RunningMetric(metric).update(Tensor.of(1, 9), best).result());
        });
    }

    @Test
    void survivesTheScopeABatchWasMadeIn() {
        engine.run(() -> {
            RunningMetric metric = new RunningMetric(new AUC(3));
            for (int batch = 0; batch < 3; batch++) {
                try (DeviceScope _ = DeviceScope.open()) {
                    metric.update(Tensor.of(0, 1), Tensor.of(0.2f, 0.9f));
                }
            }
            assertEquals(1, metric.result(), 1e-6);
            metric.close();
        });
    }

    @Test
    void mistakesAreExplained() {
        engine.run(() -> {
            assertEquals("the metric auc has seen no batch; call update first",
                    assertThrows(IllegalStateException.class, new RunningMetric(new AUC())::results).getMessage());
            assertTold(() -> new RunningMetric(new Precision().classId(3)).update(Tensor.of(new float[6], 2, 3),
                    Tensor.of(new float[6], 2, 3)), "class 3", "[2, 3]", "0 to 2");
            assertTold(() -> new RunningMetric(new AUC().multiLabel(true)).update(Tensor.of(1, 2), Tensor.of(1, 2)),
                    "[batch, labels]", "[2]");
            assertTold(() -> new RunningMetric(new F1Score()).update(Tensor.of(1, 2), Tensor.of(1, 2)),
                    "[batch, classes]", "[2]", "reshape");
            assertTold(() -> new RunningMetric(new AUC().labelWeights(1, 2)).update(Tensor.of(new float[6], 2, 3),
                    Tensor.of(new float[6], 2, 3)), "2 label weights", "[2, 3]");
            assertTold(() -> new Precision(0.5, 1.5), "1.5", "between 0 and 1");
            assertTold(() -> new AUC(1), "2 thresholds or more", "received 1");
            assertTold(() -> new AUC().curve("rocc"), "\"rocc\"", "did you mean \"ROC\"?");
            assertTold(() -> Average.named("macr"), "\"macr\"", "did you mean \"macro\"?");
            assertTold(() -> new FBetaScore(Average.MICRO, 0), "beta", "received 0.0");
            assertTold(() -> new F1Score().threshold(0), "more than 0 and at most 1", "received 0.0");
            assertTold(() -> new R2Score(R2Score.Aggregation.NONE, -1), "0 or more regressors", "-1");
            assertTold(() -> new RecallAtPrecision(2), "between 0 and 1", "2.0");
            assertTold(() -> new RecallAtPrecision(0.5, 0, OptionalInt.empty()), "0 thresholds", "200");
            assertTold(() -> new TopKCategoricalAccuracy(0), "k of 1 or more", "received 0");
            assertTold(() -> new AUC().named(" "), "auc", "name");
        });
    }

    private static void assertTold(Runnable mistake, String... said) {
        String message = assertThrows(IllegalArgumentException.class, mistake::run).getMessage();
        for (String part : said) {
            assertTrue(message.contains(part), () -> "expected \"" + part + "\" in: " + message);
        }
    }

    @Test
    void namesAreTheUsersOrKeras() {
        TensorType type = TensorType.of(DType.FLOAT32, 4, 1);
        assertEquals("pr", new AUC().curve("PR").named("auc_pr").named("pr").name());
        assertEquals(List.of("sensitivity_at_specificity", "logcosh", "root_mean_squared_error"),
                List.of(new SensitivityAtSpecificity(0.5).name(), Metrics.resolve("LogCoshError", type, type).name(),
                        new RootMeanSquaredError().name()));
    }
}
