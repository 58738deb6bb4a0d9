package org.garam.model.callback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.garam.argument.Required;
import org.garam.model.state.StateFile;
import org.garam.model.state.StateFileException;

/**
 * Has a run that was interrupted go on when the same program is started again; Keras' {@code BackupAndRestore} with its
 * defaults. Killed at any moment and started again, training ends with the same bits as if it had not been interrupted,
 * history included: a backup holds weights, the optimizer's memory, random state, the place in the order of samples,
 * the sums behind loss and metrics, the history, and what each {@link StatefulCallback} remembers.
 *
 * {@snippet :
 * model.fit(x, y, new FitOptions().epochs(100).callbacks(new BackupAndRestore("backup")));
 * }
 *
 * <p>A {@link org.garam.data.Dataset} is gone through again up to the place where the run was, without training, so
 * it must
 * yield the same each time: shuffled with a seed, if at all. One that yields something else is refused.
 *
 * <p>A backup replaces the one before in one step, so there always is a whole one. It is deleted when training has ended;
 * not when it has failed. A folder is for one run alone. A backup of another model, or of other data or batches, is
 * refused.
 */
public final class BackupAndRestore implements Callback {
    private static final String FOLDER = "where to back up to, for example \"backup\"";
    private static final String LATEST = "latest.backup";
    private static final String PREVIOUS = "previous.backup";

    private final Path folder;
    /** Empty: after each epoch. */
    private OptionalInt saveFrequency = OptionalInt.empty();
    private boolean doubleCheckpoint;
    private boolean deleteCheckpoint = true;
    private int batchesSinceSaving;

    /**
     * Backs up after each epoch.
     *
     * @param folder where to; it is made if there is none
     */
    public BackupAndRestore(Path folder) {
        this.folder = Required.given("BackupAndRestore", "the folder", folder, FOLDER);
        if (folder.toString().isEmpty()) {
            throw new IllegalArgumentException("BackupAndRestore takes the folder to back up to, received an empty name");
        }
    }

    /** Backs up after each epoch, see {@link #BackupAndRestore(Path)}. */
    public BackupAndRestore(String folder) {
        this(Path.of(Required.given("BackupAndRestore", "the folder", folder, FOLDER)));
    }

    /**
     * Backs up after so many batches, counted through all epochs, instead of after each epoch. A backup
     * waits for the device and for the disk.
     *
     * @return this
     */
    public BackupAndRestore saveFrequency(int batches) {
        saveFrequency = OptionalInt.of(Settings.atLeast(1, batches, "saveFrequency is a number of batches"));
        return this;
    }

    /**
     * Keeps the backup before the latest, too, for the case that the disk damages one, false by default.
     *
     * @return this
     */
    public BackupAndRestore doubleCheckpoint(boolean twice) {
        doubleCheckpoint = twice;
        return this;
    }

    /**
     * Deletes the backup when training has ended, true by default.
     *
     * @return this
     */
    public BackupAndRestore deleteCheckpoint(boolean deleted) {
        deleteCheckpoint = deleted;
        return this;
    }

    @Override
    public Set<Batches> hearsBatches() {
        return saveFrequency.isPresent() ? Set.of(Batches.TRAINING) : Set.of();
    }

    private Path latest() {
        return folder.resolve(LATEST);
    }

    private Path previous() {
        return folder.resolve(PREVIOUS);
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        batchesSinceSaving = 0;
        boolean hasPrevious = Files.exists(previous());
        if (Files.exists(latest())) {
            try {
                run.resume(latest());
            } catch (StateFileException e) {
                if (!hasPrevious) {
                    throw e;
                }
                run.resume(previous());
            }
        } else if (hasPrevious) {
            run.resume(previous());
        }
    }

    @Override
    public void onBatchEnd(TrainingRun run, int batch) {
        if (++batchesSinceSaving >= saveFrequency.orElseThrow()) {
            batchesSinceSaving = 0;
            backUp(run);
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        if (saveFrequency.isEmpty()) {
            backUp(run);
        }
    }

    private void backUp(TrainingRun run) {
        if (doubleCheckpoint && Files.exists(latest())) {
            StateFile.rename(latest(), previous());
        }
        run.backUp(latest());
    }

    @Override
    public void onTrainEnd(TrainingRun run) {
        if (deleteCheckpoint && Files.isDirectory(folder)) {
            StateFile.delete(latest());
            StateFile.delete(previous());
            deleteIfEmpty();
        }
    }

    private void deleteIfEmpty() {
        try (Stream<Path> left = Files.list(folder)) {
            if (left.findAny().isEmpty()) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new StateFileException("cannot delete the folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
