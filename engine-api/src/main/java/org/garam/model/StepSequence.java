package org.garam.model;

import java.util.Optional;
import java.util.OptionalInt;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.state.SavedState;
import org.garam.runtime.Tensor;

/** The steps over samples that lie on the device: those with whole batches, and the one with what is left over. */
final class StepSequence implements PassSteps {
    private final StepCache cache;
    private final Compilation compilation;
    private final StepArguments<Tensor> arguments;
    private final Batches batches;
    private final BoundStep whole;
    private final BoundStep last;
    private BoundStep latest;

    private StepSequence(StepCache cache, Purpose purpose, Compilation compilation, StepArguments<Tensor> arguments,
            Batches batches) {
        this.cache = cache;
        this.compilation = compilation;
        this.arguments = arguments;
        this.batches = batches;
        whole = batches.whole() == 0 ? null : cache.bind(purpose, compilation, arguments, batches);
        last = batches.last().count() == 0 ? null : cache.bind(purpose, compilation, arguments, batches.last());
    }

    /**
     * {@return the steps, bound to memory}
     *
     * @param compilation null if the purpose is to predict
     */
    static StepSequence bind(StepCache cache, Purpose purpose, Compilation compilation, StepArguments<Tensor> arguments,
            Batches batches) {
        return new StepSequence(cache, purpose, compilation, arguments, batches);
    }

    @Override
    public OptionalInt count() {
        return OptionalInt.of(batches.steps());
    }

    /** {@return the step of number {@code index} in a pass} */
    BoundStep step(int index) {
        return index < batches.whole() ? whole : last;
    }

    @Override
    public void begin() {
        HostValues.write(arguments.cursor(), 0L);
    }

    @Override
    public boolean has(int index) {
        return index < batches.steps();
    }

    @Override
    public void run(int index) {
        latest = step(index);
        latest.run();
    }

    @Override
    public void end() {}

    @Override
    public Tensor output() {
        return latest.output();
    }

    @Override
    public Optional<BoundStep> inspection(int index) {
        return Optional.of(cache.bind(Purpose.INSPECT, compilation, arguments,
                index < batches.whole() ? batches : batches.last()));
    }

    /** Where a pass is follows from its step's number alone. */
    @Override
    public SavedState save() {
        return new SavedState();
    }

    @Override
    public void restore(SavedState saved, int limit, OptionalInt next) {
        HostValues.write(arguments.cursor(), (long) next.orElse(0));
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
