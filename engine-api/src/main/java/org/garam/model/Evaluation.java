package org.garam.model;

import java.util.List;
import java.util.SequencedMap;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.callback.Callback;
import org.garam.model.callback.InferenceRun;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** Loss and metrics over samples, as often as they are asked for. */
final class Evaluation implements InferenceRun, AutoCloseable {
    private final Measures measures;
    private final Tensor cursor = ModelMemory.zeros(DType.INT64);
    private final Tensor progress;
    private final StepSequence steps;
    private final int stepCount;
    private final boolean isValidation;

    /**
     * @param batchSize how many samples are taken at once
     * @param mostSteps after how many steps it ends
     * @param isValidation whether it is part of {@code fit}
     */
    Evaluation(BuiltModel model, Samples samples, int batchSize, int mostSteps, boolean isValidation) {
        Compilation compilation = model.compilation(samples.targets());
        measures = compilation.measures();
        ModelMemory memory = model.memory();
        progress = ModelMemory.zeros(model.architecture().dtype(), measures.size());
        StepArguments<Tensor> arguments = new StepArguments<>(samples.inputs(), samples.targets(), samples.weights(),
                null, cursor, progress, memory.trained(), memory.fixed(), List.of(), null, null, null);
        steps = StepSequence.bind(model.steps(), Purpose.EVALUATE, compilation, arguments,
                new Batches(samples.first(), samples.rows(), batchSize, false));
        stepCount = Math.min(mostSteps, steps.count());
        this.isValidation = isValidation;
    }

    @Override
    public int steps() {
        return stepCount;
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
        HostValues.write(cursor, 0L);
        HostValues.write(progress, measures.initial());
        return DeviceScope.outside(() -> {
            callbacks.forEach(callback -> callback.onTestBegin(this));
            for (int step = 0; step < stepCount; step++) {
                for (Callback callback : hearing) {
                    callback.onTestBatchBegin(this, step);
                }
                steps.run(step);
                for (Callback callback : hearing) {
                    callback.onTestBatchEnd(this, step);
                }
            }
            SequencedMap<String, Double> logs = logs();
            callbacks.forEach(callback -> callback.onTestEnd(this, logs));
            return logs;
        });
    }

    @Override
    public void close() {
        steps.close();
        cursor.close();
        progress.close();
    }
}
