package org.garam.model;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.garam.model.ModelMemory.OptimizerMemory;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.callback.Callback;
import org.garam.model.callback.Progress;
import org.garam.model.state.SavedState;
import org.garam.model.state.StateFile;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** One call of {@code fit}: epochs of steps, with a look at the device from time to time. */
final class Fitting implements AutoCloseable {
    private static final long PROGRESS_NANOS = 100_000_000;
    /** How often a loss that is not finite is looked for if nobody wants to see progress. */
    private static final long HEALTH_NANOS = 1_000_000_000;
    private static final String VALIDATION_PREFIX = "val_";

    private final BuiltModel model;
    private final FitOptions options;
    private final List<Callback> callbacks;
    private final Callback[] hearingBatches;
    private final Measures measures;
    private final StepArguments<Tensor> arguments;
    private final Compilation compilation;
    private final BatchSource training;
    private final PassSteps steps;
    private final Optional<BoundStep> finish;
    private final Optional<Evaluation> validation;
    private final Snapshot snapshot;
    private final History history = new History();
    private final Shortage shortage = new Shortage();
    private final FittingRun run = new FittingRun(this);
    private final FittingPosition position;
    private OrderSource orders;
    private boolean hasBegun;
    /** Where and with which sums the snapshot was taken. */
    private FittingPosition.Mark mark;
    /** The order of the next pass, if it was drawn ahead. */
    private int[] upcoming;
    private long epochStart;

    /**
     * Compiles and binds everything; nothing is trained yet.
     *
     * @param validating what to evaluate on after each epoch
     * @param orders where the order of samples comes from if they are shuffled
     */
    Fitting(BuiltModel model, BatchSource training, Optional<BatchSource> validating, FitOptions options,
            OrderSource orders) {
        this.model = model;
        this.options = options;
        this.orders = orders;
        position = new FittingPosition(options.initialEpoch());
        callbacks = options.listeners();
        hearingBatches = Listeners.ofBatches(callbacks, Callback.Batches.TRAINING);
        this.training = training;
        compilation = model.compilation(training.targetShape());
        measures = compilation.measures();
        ModelMemory memory = model.memory();
        OptimizerMemory optimizer = model.requireOptimizer();
        DType dtype = model.architecture().dtype();
        Tensor order = options.shuffle() && training.orderedSamples().isPresent()
                ? ModelMemory.zeros(DType.INT32, training.orderedSamples().getAsInt()) : null;
        arguments = new StepArguments<>(null, null, null, order, ModelMemory.zeros(DType.INT64),
                ModelMemory.zeros(dtype, measures.size()), memory.trained(),
                memory.fixed(), optimizer.slots(), optimizer.learningRate(), optimizer.iteration(), memory.random());
        steps = training.bind(model, Purpose.TRAIN, compilation, arguments, options.batchSize());
        finish = memory.trained() == null ? Optional.empty()
                : Optional.of(model.steps().bind(Purpose.FINISH, compilation, arguments, Batches.NONE));
        validation = validating.map(data -> new Evaluation(model, data, options.validationBatch(),
                options.validationSteps(), true));
        snapshot = model.borrowSnapshot();
        HostValues.write(arguments.progress(), measures.initial());
    }

    BuiltModel model() {
        return model;
    }

    FitOptions options() {
        return options;
    }

    List<Callback> callbacks() {
        return callbacks;
    }

    Measures measures() {
        return measures;
    }

    /** {@return how many steps an epoch has at most; empty if nobody knows yet} */
    OptionalInt stepCount() {
        return PassSteps.limited(steps.count(), options.stepsPerEpoch().orElse(Integer.MAX_VALUE));
    }

    private boolean hasStepsLeft() {
        return position.done < options.stepsPerEpoch().orElse(Integer.MAX_VALUE);
    }

    boolean validates() {
        return validation.isPresent();
    }

    boolean hasBegun() {
        return hasBegun;
    }

    /**
     * {@return what was recorded}
     *
     * @param endsTraining whether weights become their moving average afterwards, if the optimizer keeps one
     * @throws NonFiniteLossException if the loss is NaN or infinite, and no callback takes that quietly
     */
    History run(boolean endsTraining) {
        tell(callback -> callback.onTrainBegin(run));
        run.resumed().ifPresent(this::resume);
        hasBegun = true;
        backUpIfAsked();
        try {
            while (position.epoch < options.epochs() && !run.isStopped()) {
                epoch();
            }
        } catch (NonFiniteLossException e) {
            if (!isTakenQuietly(e)) {
                throw e;
            }
        }
        if (endsTraining) {
            model.average(compilation, arguments);
        }
        tell(callback -> callback.onTrainEnd(run));
        backUpIfAsked();
        return history;
    }

    private boolean isTakenQuietly(NonFiniteLossException failure) {
        return DeviceScope.outside(() -> callbacks.stream()
                .map(callback -> callback.onNonFiniteLoss(run, failure.getMessage())).reduce(false, Boolean::logicalOr));
    }

    private void epoch() {
        epochStart = System.nanoTime();
        if (!position.isInside) {
            beginEpoch();
        }
        mark = position.mark(arguments.progress().toDoubles());
        snapshot.take();
        train();
        finish.ifPresent(BoundStep::run);
        boolean isPassOver = isPassOver();
        upcoming = isPassOver ? nextOrder(position.epoch + 1) : null;
        double[] gathered = look();
        Duration training = elapsed();
        SequencedMap<String, Double> logs = new LinkedHashMap<>(measures.logs(gathered));
        if (options.validatesAfter(position.epoch)) {
            validation.ifPresent(evaluation -> evaluation.run(callbacks)
                    .forEach((name, value) -> logs.put(VALIDATION_PREFIX + name, value)));
        }
        endEpoch(training, logs);
        position.advance(isPassOver);
        backUpIfAsked();
    }

    /** Where an epoch is the last one, data that are not there yet are not waited for. */
    private boolean isPassOver() {
        return position.epoch + 1 < options.epochs() && steps.count().isEmpty() ? !steps.has(position.next)
                : steps.count().isPresent() && position.next >= steps.count().getAsInt();
    }

    private void beginEpoch() {
        run.logged().clear();
        if (position.next > 0 && !steps.has(position.next)) {
            position.next = 0;
        }
        if (position.next == 0) {
            position.passEpoch = position.epoch;
            steps.begin();
            writeOrder(upcoming != null ? upcoming : nextOrder(position.epoch));
        }
        HostValues.write(arguments.progress(), measures.initial());
        tell(callback -> callback.onEpochBegin(run, position.epoch));
        position.isInside = true;
        backUpIfAsked();
    }

    /** Callbacks hear what those before them have added to the logs. */
    private void endEpoch(Duration training, SequencedMap<String, Double> logs) {
        tell(callback -> {
            logs.putAll(run.logged());
            callback.onEpochEnd(run, progress(training, logs));
        });
        logs.putAll(run.logged());
        history.add(progress(training, logs));
    }

    private Progress progress(Duration training, SequencedMap<String, Double> logs) {
        return new Progress(position.epoch, position.done, stepCount(), training, elapsed(), logs);
    }

    /** What callbacks make on the device is theirs to keep. */
    private void tell(Consumer<Callback> event) {
        DeviceScope.outside(() -> {
            callbacks.forEach(event);
            return null;
        });
    }

    /** Drawn ahead, while the device is busy. */
    private int[] nextOrder(int epoch) {
        return arguments.order() == null || epoch >= options.epochs() ? null
                : orders.order(epoch, arguments.order().shape().size(0));
    }

    private void writeOrder(int... order) {
        if (order != null) {
            arguments.order().buffer().write(0, MemorySegment.ofArray(order));
        }
    }

    private void train() {
        long interval = callbacks.isEmpty() ? HEALTH_NANOS : PROGRESS_NANOS;
        long lastLook = epochStart;
        while (hasStepsLeft() && !run.isStopped() && steps.has(position.next)) {
            int batch = position.done;
            if (hearingBatches.length > 0) {
                tellBatch(callback -> callback.onBatchBegin(run, batch));
            }
            steps.run(position.next++);
            position.done++;
            if (hearingBatches.length > 0) {
                tellBatch(callback -> callback.onBatchEnd(run, batch));
                backUpIfAsked();
            }
            if (hasStepsLeft() && System.nanoTime() - lastLook > interval) {
                Progress progress = progress(elapsed(), measures.logs(look()));
                tell(callback -> callback.onProgress(run, progress));
                backUpIfAsked();
                lastLook = System.nanoTime();
            }
        }
        if (options.stepsPerEpoch().isPresent() && hasStepsLeft() && !run.isStopped()) {
            shortage.tell("fit", position.done, options.stepsPerEpoch().getAsInt(), "stepsPerEpoch");
        }
    }

    private void tellBatch(Consumer<Callback> event) {
        DeviceScope.outside(() -> {
            for (Callback callback : hearingBatches) {
                event.accept(callback);
            }
            return null;
        });
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - epochStart);
    }

    private double[] look() {
        double[] gathered = arguments.progress().toDoubles();
        int failed = Measures.failedStep(gathered);
        if (failed >= 0) {
            throw failure(failed);
        }
        return gathered;
    }

    /** {@return loss and metrics of this epoch; none before its first step} */
    SequencedMap<String, Double> logsSoFar() {
        return position.done == 0 ? new LinkedHashMap<>() : measures.logs(look());
    }

    private NonFiniteLossException failure(int failed) {
        double rate = run.learningRate();
        snapshot.restore();
        String origin = origin(failed);
        snapshot.restore();
        String restored = mark.done() == 0 ? "at the start of epoch " + (position.epoch + 1)
                : "that the run was resumed with";
        return new NonFiniteLossException(position.epoch, failed - (mark.next() - mark.done()), origin, restored, rate,
                history);
    }

    /**
     * Finds out where the numbers went wrong by doing the epoch again, if that can be done: everything is
     * deterministic.
     * The step before the one with the bad loss may already have spoilt the weights, so both are inspected.
     */
    private String origin(int failed) {
        HostValues.write(arguments.cursor(), (long) mark.next());
        HostValues.write(arguments.progress(), mark.gathered());
        for (int step = mark.next(); step <= failed; step++) {
            if (step >= failed - 1) {
                Optional<BoundStep> inspection = steps.inspection(step);
                if (inspection.isEmpty()) {
                    return "the loss or what it is computed from (where that began is found out when samples are trained"
                            + " with that are not a Dataset)";
                }
                try (BoundStep inspecting = inspection.get()) {
                    Optional<String> finding = inspecting.finding();
                    if (finding.isPresent()) {
                        return finding.get();
                    }
                }
            }
            steps.run(step);
        }
        return "the loss";
    }

    // ---- backups ----------------------------------------------------------------------------------------------------

    private void backUpIfAsked() {
        run.takeBackup().ifPresent(file -> {
            // Before a state that is spoilt already replaces the last good one.
            look();
            StateFile.write(file, backup().save());
        });
    }

    private FittingBackup backup() {
        return new FittingBackup(model, options, training.description(options.batchSize()), measures,
                arguments.progress(), steps, validation, position, orders, run, history, callbacks);
    }

    /** Finds out whether a run can go on from {@code state}. */
    void requireFitting(SavedState state, Path file) {
        backup().requireFitting(state, file);
    }

    private void resume(SavedState state) {
        orders = DeviceScope.outside(() -> backup().restore(state));
        if (position.isInPass()) {
            writeOrder(nextOrder(position.passEpoch));
        }
    }

    @Override
    public void close() {
        steps.close();
        finish.ifPresent(BoundStep::close);
        validation.ifPresent(Evaluation::close);
        model.giveBack(snapshot);
        Stream.of(arguments.order(), arguments.cursor(), arguments.progress()).filter(tensor -> tensor != null)
                .forEach(Tensor::close);
    }
}
