package org.garam.model;

import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.callback.Callback;
import org.garam.model.callback.InferenceRun;
import org.garam.model.state.SavedState;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** Loss and metrics over data, as often as they are asked for. */
final class Evaluation implements InferenceRun, AutoCloseable {
    private final Measures measures;
    private final Tensor cursor = ModelMemory.zeros(DType.INT64);
    private final Tensor progress;
    private final PassSteps steps;
    private final int mostSteps;
    private final Shortage shortage = new Shortage();
    private final boolean isValidation;

    /**
     * @param batchSize how many samples are taken at once, if they lie on the device; empty if that does not matter
     * @param mostSteps after how many steps it ends
     * @param isValidation whether it is part of {@code fit}
     */
    Evaluation(BuiltModel model, BatchSource data, OptionalInt batchSize, int mostSteps, boolean isValidation) {
        Compilation compilation = model.compilation(data.targetShape());
        measures = compilation.measures();
        ModelMemory memory = model.memory();
        progress = ModelMemory.zeros(model.architecture().dtype(), measures.size());
        StepArguments<Tensor> state = new StepArguments<>(null, null, null, null, cursor, progress, memory.trained(),
                memory.fixed(), List.of(), null, null, null);
        steps = data.bind(model, Purpose.EVALUATE, compilation, state, model.inferenceBatch(batchSize));
        this.mostSteps = mostSteps;
        this.isValidation = isValidation;
    }

    @Override
    public OptionalInt steps() {
        return PassSteps.limited(steps.count(), mostSteps);
    }

    @Override
    public boolean isValidation() {
        return isValidation;
    }

    @Override
    public SequencedMap<String, Double> logs() {
        return measures.logs(progress.toDoubles());
    }

    SequencedMap<String, Double> run(List<Callback> callbacks) {
        Callback[] hearing = Listeners.ofBatches(callbacks, Callback.Batches.TEST);
        HostValues.write(progress, measures.initial());
        steps.begin();
        return DeviceScope.outside(() -> {
            callbacks.forEach(callback -> callback.onTestBegin(this));
            int step = 0;
            for (; step < mostSteps && steps.has(step); step++) {
                for (Callback callback : hearing) {
                    callback.onTestBatchBegin(this, step);
                }
                steps.run(step);
                for (Callback callback : hearing) {
                    callback.onTestBatchEnd(this, step);
                }
            }
            if (step < mostSteps && mostSteps != Integer.MAX_VALUE) {
                shortage.tell(isValidation ? "validation" : "evaluate", step, mostSteps,
                        isValidation ? "validationSteps" : "steps");
            }
            steps.end();
            SequencedMap<String, Double> logs = logs();
            callbacks.forEach(callback -> callback.onTestEnd(this, logs));
            return logs;
        });
    }

    /** {@return how often it was run, as far as that matters} */
    SavedState save() {
        return steps.save();
    }

    /** Goes where {@code saved} is. */
    void restore(SavedState saved) {
        steps.restore(saved, mostSteps, OptionalInt.empty());
    }

    @Override
    public void close() {
        steps.close();
        cursor.close();
        progress.close();
    }
}
