package org.garam.plot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A picture of how training went: each metric over the epochs, as PNG or SVG. Needs no screen.
 *
 * <pre>{@code
 * HistoryChart.combined(history).yLimits(0, 1).save(Path.of("history.png"));
 * HistoryChart.panels(history).title("Fashion-MNIST").save(Path.of("history.svg"));
 * }</pre>
 *
 * <p>A history maps each metric's name to its value after each epoch, the first epoch being number 1. The metrics of
 * validation data are named like those of the training data with {@code val_} before them. Values that are not finite,
 * or too large for a float, are left out. Charts are immutable: each setting returns a new one.
 */
public final class HistoryChart extends Picture {

    private static final String VALIDATION_PREFIX = "val_";

    private final List<Map<String, List<Double>>> panels;
    private final int columns;
    private final Frame frame;
    private final Optional<Limits> limits;

    private HistoryChart(List<Map<String, List<Double>>> panels, int columns, Frame frame, Optional<Limits> limits) {
        this.panels = panels;
        this.columns = columns;
        this.frame = frame;
        this.limits = limits;
    }

    /** All metrics in one chart of 800 x 500 pixels. */
    public static HistoryChart combined(Map<String, ? extends List<? extends Number>> history) {
        return new HistoryChart(List.of(checked(history)), 1, new Frame(Optional.empty(), 800, 500),
                Optional.empty());
    }

    /** One chart for each metric, with training and validation data in it; 560 x 420 pixels for each. */
    public static HistoryChart panels(Map<String, ? extends List<? extends Number>> history) {
        var panels = new LinkedHashMap<String, Map<String, List<Double>>>();
        checked(history).forEach((name, values) -> panels
                .computeIfAbsent(metric(name), metric -> new LinkedHashMap<>()).put(name, values));
        var columns = panels.size() <= 3 ? panels.size() : (int) Math.ceil(Math.sqrt(panels.size()));
        var rows = Math.ceilDiv(panels.size(), columns);
        return new HistoryChart(List.copyOf(panels.values()), columns,
                new Frame(Optional.empty(), columns * 560, rows * 420), Optional.empty());
    }

    /** A line of text above the chart. */
    public HistoryChart title(String title) {
        return new HistoryChart(panels, columns, frame.titled(title), limits);
    }

    /** Size of the whole picture in pixels, each side 150 to 10000. */
    public HistoryChart size(int width, int height) {
        return new HistoryChart(panels, columns, frame.sized(width, height), limits);
    }

    /** Draws the values from low to high only, in every panel; lines end where they leave. */
    public HistoryChart yLimits(double low, double high) {
        return new HistoryChart(panels, columns, frame, Optional.of(new Limits(low, high)));
    }

    @Override
    Frame frame() {
        return frame;
    }

    @Override
    String defaultTitle() {
        return "Training history";
    }

    @Override
    String description() {
        return panels.stream().flatMap(panel -> panel.keySet().stream()).collect(Collectors.joining(", ")) + " by epoch";
    }

    @Override
    List<Part> parts() {
        var above = frame.top();
        var rows = Math.ceilDiv(panels.size(), columns);
        var placed = new ArrayList<Part>();
        for (var i = 0; i < panels.size(); i++) {
            var left = width() * (i % columns) / columns;
            var right = width() * (i % columns + 1) / columns;
            var top = above + (height() - above) * (i / columns) / rows;
            var bottom = above + (height() - above) * (i / columns + 1) / rows;
            placed.add(new Part(left, top, right - left, bottom - top,
                    new EpochPlot(panels.get(i), limits, right - left, bottom - top)::paint));
        }
        return placed;
    }

    private static String metric(String name) {
        return name.startsWith(VALIDATION_PREFIX) ? name.substring(VALIDATION_PREFIX.length()) : name;
    }

    private static Map<String, List<Double>> checked(Map<String, ? extends List<? extends Number>> history) {
        Checks.given("history", history, "the metrics() of what fit returns");
        if (history.isEmpty()) {
            throw new IllegalArgumentException("the history holds no metric; train for at least one epoch first");
        }
        var copy = new LinkedHashMap<String, List<Double>>();
        history.forEach((name, values) -> {
            Checks.given("name of a metric", name, "a text to write beside its line");
            Checks.given("list of \"" + name + "\" in the history", values, "one value for each epoch");
            if (values.isEmpty()) {
                throw new IllegalArgumentException("the history's metric \"" + name
                        + "\" holds no value; give one value for each epoch");
            }
            var numbers = new ArrayList<Double>();
            for (var value : values) {
                if (value == null) {
                    throw new IllegalArgumentException("the history's metric \"" + name + "\" holds null for epoch "
                            + (numbers.size() + 1) + "; give a number, NaN when there is none");
                }
                var number = value.doubleValue();
                numbers.add(Math.abs(number) <= Float.MAX_VALUE ? number : Double.NaN);
            }
            copy.put(name, List.copyOf(numbers));
        });
        return Collections.unmodifiableMap(copy);
    }
}
