package org.garam.model;

import java.util.SequencedMap;
import org.garam.model.ModelMemory.OptimizerMemory;
import org.garam.model.TrainingStep.Purpose;
import org.garam.plan.Plan;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/**
 * The training steps of a model, run by hand: for loops of one's own and for measuring. They begin again at the first
 * batch when the data are used up; the order of samples is drawn once. Running them allocates nothing on the host and
 * does not wait for the device.
 *
 * {@snippet :
 * try (TrainingSteps steps = model.trainingSteps(x, y, 32)) {
 *     steps.run(1000);
 *     System.out.println(steps.logs());
 * }
 * }
 */
public final class TrainingSteps implements AutoCloseable {
    private final BuiltModel model;
    private final Compilation compilation;
    private final StepArguments<Tensor> arguments;
    private final Measures measures;
    private final Tensor order;
    private final Tensor cursor;
    private final Tensor progress;
    private final StepSequence steps;
    private int next;

    TrainingSteps(BuiltModel model, Samples samples, int batchSize, OrderSource orders) {
        this.model = model;
        compilation = model.compilation(samples.targetShape());
        measures = compilation.measures();
        order = Tensor.of(orders.order(0, samples.rows()));
        cursor = ModelMemory.zeros(DType.INT64);
        progress = ModelMemory.zeros(model.architecture().dtype(), measures.size());
        HostValues.write(progress, measures.initial());
        OptimizerMemory optimizer = model.requireOptimizer();
        ModelMemory memory = model.memory();
        arguments = new StepArguments<>(samples.inputs(), samples.targets(), samples.weights(),
                order, cursor, progress, memory.trained(), memory.fixed(), optimizer.slots(), optimizer.learningRate(),
                optimizer.iteration(), memory.random());
        steps = StepSequence.bind(model.steps(), Purpose.TRAIN, compilation, arguments, samples.batches(batchSize));
    }

    /** Queues the next {@code count} steps. */
    public void run(int count) {
        for (int i = 0; i < count; i++) {
            if (!steps.has(next)) {
                steps.begin();
                next = 0;
            }
            steps.run(next++);
        }
    }

    /**
     * {@return loss and metrics over all steps so far; waits for them}
     *
     * @throws IllegalStateException if the loss was NaN or infinite in one of them; the message says in which
     */
    public SequencedMap<String, Double> logs() {
        double[] gathered = progress.toDoubles();
        int failed = Measures.failedStep(gathered);
        if (failed >= 0) {
            throw new IllegalStateException("the loss of step " + failed + " of a pass over the data is not finite; lower the"
                    + " learning rate, or train with fit, which finds the layer where that begins");
        }
        return measures.logs(gathered);
    }

    /**
     * Has the weights become their moving average, if the optimizer keeps one, as {@code fit} does when it ends; Keras'
     * finalize_variable_values.
     */
    public void averageWeights() {
        model.engine().call(() -> DeviceScope.outside(() -> {
            model.average(compilation, arguments);
            return null;
        }));
    }

    /** {@return how the device runs the first step} */
    public Plan plan() {
        return steps.step(0).plan();
    }

    @Override
    public void close() {
        steps.close();
        order.close();
        cursor.close();
        progress.close();
    }
}
