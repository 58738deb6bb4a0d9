package org.garam.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
public final class HistoryChart {

    private static final String VALIDATION_PREFIX = "val_";
    private static final int TITLE_BAND = 40;
    private static final int TITLE_BASELINE = 26;
    private static final int TITLE_SIZE = 16;
    private static final int SMALLEST = 150;
    private static final int LARGEST = 10_000;

    private record Settings(Optional<String> title, int width, int height, Optional<YLimits> limits) {
    }

    private final List<Map<String, List<Double>>> panels;
    private final int columns;
    private final Settings settings;

    private HistoryChart(List<Map<String, List<Double>>> panels, int columns, Settings settings) {
        this.panels = panels;
        this.columns = columns;
        this.settings = settings;
    }

    /** All metrics in one chart of 800 x 500 pixels. */
    public static HistoryChart combined(Map<String, ? extends List<? extends Number>> history) {
        return new HistoryChart(List.of(checked(history)), 1,
                new Settings(Optional.empty(), 800, 500, Optional.empty()));
    }

    /** One chart for each metric, with training and validation data in it; 560 x 420 pixels for each. */
    public static HistoryChart panels(Map<String, ? extends List<? extends Number>> history) {
        var panels = new LinkedHashMap<String, Map<String, List<Double>>>();
        checked(history).forEach((name, values) -> panels
                .computeIfAbsent(metric(name), metric -> new LinkedHashMap<>()).put(name, values));
        var columns = panels.size() <= 3 ? panels.size() : (int) Math.ceil(Math.sqrt(panels.size()));
        var rows = Math.ceilDiv(panels.size(), columns);
        return new HistoryChart(List.copyOf(panels.values()), columns,
                new Settings(Optional.empty(), columns * 560, rows * 420, Optional.empty()));
    }

    /** A line of text above the chart. */
    public HistoryChart title(String title) {
        return with(new Settings(Optional.of(title), settings.width, settings.height, settings.limits));
    }

    /** Size of the whole picture in pixels, each side 150 to 10000. */
    public HistoryChart size(int width, int height) {
        if (Math.min(width, height) < SMALLEST || Math.max(width, height) > LARGEST) {
            throw new IllegalArgumentException("chart size " + width + " x " + height + " pixels; each side must be "
                    + SMALLEST + " to " + LARGEST);
        }
        return with(new Settings(settings.title, width, height, settings.limits));
    }

    /** Draws the values from low to high only, in every panel; lines end where they leave. */
    public HistoryChart yLimits(double low, double high) {
        return with(new Settings(settings.title, settings.width, settings.height,
                Optional.of(new YLimits(low, high))));
    }

    private HistoryChart with(Settings changed) {
        return new HistoryChart(panels, columns, changed);
    }

    /** The chart as pixels. */
    public BufferedImage image() {
        return ChartFile.withFonts(() -> {
            var image = new BufferedImage(settings.width, settings.height, BufferedImage.TYPE_INT_RGB);
            var graphics = image.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, settings.width, settings.height);
            settings.title.ifPresent(title -> paintTitle(graphics, title));
            for (var panel : layout()) {
                var part = (Graphics2D) graphics.create();
                part.translate(panel.left(), panel.top());
                panel.plot().paint(part);
                part.dispose();
            }
            graphics.dispose();
            return image;
        });
    }

    /** The chart as SVG text; title and names of the metrics are in it as text, too, for search and screen readers. */
    public String svg() {
        var names = panels.stream().flatMap(panel -> panel.keySet().stream()).toList();
        var document = new SvgDocument(settings.width, settings.height, settings.title.orElse("Training history"),
                String.join(", ", names) + " by epoch");
        settings.title.ifPresent(title -> document.text(title, settings.width / 2, TITLE_BASELINE, TITLE_SIZE));
        return ChartFile.withFonts(() -> {
            for (var panel : layout()) {
                document.drawing(panel.left(), panel.top(), panel.plot().width(), panel.plot().height(),
                        panel.plot()::paint);
            }
            return document.toString();
        });
    }

    /**
     * Writes the chart; a file that is there is replaced, and no half-written file is left behind.
     *
     * @param file ends in {@code .png} or {@code .svg}; its folder is made when missing
     * @throws IllegalArgumentException      when the name ends otherwise
     * @throws java.io.UncheckedIOException  when the file cannot be written
     * @throws IllegalStateException         when this machine's Java cannot draw
     */
    public void save(Path file) {
        switch (ChartFile.Format.of(file)) {
            case PNG -> ChartFile.write(file, ChartFile.png(image()));
            case SVG -> ChartFile.write(file, svg().getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Panel(int left, int top, EpochPlot plot) {
    }

    private List<Panel> layout() {
        var above = settings.title.isPresent() ? TITLE_BAND : 0;
        var rows = Math.ceilDiv(panels.size(), columns);
        var placed = new ArrayList<Panel>();
        for (var i = 0; i < panels.size(); i++) {
            var left = settings.width * (i % columns) / columns;
            var right = settings.width * (i % columns + 1) / columns;
            var top = above + (settings.height - above) * (i / columns) / rows;
            var bottom = above + (settings.height - above) * (i / columns + 1) / rows;
            placed.add(new Panel(left, top,
                    new EpochPlot(panels.get(i), settings.limits, right - left, bottom - top)));
        }
        return placed;
    }

    private void paintTitle(Graphics2D graphics, String title) {
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, TITLE_SIZE));
        var width = graphics.getFontMetrics().stringWidth(title);
        graphics.drawString(title, Math.max(0, (settings.width - width) / 2), TITLE_BASELINE);
    }

    private static String metric(String name) {
        return name.startsWith(VALIDATION_PREFIX) ? name.substring(VALIDATION_PREFIX.length()) : name;
    }

    private static Map<String, List<Double>> checked(Map<String, ? extends List<? extends Number>> history) {
        if (history.isEmpty()) {
            throw new IllegalArgumentException("the history holds no metric; train for at least one epoch first");
        }
        var copy = new LinkedHashMap<String, List<Double>>();
        history.forEach((name, values) -> {
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
