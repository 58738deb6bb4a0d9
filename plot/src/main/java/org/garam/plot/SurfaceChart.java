package org.garam.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A function of two variables as contour lines, for example the loss by two weights, and paths on it, for example
 * those of gradient descent; as PNG or SVG.
 *
 * <pre>{@code
 * SurfaceChart.of(w, b, loss).axes("w", "b").path("learning rate 0.1", wSteps, bSteps).save(Path.of("descent.png"));
 * }</pre>
 *
 * <p>Contour lines go from dark, the lowest, to bright, the highest. They are placed so that about the same area lies
 * between any two neighbours: the bottom of a valley is drawn as finely as its walls. Charts are immutable: each method
 * returns a new one.
 */
public final class SurfaceChart extends Picture {

    private static final int LEVELS = 16;
    private static final Color LOWEST = new Color(0x1F2A6B);
    private static final Color HIGHEST = new Color(0xC9D7EE);
    private static final BasicStroke CONTOUR = new BasicStroke(1.2f);
    /** Leaves out black and the blue of the contour lines. */
    private static final List<Color> PATH_COLORS = ChartStyle.COLORS.subList(1, ChartStyle.COLORS.size() - 1);

    private record PathLine(String name, double[] x, double[] y) {
    }

    private final Grid grid;
    private final String xTitle;
    private final String yTitle;
    private final List<PathLine> paths;
    private final Frame frame;

    private SurfaceChart(Grid grid, String xTitle, String yTitle, List<PathLine> paths, Frame frame) {
        this.grid = grid;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.paths = paths;
        this.frame = frame;
    }

    /**
     * The function with the values {@code z[j][i]} at {@code (x[i], y[j])}, as Matplotlib's {@code contour} takes them.
     *
     * @param x at least two numbers that rise
     * @param y at least two numbers that rise
     * @param z a row for each y with a number for each x; what is not finite is left out
     */
    public static SurfaceChart of(double[] x, double[] y, double[][] z) {
        return new SurfaceChart(Grid.of(x, y, z), "x", "y", List.of(), new Frame(Optional.empty(), 640, 560));
    }

    /** Titles of the axes, "x" and "y" by default. */
    public SurfaceChart axes(String newXTitle, String newYTitle) {
        return new SurfaceChart(grid, Checks.name("title of the x-axis", newXTitle),
                Checks.name("title of the y-axis", newYTitle), paths, frame);
    }

    /** Adds a line from point to point with a mark at each, as far as it is on the surface. */
    public SurfaceChart path(String name, double[] x, double[] y) {
        Checks.newName(name, paths.stream().map(PathLine::name).toList());
        var points = Checks.points(name, x, y);
        var added = new ArrayList<>(paths);
        added.add(new PathLine(name, points.x(), points.y()));
        return new SurfaceChart(grid, xTitle, yTitle, List.copyOf(added), frame);
    }

    /** A line of text above the chart. */
    public SurfaceChart title(String title) {
        return new SurfaceChart(grid, xTitle, yTitle, paths, frame.titled(title));
    }

    /** Size of the whole picture in pixels, each side 150 to 10000. */
    public SurfaceChart size(int width, int height) {
        return new SurfaceChart(grid, xTitle, yTitle, paths, frame.sized(width, height));
    }

    @Override
    Frame frame() {
        return frame;
    }

    @Override
    String defaultTitle() {
        return "Surface by " + xTitle + " and " + yTitle;
    }

    @Override
    String description() {
        return Stream.concat(Stream.of("contour lines by " + xTitle + " and " + yTitle), paths.stream().map(PathLine::name))
                .collect(Collectors.joining(", "));
    }

    @Override
    List<Part> parts() {
        return List.of(frame.rest(this::paint));
    }

    private void paint(Graphics2D graphics) {
        var height = frame.height() - frame.top();
        var chart = new XYChartBuilder().width(frame.width()).height(height).xAxisTitle(xTitle).yAxisTitle(yTitle).build();
        ChartStyle.apply(chart);
        var xLimits = new Limits(grid.x()[0], grid.x()[grid.x().length - 1]);
        var yLimits = new Limits(grid.y()[0], grid.y()[grid.y().length - 1]);
        ChartStyle.limits(chart, xLimits, yLimits);
        addContours(chart);
        for (var i = 0; i < paths.size(); i++) {
            var path = paths.get(i);
            var color = PATH_COLORS.get(i % PATH_COLORS.size());
            chart.addSeries(path.name, Arrays.stream(path.x).map(xLimits::near).toArray(),
                    Arrays.stream(path.y).map(yLimits::near).toArray())
                    .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color).setLineColor(color);
        }
        chart.paint(graphics, frame.width(), height);
    }

    private void addContours(XYChart chart) {
        var levels = grid.levels(LEVELS);
        for (var i = 0; i < levels.length; i++) {
            var pieces = grid.contour(levels[i]);
            if (pieces.x().length > 0) {
                var ends = i == 0 || i == levels.length - 1;
                var series = chart.addSeries(String.format(Locale.ROOT, "%.3g", levels[i]) + " ".repeat(i), pieces.x(),
                        pieces.y());
                series.setMarker(SeriesMarkers.NONE).setLineColor(shade(i, levels.length)).setLineStyle(CONTOUR)
                        .setShowInLegend(ends);
            }
        }
    }

    private static Color shade(int level, int levels) {
        var share = levels == 1 ? 0 : level / (float) (levels - 1);
        var from = LOWEST.getRGBColorComponents(null);
        var to = HIGHEST.getRGBColorComponents(null);
        var mixed = IntStream.range(0, 3).mapToObj(i -> from[i] + share * (to[i] - from[i])).toList();
        return new Color(mixed.get(0), mixed.get(1), mixed.get(2));
    }
}
