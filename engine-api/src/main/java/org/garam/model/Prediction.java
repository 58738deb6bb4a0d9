package org.garam.model;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.callback.Callback;
import org.garam.model.callback.InferenceRun;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * The model's output for samples, batch by batch.
 *
 * @param batches which samples
 * @param steps after how many steps it ends
 */
record Prediction(Batches batches, int steps) implements InferenceRun {
    @Override
    public boolean isValidation() {
        return false;
    }

    @Override
    public SequencedMap<String, Double> logs() {
        return new LinkedHashMap<>();
    }

    /** A program writes to the same memory at each run, so batches are put together on the host. */
    Tensor run(BuiltModel model, StepArguments<Tensor> arguments, List<Callback> callbacks) {
        Architecture architecture = model.architecture();
        int rows = (int) Math.min(batches.rows(), (long) steps * batches.size());
        TensorType type = new TensorType(architecture.dtype(), Shape.of(rows).append(architecture.output()));
        int count = Math.toIntExact(type.shape().count());
        MemorySegment values = type.dtype() == DType.FLOAT64
                ? MemorySegment.ofArray(new double[count]) : MemorySegment.ofArray(new float[count]);
        try (StepSequence sequence = StepSequence.bind(model.steps(), Purpose.PREDICT, null, arguments, batches)) {
            DeviceScope.outside(() -> {
                fill(values, sequence, callbacks);
                return null;
            });
        }
        return Tensor.of(type, values);
    }

    private void fill(MemorySegment values, StepSequence sequence, List<Callback> callbacks) {
        Callback[] hearing = Listeners.ofBatches(callbacks, Callback.Batches.PREDICTION);
        callbacks.forEach(callback -> callback.onPredictBegin(this));
        long written = 0;
        for (int step = 0; step < steps; step++) {
            for (Callback callback : hearing) {
                callback.onPredictBatchBegin(this, step);
            }
            sequence.run(step);
            Tensor part = sequence.step(step).output();
            part.buffer().read(0, values.asSlice(written, part.type().bytes()));
            written += part.type().bytes();
            for (Callback callback : hearing) {
                callback.onPredictBatchEnd(this, step);
            }
        }
        callbacks.forEach(callback -> callback.onPredictEnd(this));
    }
}
