package org.garam.model;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.garam.model.ModelMemory.OptimizerMemory;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.callback.Callback;
import org.garam.model.callback.Progress;
import org.garam.model.callback.TrainingRun;
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
    private final OrderSource orders;
    private final Measures measures;
    private final StepArguments<Tensor> arguments;
    private final Compilation compilation;
    private final OptimizerMemory optimizer;
    private final Batches batches;
    private final StepSequence steps;
    private final Optional<BoundStep> finish;
    private final int stepCount;
    private final Optional<Evaluation> validation;
    private final Snapshot snapshot;
    private final History history = new History();
    private final Run run = new Run();
    private int[] upcoming;
    private int epoch;
    private long epochStart;

    /**
     * Compiles and binds everything; nothing is trained yet.
     *
     * @param validating the samples to evaluate on after each epoch
     * @param orders where the order of samples comes from if they are shuffled
     */
    Fitting(BuiltModel model, Samples samples, Optional<Samples> validating, FitOptions options, OrderSource orders) {
        this.model = model;
        this.options = options;
        this.orders = orders;
        callbacks = options.listeners();
        compilation = model.compilation(samples.targets());
        measures = compilation.measures();
        ModelMemory memory = model.memory();
        optimizer = model.requireOptimizer();
        DType dtype = model.architecture().dtype();
        Tensor order = options.shuffle() ? ModelMemory.zeros(DType.INT32, samples.rows()) : null;
        arguments = new StepArguments<>(samples.inputs(), samples.targets(), samples.weights(), order,
                ModelMemory.zeros(DType.INT64), ModelMemory.zeros(dtype, measures.size()), memory.trained(),
                memory.fixed(), optimizer.slots(), optimizer.learningRate(), optimizer.iteration(), memory.random());
        batches = new Batches(samples.first(), samples.rows(), Math.min(options.batchSize(), samples.rows()), false);
        steps = StepSequence.bind(model.steps(), Purpose.TRAIN, compilation, arguments, batches);
        finish = memory.trained() == null ? Optional.empty()
                : Optional.of(model.steps().bind(Purpose.FINISH, compilation, arguments, batches));
        stepCount = Math.min(options.stepsPerEpoch(), steps.count());
        validation = validating.map(data -> new Evaluation(model, data, model.inferenceBatch(data.rows())));
        snapshot = model.borrowSnapshot();
    }

    /** The call as callbacks see it. */
    private final class Run implements TrainingRun {
        private boolean isStopped;

        @Override
        public int epochs() {
            return options.epochs();
        }

        @Override
        public int steps() {
            return stepCount;
        }

        @Override
        public double learningRate() {
            return optimizer.rate();
        }

        @Override
        public void learningRate(double rate) {
            optimizer.rate(rate);
        }

        @Override
        public void stop() {
            isStopped = true;
        }
    }

    /**
     * {@return what was recorded}
     *
     * @param endsTraining whether weights become their moving average afterwards, if the optimizer keeps one
     * @throws NonFiniteLossException if the loss is NaN or infinite
     */
    History run(boolean endsTraining) {
        tell(callback -> callback.onTrainBegin(run));
        upcoming = nextOrder(options.initialEpoch());
        try {
            for (epoch = options.initialEpoch(); epoch < options.epochs() && !run.isStopped; epoch++) {
                epoch();
            }
            if (endsTraining) {
                model.average(compilation, arguments, batches);
            }
        } finally {
            tell(callback -> callback.onTrainEnd(run));
        }
        return history;
    }

    private void epoch() {
        epochStart = System.nanoTime();
        tell(callback -> callback.onEpochBegin(run, epoch));
        if (arguments.order() != null) {
            arguments.order().buffer().write(0, MemorySegment.ofArray(upcoming));
        }
        snapshot.take();
        rewind();
        int done = train();
        finish.ifPresent(BoundStep::run);
        upcoming = nextOrder(epoch + 1);
        double[] gathered = look();
        Duration training = elapsed();
        SequencedMap<String, Double> logs = new LinkedHashMap<>(measures.logs(gathered));
        validation.ifPresent(evaluation -> evaluation.run()
                .forEach((name, value) -> logs.put(VALIDATION_PREFIX + name, value)));
        Progress finished = new Progress(epoch, done, stepCount, training, elapsed(), logs);
        history.add(finished);
        tell(callback -> callback.onEpochEnd(run, finished));
    }

    /** What callbacks make on the device is theirs to keep. */
    private void tell(Consumer<Callback> event) {
        DeviceScope.outside(() -> {
            callbacks.forEach(event);
            return null;
        });
    }

    /** Drawn ahead, while the device is busy. */
    private int[] nextOrder(int upcomingEpoch) {
        return arguments.order() == null || upcomingEpoch >= options.epochs() ? null
                : orders.order(upcomingEpoch, batches.rows());
    }

    private void rewind() {
        HostValues.write(arguments.cursor(), 0L);
        HostValues.write(arguments.progress(), measures.initial());
    }

    private int train() {
        long interval = callbacks.isEmpty() ? HEALTH_NANOS : PROGRESS_NANOS;
        long lastLook = epochStart;
        int step = 0;
        while (step < stepCount && !run.isStopped) {
            steps.run(step++);
            if (step < stepCount && System.nanoTime() - lastLook > interval) {
                double[] gathered = look();
                Progress progress = new Progress(epoch, step, stepCount, elapsed(), elapsed(), measures.logs(gathered));
                tell(callback -> callback.onProgress(run, progress));
                lastLook = System.nanoTime();
            }
        }
        return step;
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

    /**
     * Finds out where the numbers went wrong by doing the epoch again: everything is deterministic. The step before the
     * one with the bad loss may already have spoilt the weights, so both are inspected.
     */
    private NonFiniteLossException failure(int failed) {
        double rate = run.learningRate();
        snapshot.restore();
        rewind();
        String origin = "the loss";
        boolean isFound = false;
        for (int step = 0; step <= failed && !isFound; step++) {
            if (step >= failed - 1) {
                Optional<String> finding = inspect(step);
                isFound = finding.isPresent();
                origin = finding.orElse(origin);
            }
            steps.run(step);
        }
        snapshot.restore();
        return new NonFiniteLossException(epoch, failed, origin, rate, history);
    }

    private Optional<String> inspect(int step) {
        boolean isLast = step >= batches.whole();
        try (BoundStep inspection = model.steps().bind(Purpose.INSPECT, compilation, arguments,
                isLast ? batches.last() : batches)) {
            return inspection.finding();
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
