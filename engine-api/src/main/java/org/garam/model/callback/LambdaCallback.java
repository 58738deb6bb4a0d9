package org.garam.model.callback;

import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.garam.argument.Required;

/**
 * A callback made of functions; Keras' {@code LambdaCallback}. Immutable; each method returns a new one.
 *
 * {@snippet :
 * new LambdaCallback().onEpochEnd((run, progress) -> System.out.println(progress.logs()))
 * }
 */
public final class LambdaCallback implements Callback {
    private final Consumer<TrainingRun> trainBegin;
    private final Consumer<TrainingRun> trainEnd;
    private final ObjIntConsumer<TrainingRun> epochBegin;
    private final BiConsumer<TrainingRun, Progress> epochEnd;
    /** Null unless given, as being told of batches is not for nothing. */
    private final ObjIntConsumer<TrainingRun> batchBegin;
    /** Null unless given. */
    private final ObjIntConsumer<TrainingRun> batchEnd;

    private LambdaCallback(Consumer<TrainingRun> trainBegin, Consumer<TrainingRun> trainEnd,
            ObjIntConsumer<TrainingRun> epochBegin, BiConsumer<TrainingRun, Progress> epochEnd,
            ObjIntConsumer<TrainingRun> batchBegin, ObjIntConsumer<TrainingRun> batchEnd) {
        this.trainBegin = trainBegin;
        this.trainEnd = trainEnd;
        this.epochBegin = epochBegin;
        this.epochEnd = epochEnd;
        this.batchBegin = batchBegin;
        this.batchEnd = batchEnd;
    }

    /** Does nothing yet. */
    public LambdaCallback() {
        this(_ -> {}, _ -> {}, (_, _) -> {}, (_, _) -> {}, null, null);
    }

    private static <T> T required(T function) {
        return Required.given("LambdaCallback", "the function to call", function, "one, or leave it out");
    }

    /** {@return this with what to do before the first epoch} */
    public LambdaCallback onTrainBegin(Consumer<TrainingRun> action) {
        return new LambdaCallback(required(action), trainEnd, epochBegin, epochEnd, batchBegin, batchEnd);
    }

    /** {@return this with what to do after the last epoch} */
    public LambdaCallback onTrainEnd(Consumer<TrainingRun> action) {
        return new LambdaCallback(trainBegin, required(action), epochBegin, epochEnd, batchBegin, batchEnd);
    }

    /** {@return this with what to do before each epoch, given its number counted from 0} */
    public LambdaCallback onEpochBegin(ObjIntConsumer<TrainingRun> action) {
        return new LambdaCallback(trainBegin, trainEnd, required(action), epochEnd, batchBegin, batchEnd);
    }

    /** {@return this with what to do after each epoch} */
    public LambdaCallback onEpochEnd(BiConsumer<TrainingRun, Progress> action) {
        return new LambdaCallback(trainBegin, trainEnd, epochBegin, required(action), batchBegin, batchEnd);
    }

    /** {@return this with what to do before each step, given its number counted from 0; see {@link Callback}} */
    public LambdaCallback onBatchBegin(ObjIntConsumer<TrainingRun> action) {
        return new LambdaCallback(trainBegin, trainEnd, epochBegin, epochEnd, required(action), batchEnd);
    }

    /** {@return this with what to do after each step, given its number counted from 0; see {@link Callback}} */
    public LambdaCallback onBatchEnd(ObjIntConsumer<TrainingRun> action) {
        return new LambdaCallback(trainBegin, trainEnd, epochBegin, epochEnd, batchBegin, required(action));
    }

    @Override
    public Set<Batches> hearsBatches() {
        return batchBegin == null && batchEnd == null ? Set.of() : Set.of(Batches.TRAINING);
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        trainBegin.accept(run);
    }

    @Override
    public void onTrainEnd(TrainingRun run) {
        trainEnd.accept(run);
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
        epochBegin.accept(run, epoch);
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        epochEnd.accept(run, progress);
    }

    @Override
    public void onBatchBegin(TrainingRun run, int batch) {
        if (batchBegin != null) {
            batchBegin.accept(run, batch);
        }
    }

    @Override
    public void onBatchEnd(TrainingRun run, int batch) {
        if (batchEnd != null) {
            batchEnd.accept(run, batch);
        }
    }
}
