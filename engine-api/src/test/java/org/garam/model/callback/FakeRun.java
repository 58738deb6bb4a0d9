package org.garam.model.callback;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.garam.runtime.Tensor;

/** A run without a model: callbacks are told what a test says, and what they do is written down. */
public final class FakeRun implements TrainingRun {
    private final List<String> metricNames;
    private final List<String> saved = new ArrayList<>();
    private SequencedMap<String, Double> logs = new LinkedHashMap<>();
    private int epochs = 30;
    private int steps = 1719;
    private double rate = 0.01;
    private List<Tensor> weights = List.of();
    private boolean isStopped;

    public FakeRun(String... metricNames) {
        this.metricNames = List.of(metricNames);
    }

    public FakeRun epochs(int count) {
        epochs = count;
        return this;
    }

    public FakeRun steps(int count) {
        steps = count;
        return this;
    }

    void logs(SequencedMap<String, Double> current) {
        logs = current;
    }

    List<String> saved() {
        return saved;
    }

    boolean isStopped() {
        return isStopped;
    }

    @Override
    public int epochs() {
        return epochs;
    }

    @Override
    public OptionalInt steps() {
        return OptionalInt.of(steps);
    }

    @Override
    public List<String> metricNames() {
        return metricNames;
    }

    @Override
    public Optional<Boolean> isBetterHigher(String metric) {
        return metric.endsWith("loss") || metric.endsWith("mae") ? Optional.of(false) : Optional.empty();
    }

    @Override
    public SequencedMap<String, Double> logs() {
        return logs;
    }

    @Override
    public void log(String name, double value) {
        logs.put(name, value);
    }

    @Override
    public double learningRate() {
        return rate;
    }

    @Override
    public void learningRate(double value) {
        rate = (float) value;
    }

    @Override
    public List<Tensor> getWeights() {
        return weights;
    }

    @Override
    public void setWeights(List<Tensor> values) {
        weights = values;
    }

    @Override
    public void saveWeights(Path file) {
        saved.add(file.toString());
    }

    @Override
    public void saveState(Path file) {
        saved.add(file.toString());
    }

    @Override
    public void backUp(Path file) {
        saved.add("backup " + file);
    }

    @Override
    public void resume(Path file) {
        saved.add("resume " + file);
    }

    @Override
    public void stop() {
        isStopped = true;
    }
}
