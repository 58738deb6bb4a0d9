package org.garam.conformance;

import org.garam.model.BackupAndRestoreTest;
import org.garam.model.FitDatasetTest;
import org.garam.model.FitTest;
import org.garam.model.KerasFitTest;
import org.garam.model.MeasuresTest;
import org.garam.model.DTypePolicyTest;
import org.garam.model.NonFiniteLossTest;
import org.garam.model.OptimizerTrainingTest;
import org.garam.model.RegularizationTest;
import org.garam.model.activation.ActivationsTest;
import org.garam.model.layer.LayersTest;
import org.garam.model.layer.NormalizationTest;
import org.garam.model.layer.RandomLayersTest;
import org.garam.model.loss.LossDefinitionsTest;
import org.garam.model.loss.LossesTest;
import org.garam.model.loss.ReductionTest;
import org.garam.model.metric.MetricDefinitionsTest;
import org.garam.model.metric.RunningMetricTest;
import org.garam.model.optimizer.OptimizerOptionsTest;
import org.garam.model.optimizer.OptimizersTest;
import org.garam.model.optimizer.SchedulesTest;
import org.garam.runtime.Engine;
import org.garam.spi.BackendProvider;
import org.garam.tensor.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * What golden files leave out of models, on one backend: definitions, options, training, and what goes wrong. A
 * backend's test class extends this one and names the provider; that is all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ModelConformance {
    private Engine engine;

    /** {@return the backend under test} */
    protected abstract BackendProvider provider();

    @BeforeAll
    void open() {
        engine = new Engine(DeviceUnderTest.open(provider()));
        Assumptions.assumeTrue(engine.device().info().arithmetic().contains(DType.FLOAT64),
                () -> engine + " does not compute in float64, in which definitions are compared");
        TestEngine.become(engine);
    }

    @AfterAll
    void close() {
        TestEngine.become(TestEngine.reference());
        if (engine != null) {
            engine.close();
        }
    }

    @Nested
    class Activations extends ActivationsTest {}

    @Nested
    class Losses extends LossesTest {}

    @Nested
    class LossDefinitions extends LossDefinitionsTest {}

    @Nested
    class Reductions extends ReductionTest {}

    @Nested
    class MetricDefinitions extends MetricDefinitionsTest {}

    @Nested
    class RunningMetrics extends RunningMetricTest {}

    @Nested
    class GatheredMeasures extends MeasuresTest {}

    @Nested
    class Optimizers extends OptimizersTest {}

    @Nested
    class OptimizerOptions extends OptimizerOptionsTest {}

    @Nested
    class OptimizerTraining extends OptimizerTrainingTest {}

    @Nested
    class Schedules extends SchedulesTest {}

    @Nested
    class Layers extends LayersTest {}

    @Nested
    class RandomLayers extends RandomLayersTest {}

    @Nested
    class Normalizations extends NormalizationTest {}

    @Nested
    class RegularizersAndConstraints extends RegularizationTest {}

    @Nested
    class Fitting extends FitTest {}

    @Nested
    class FittingDatasets extends FitDatasetTest {}

    @Nested
    class FittingAsKeras extends KerasFitTest {}

    @Nested
    class LossesThatAreNotFinite extends NonFiniteLossTest {}

    @Nested
    class DTypePolicies extends DTypePolicyTest {}

    @Nested
    class InterruptedRuns extends BackupAndRestoreTest {}
}
