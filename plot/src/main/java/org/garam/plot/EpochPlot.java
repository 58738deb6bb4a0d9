package org.garam.plot;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines over the epochs in one coordinate system, with grid and legend.
 *
 * @param series       each line's name and its value after each epoch, NaN for a gap
 * @param chosenLimits the values to show; empty for all
 * @param width        in pixels, with everything around the lines
 * @param height       in pixels, with everything around the lines
 */
record EpochPlot(Map<String, List<Double>> series, Optional<Limits> chosenLimits, int width, int height) {

    private static final int SMALLEST_TICK_DISTANCE = 50;
    /** Keeps the first and last epoch off the border; no whole number of epochs has a margin of one epoch. */
    private static final double EPOCH_MARGIN = 0.03;

    void paint(Graphics2D graphics) {
        var limits = chosenLimits.orElseGet(() -> Limits.around(series.values()));
        var chart = new XYChartBuilder().width(width).height(height).xAxisTitle("epoch").build();
        ChartStyle.apply(chart);
        series.forEach((name, values) -> addLine(chart, name, values, limits));
        ChartStyle.yLimits(chart, limits);
        var epochs = series.values().stream().mapToInt(List::size).max().orElseThrow();
        var margin = EPOCH_MARGIN * (epochs - 1);
        chart.getStyler().setXAxisDecimalPattern("0").setXAxisMin(1 - margin).setXAxisMax(epochs + margin);
        if (epochs > 1) {
            chart.getStyler().setXAxisTickMarkSpacingHint(spacingOfWholeEpochs(chart));
        }
        chart.paint(graphics, width, height);
    }

    private static void addLine(XYChart chart, String name, List<Double> values, Limits limits) {
        var x = new double[values.size()];
        var y = new double[values.size()];
        for (var i = 0; i < x.length; i++) {
            x[i] = i + 1;
            y[i] = limits.near(values.get(i));
        }
        chart.addSeries(name, x, y).setMarker(hasLonePoint(y) ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }

    /** Whether some point has no neighbour to draw a line to. */
    private static boolean hasLonePoint(double[] y) {
        for (var i = 0; i < y.length; i++) {
            if (!Double.isNaN(y[i]) && (i == 0 || Double.isNaN(y[i - 1]))
                    && (i == y.length - 1 || Double.isNaN(y[i + 1]))) {
                return true;
            }
        }
        return false;
    }

    /** Ticks are never closer than an epoch. Where epochs are on the screen is known once the chart was painted. */
    private static int spacingOfWholeEpochs(XYChart chart) {
        var scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        chart.paint(scratch, chart.getWidth(), chart.getHeight());
        scratch.dispose();
        var pixelsPerEpoch = chart.getScreenXFromChart(2) - chart.getScreenXFromChart(1);
        return Math.max(SMALLEST_TICK_DISTANCE, (int) Math.ceil(pixelsPerEpoch));
    }
}
