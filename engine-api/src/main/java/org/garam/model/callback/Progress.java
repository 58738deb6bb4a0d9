package org.garam.model.callback;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * How far an epoch has come.
 *
 * @param epoch its number, counted from 0
 * @param step how many steps are done
 * @param steps how many there are; empty while nobody knows how many batches a Dataset has
 * @param training the time spent on them
 * @param elapsed the time since the epoch began, validation included
 * @param logs loss and metrics so far, sorted by name; those of the validation data, called {@code val_…}, behind them
 */
public record Progress(int epoch, int step, OptionalInt steps, Duration training, Duration elapsed,
        SequencedMap<String, Double> logs) {
    public Progress {
        logs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(logs));
    }
}
