package org.garam.model;

import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.runtime.Tensor;

/** All steps of one epoch: those with whole batches, and the one with what is left over. */
final class StepSequence implements AutoCloseable {
    private final Batches batches;
    private final BoundStep whole;
    private final BoundStep last;

    private StepSequence(Batches batches, BoundStep whole, BoundStep last) {
        this.batches = batches;
        this.whole = whole;
        this.last = last;
    }

    /**
     * {@return the steps, bound to memory}
     *
     * @param compilation null if the purpose is to predict
     */
    static StepSequence bind(StepCache cache, Purpose purpose, Compilation compilation, StepArguments<Tensor> arguments,
            Batches batches) {
        BoundStep whole = batches.whole() == 0 ? null : cache.bind(purpose, compilation, arguments, batches);
        BoundStep last = batches.last().count() == 0 ? null
                : cache.bind(purpose, compilation, arguments, batches.last());
        return new StepSequence(batches, whole, last);
    }

    int count() {
        return batches.steps();
    }

    /** {@return the step of number {@code index} in an epoch} */
    BoundStep step(int index) {
        return index < batches.whole() ? whole : last;
    }

    void run(int index) {
        step(index).run();
    }

    @Override
    public void close() {
        if (whole != null) {
            whole.close();
        }
        if (last != null) {
            last.close();
        }
    }
}
