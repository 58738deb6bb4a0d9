package org.garam.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.garam.model.callback.Callback;
import org.garam.model.callback.TrainingRun;
import org.garam.model.state.SavedState;
import org.garam.model.state.StateFile;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;

/** A call of {@code fit} as callbacks see it. */
final class FittingRun implements TrainingRun {
    private static final String VALIDATION_PREFIX = "val_";

    private final Fitting fitting;
    private final SequencedMap<String, Double> logged = new LinkedHashMap<>();
    private boolean isStopped;
    private Optional<Path> backup = Optional.empty();
    private Optional<SavedState> resumed = Optional.empty();

    FittingRun(Fitting fitting) {
        this.fitting = fitting;
    }

    @Override
    public int epochs() {
        return fitting.options().epochs();
    }

    @Override
    public OptionalInt steps() {
        return fitting.stepCount();
    }

    @Override
    public List<String> metricNames() {
        List<String> own = fitting.measures().names();
        Stream<String> validation = fitting.validates() ? own.stream().map(name -> VALIDATION_PREFIX + name) : Stream.of();
        Stream<String> added = fitting.callbacks().stream().map(Callback::logged).flatMap(List::stream);
        return Stream.of(own.stream(), validation, added).flatMap(names -> names).distinct().toList();
    }

    @Override
    public Optional<Boolean> isBetterHigher(String metric) {
        String name = metric.startsWith(VALIDATION_PREFIX) ? metric.substring(VALIDATION_PREFIX.length()) : metric;
        if (name.equals(Measures.LOSS)) {
            return Optional.of(false);
        }
        return fitting.measures().metrics().stream().filter(measured -> measured.name().equals(name)).findAny()
                .flatMap(measured -> MetricDirections.isBetterHigher(measured.metric()));
    }

    @Override
    public SequencedMap<String, Double> logs() {
        SequencedMap<String, Double> logs = new LinkedHashMap<>(fitting.logsSoFar());
        logs.putAll(logged);
        return logs;
    }

    @Override
    public void log(String name, double value) {
        logged.put(name, value);
    }

    /** {@return what callbacks have added to the logs of this epoch} */
    SequencedMap<String, Double> logged() {
        return logged;
    }

    @Override
    public double learningRate() {
        return DeviceScope.outside(fitting.model()::learningRate);
    }

    @Override
    public void learningRate(double rate) {
        fitting.model().requireOptimizer().rate(rate);
    }

    @Override
    public List<Tensor> getWeights() {
        return DeviceScope.outside(() -> fitting.model().read(fitting.model().architecture().weights()));
    }

    @Override
    public void setWeights(List<Tensor> weights) {
        fitting.model().memory().write(fitting.model().architecture().weights(), weights);
    }

    @Override
    public void saveWeights(Path file) {
        StateFile.write(file, ModelState.weights(fitting.model()));
    }

    @Override
    public void saveState(Path file) {
        StateFile.write(file, ModelState.whole(fitting.model()));
    }

    @Override
    public void backUp(Path file) {
        StateFile.requireOwnEnding(file);
        backup = Optional.of(file);
    }

    /** {@return where a callback has asked for a backup since this was last called} */
    Optional<Path> takeBackup() {
        Optional<Path> asked = backup;
        backup = Optional.empty();
        return asked;
    }

    @Override
    public void resume(Path file) {
        if (fitting.hasBegun()) {
            throw new IllegalStateException("a run is resumed in onTrainBegin; this one has begun");
        }
        SavedState state = StateFile.read(file);
        fitting.requireFitting(state, file);
        resumed = Optional.of(state);
    }

    /** {@return what is to be resumed} */
    Optional<SavedState> resumed() {
        return resumed;
    }

    @Override
    public void stop() {
        isStopped = true;
    }

    boolean isStopped() {
        return isStopped;
    }

    /** {@return what is to be saved of this} */
    SavedState save() {
        return new SavedState().putInteger("stopped", isStopped ? 1 : 0)
                .putText("logged", String.join("\n", logged.keySet()))
                .putNumbers("logged values", logged.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    void restore(SavedState saved) {
        isStopped = saved.integer("stopped") != 0;
        List<String> names = new ArrayList<>(saved.text("logged").lines().toList());
        double[] values = saved.numbers("logged values");
        logged.clear();
        for (int i = 0; i < values.length; i++) {
            logged.put(names.get(i), values[i]);
        }
    }
}
