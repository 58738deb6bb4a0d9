package org.garam.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.callback.Callback;
import org.garam.model.callback.InferenceRun;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** The model's output for data, batch by batch. */
final class Prediction implements InferenceRun, AutoCloseable {
    private final Tensor cursor = ModelMemory.zeros(DType.INT64);
    private final PassSteps steps;
    private final int mostSteps;
    private final Shortage shortage = new Shortage();
    private final RowCollector rows;

    /**
     * @param batchSize how many samples are taken at once, if they lie on the device
     * @param mostSteps after how many steps it ends
     */
    Prediction(BuiltModel model, BatchSource data, int batchSize, int mostSteps) {
        ModelMemory memory = model.memory();
        StepArguments<Tensor> state = new StepArguments<>(null, null, null, null, cursor, null, memory.trained(),
                memory.fixed(), List.of(), null, null, null);
        steps = data.bind(model, Purpose.PREDICT, null, state, batchSize);
        this.mostSteps = mostSteps;
        rows = new RowCollector(model.architecture().dtype(), model.architecture().output(),
                data.rows(batchSize, mostSteps));
    }

    @Override
    public OptionalInt steps() {
        return PassSteps.limited(steps.count(), mostSteps);
    }

    @Override
    public boolean isValidation() {
        return false;
    }

    @Override
    public SequencedMap<String, Double> logs() {
        return new LinkedHashMap<>();
    }

    /** {@return all rows of the output} The host waits for the device when somebody reads them. */
    Tensor run(List<Callback> callbacks) {
        Callback[] hearing = Listeners.ofBatches(callbacks, Callback.Batches.PREDICTION);
        DeviceScope.outside(() -> {
            steps.begin();
            callbacks.forEach(callback -> callback.onPredictBegin(this));
            int step = 0;
            for (; step < mostSteps && steps.has(step); step++) {
                for (Callback callback : hearing) {
                    callback.onPredictBatchBegin(this, step);
                }
                steps.run(step);
                rows.add(steps.output());
                for (Callback callback : hearing) {
                    callback.onPredictBatchEnd(this, step);
                }
            }
            if (step < mostSteps && mostSteps != Integer.MAX_VALUE) {
                shortage.tell("predict", step, mostSteps, "steps");
            }
            steps.end();
            callbacks.forEach(callback -> callback.onPredictEnd(this));
            return null;
        });
        return rows.take();
    }

    @Override
    public void close() {
        steps.close();
        cursor.close();
        rows.close();
    }
}
