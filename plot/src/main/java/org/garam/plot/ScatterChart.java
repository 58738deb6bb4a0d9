package org.garam.plot;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Points and lines in a coordinate system, for example samples and the line fitted to them, as PNG or SVG.
 *
 * <pre>{@code
 * ScatterChart.axes("x", "y").points("samples", x, y).line("model", weight, bias).save(Path.of("fit.png"));
 * ScatterChart.axes("w", "loss").curve("loss", w, loss).path("gradient descent", steps, losses).save(file);
 * }</pre>
 *
 * <p>Values that are not finite, or too large for a float, are left out. Charts are immutable: each method returns a
 * new one.
 */
public final class ScatterChart extends Picture {

    /** What is drawn at the points, and between them. */
    private enum Style {
        POINTS, CURVE, PATH
    }

    private record Series(String name, double[] x, double[] y, Style style) {
    }

    private record Line(String name, double slope, double intercept) {
    }

    /** The values to show; empty for all. */
    private record Window(Optional<Limits> x, Optional<Limits> y) {
    }

    private final String xTitle;
    private final String yTitle;
    private final List<Series> series;
    private final List<Line> lines;
    private final Frame frame;
    private final Window window;

    private ScatterChart(String xTitle, String yTitle, List<Series> series, List<Line> lines, Frame frame,
            Window window) {
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.series = series;
        this.lines = lines;
        this.frame = frame;
        this.window = window;
    }

    /** An empty coordinate system of 640 x 480 pixels; the axes are called so. */
    public static ScatterChart axes(String xTitle, String yTitle) {
        return new ScatterChart(Checks.name("title of the x-axis", xTitle), Checks.name("title of the y-axis", yTitle),
                List.of(), List.of(), new Frame(Optional.empty(), 640, 480),
                new Window(Optional.empty(), Optional.empty()));
    }

    /** Adds points. */
    public ScatterChart points(String name, double[] x, double[] y) {
        return with(name, x, y, Style.POINTS);
    }

    /** Adds a line through these points, in this order. */
    public ScatterChart curve(String name, double[] x, double[] y) {
        return with(name, x, y, Style.CURVE);
    }

    /** Adds a line through these points, in this order, with a mark at each: the steps of gradient descent. */
    public ScatterChart path(String name, double[] x, double[] y) {
        return with(name, x, y, Style.PATH);
    }

    /** Adds the line {@code y = slope * x + intercept}, as long as what else is drawn. */
    public ScatterChart line(String name, double slope, double intercept) {
        requireNew(name);
        if (!Double.isFinite(slope) || !Double.isFinite(intercept)) {
            throw new IllegalArgumentException("line \"" + name + "\" has slope " + slope + " and intercept "
                    + intercept + "; give two finite numbers");
        }
        var added = new ArrayList<>(lines);
        added.add(new Line(name, slope, intercept));
        return new ScatterChart(xTitle, yTitle, series, List.copyOf(added), frame, window);
    }

    private ScatterChart with(String name, double[] x, double[] y, Style style) {
        requireNew(name);
        var points = Checks.points(name, x, y);
        var added = new ArrayList<>(series);
        added.add(new Series(name, points.x(), points.y(), style));
        return new ScatterChart(xTitle, yTitle, List.copyOf(added), lines, frame, window);
    }

    private void requireNew(String name) {
        Checks.newName(name, names());
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        series.forEach(each -> names.add(each.name));
        lines.forEach(each -> names.add(each.name));
        return names;
    }

    /** A line of text above the chart. */
    public ScatterChart title(String title) {
        return new ScatterChart(xTitle, yTitle, series, lines, frame.titled(title), window);
    }

    /** Size of the whole picture in pixels, each side 150 to 10000. */
    public ScatterChart size(int width, int height) {
        return new ScatterChart(xTitle, yTitle, series, lines, frame.sized(width, height), window);
    }

    /** Draws from low to high only; lines end where they leave. */
    public ScatterChart xLimits(double low, double high) {
        return new ScatterChart(xTitle, yTitle, series, lines, frame,
                new Window(Optional.of(new Limits(low, high)), window.y));
    }

    /** Draws the values from low to high only; lines end where they leave. */
    public ScatterChart yLimits(double low, double high) {
        return new ScatterChart(xTitle, yTitle, series, lines, frame,
                new Window(window.x, Optional.of(new Limits(low, high))));
    }

    @Override
    Frame frame() {
        return frame;
    }

    @Override
    String defaultTitle() {
        return yTitle + " by " + xTitle;
    }

    @Override
    String description() {
        return names().stream().collect(Collectors.joining(", ", "", ": " + yTitle + " by " + xTitle));
    }

    @Override
    List<Part> parts() {
        if (series.isEmpty()) {
            throw new IllegalStateException("the chart holds no points; add some with points, curve or path");
        }
        return List.of(frame.rest(this::paint));
    }

    private void paint(Graphics2D graphics) {
        var height = frame.height() - frame.top();
        var chart = new XYChartBuilder().width(frame.width()).height(height).xAxisTitle(xTitle).yAxisTitle(yTitle).build();
        ChartStyle.apply(chart);
        var xLimits = window.x.orElseGet(() -> limits(series.stream().map(Series::x)));
        var drawn = new ArrayList<>(series);
        for (var line : lines) {
            var ends = new double[] {xLimits.low(), xLimits.high()};
            drawn.add(new Series(line.name, ends,
                    Arrays.stream(ends).map(x -> line.slope * x + line.intercept).toArray(), Style.CURVE));
        }
        var yLimits = window.y.orElseGet(() -> limits(drawn.stream().map(Series::y)));
        ChartStyle.limits(chart, xLimits, yLimits);
        drawn.forEach(each -> add(chart, each, xLimits, yLimits));
        chart.paint(graphics, frame.width(), height);
    }

    private static Limits limits(Stream<double[]> values) {
        return Limits.around(values.map(each -> Arrays.stream(each).boxed().toList()).toList());
    }

    private static void add(XYChart chart, Series series, Limits xLimits, Limits yLimits) {
        var added = chart.addSeries(series.name, DoubleStream.of(series.x).map(xLimits::near).toArray(),
                DoubleStream.of(series.y).map(yLimits::near).toArray());
        added.setXYSeriesRenderStyle(series.style == Style.POINTS ? XYSeriesRenderStyle.Scatter : XYSeriesRenderStyle.Line);
        added.setMarker(series.style == Style.CURVE ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
}
