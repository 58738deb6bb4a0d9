package org.garam.model;

import java.util.List;
import java.util.SequencedMap;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** Loss and metrics over samples, as often as they are asked for. */
final class Evaluation implements AutoCloseable {
    private final Measures measures;
    private final Tensor cursor = ModelMemory.zeros(DType.INT64);
    private final Tensor progress;
    private final StepSequence steps;

    Evaluation(BuiltModel model, Samples samples, int batchSize) {
        Compilation compilation = model.compilation(samples.targets());
        measures = compilation.measures();
        ModelMemory memory = model.memory();
        progress = ModelMemory.zeros(model.architecture().dtype(), measures.size());
        StepArguments<Tensor> arguments = new StepArguments<>(samples.inputs(), samples.targets(), samples.weights(),
                null, cursor, progress, memory.trained(), memory.fixed(), List.of(), null, null, null);
        steps = StepSequence.bind(model.steps(), Purpose.EVALUATE, compilation, arguments,
                new Batches(samples.first(), samples.rows(), batchSize, false));
    }

    SequencedMap<String, Double> run() {
        HostValues.write(cursor, 0L);
        HostValues.write(progress, measures.initial());
        for (int step = 0; step < steps.count(); step++) {
            steps.run(step);
        }
        return measures.logs(progress.toDoubles());
    }

    @Override
    public void close() {
        steps.close();
        cursor.close();
        progress.close();
    }
}
