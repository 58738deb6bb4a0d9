package org.garam.model;

import java.lang.foreign.MemorySegment;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** The model's output for all samples, batch by batch. */
final class Prediction {
    private Prediction() {}

    /** A program writes to the same memory at each run, so batches are put together on the host. */
    static Tensor run(BuiltModel model, StepArguments<Tensor> arguments, Batches batches) {
        Architecture architecture = model.architecture();
        TensorType type = new TensorType(architecture.dtype(), Shape.of(batches.rows()).append(architecture.output()));
        int count = Math.toIntExact(type.shape().count());
        MemorySegment values = type.dtype() == DType.FLOAT64
                ? MemorySegment.ofArray(new double[count]) : MemorySegment.ofArray(new float[count]);
        long written = 0;
        try (StepSequence steps = StepSequence.bind(model.steps(), Purpose.PREDICT, null, arguments, batches)) {
            for (int step = 0; step < steps.count(); step++) {
                steps.run(step);
                Tensor part = steps.step(step).output();
                part.buffer().read(0, values.asSlice(written, part.type().bytes()));
                written += part.type().bytes();
            }
        }
        return Tensor.of(type, values);
    }
}
