package org.garam.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.garam.argument.Required;
import org.garam.model.callback.Progress;
import org.garam.model.state.SavedState;

/** What a call of {@code fit} has recorded: loss and metrics after each epoch, and how long epochs took. */
public final class History {
    private final List<Progress> epochs = new ArrayList<>();

    History() {}

    void add(Progress finished) {
        epochs.add(finished);
    }

    /** {@return what is recorded, to be saved} */
    SavedState save() {
        SavedState saved = new SavedState().putInteger("epochs", epochs.size());
        for (int i = 0; i < epochs.size(); i++) {
            Progress epoch = epochs.get(i);
            saved.putIntegers(i + "/epoch, step, steps, nanoseconds of training and in all", epoch.epoch(), epoch.step(),
                    epoch.steps().orElse(-1), epoch.training().toNanos(), epoch.elapsed().toNanos());
            saved.putText(i + "/names", String.join("\n", epoch.logs().keySet()));
            saved.putNumbers(i + "/values", epoch.logs().values().stream().mapToDouble(Double::doubleValue).toArray());
        }
        return saved;
    }

    /** Takes on what was recorded before. */
    void restore(SavedState saved) {
        epochs.clear();
        for (int i = 0; i < saved.integer("epochs"); i++) {
            long[] counts = saved.integers(i + "/epoch, step, steps, nanoseconds of training and in all");
            double[] values = saved.numbers(i + "/values");
            List<String> names = saved.text(i + "/names").lines().toList();
            SequencedMap<String, Double> logs = new LinkedHashMap<>();
            for (int j = 0; j < values.length; j++) {
                logs.put(names.get(j), values[j]);
            }
            OptionalInt steps = counts[2] < 0 ? OptionalInt.empty() : OptionalInt.of((int) counts[2]);
            epochs.add(new Progress((int) counts[0], (int) counts[1], steps, Duration.ofNanos(counts[3]),
                    Duration.ofNanos(counts[4]), logs));
        }
    }

    /** {@return the numbers of the epochs, counted from 0; the first is {@code initialEpoch}} */
    public List<Integer> epochs() {
        return epochs.stream().map(Progress::epoch).toList();
    }

    /**
     * {@return for each metric its value after each epoch} Sorted by name, those of the validation data, called
     * {@code val_…}, behind the others.
     */
    public SequencedMap<String, List<Double>> metrics() {
        SequencedMap<String, List<Double>> metrics = new LinkedHashMap<>();
        for (Progress epoch : epochs) {
            epoch.logs().forEach((name, value) -> metrics.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
        }
        metrics.replaceAll((_, values) -> Collections.unmodifiableList(values));
        return Collections.unmodifiableSequencedMap(metrics);
    }

    /**
     * {@return the values of one metric after each epoch, {@code "loss"} for example}
     *
     * @throws IllegalArgumentException if it was not recorded; the message lists what was
     */
    public List<Double> get(String metric) {
        Required.given("history", "the metric", metric, "its name, for example \"loss\"");
        List<Double> values = metrics().get(metric);
        if (values == null) {
            throw new IllegalArgumentException("the history has no \"" + metric + "\"; it has "
                    + metrics().keySet().stream().collect(Collectors.joining(", ")));
        }
        return values;
    }

    /**
     * {@return the value of one metric after the last epoch}
     *
     * @throws IllegalArgumentException if it was not recorded; the message lists what was
     */
    public double last(String metric) {
        return get(metric).getLast();
    }

    /** {@return all metrics after the last epoch; empty if there was none} */
    public SequencedMap<String, Double> last() {
        return epochs.isEmpty() ? Collections.emptyNavigableMap() : epochs.getLast().logs();
    }

    /** {@return how long each epoch took, validation included} */
    public List<Duration> epochTimes() {
        return epochs.stream().map(Progress::elapsed).toList();
    }

    /** {@return how long a training step took in each epoch, on average} */
    public List<Duration> stepTimes() {
        return epochs.stream().map(epoch -> epoch.training().dividedBy(Math.max(1, epoch.step()))).toList();
    }

    @Override
    public String toString() {
        return "History" + metrics();
    }
}
