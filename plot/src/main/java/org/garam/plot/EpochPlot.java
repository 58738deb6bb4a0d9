package org.garam.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines over the epochs in one coordinate system, with grid and legend.
 *
 * @param series       each line's name and its value after each epoch, NaN for a gap
 * @param chosenLimits the values to show; empty for all
 * @param width        in pixels, with everything around the lines
 * @param height       in pixels, with everything around the lines
 */
record EpochPlot(Map<String, List<Double>> series, Optional<YLimits> chosenLimits, int width, int height) {

    /** Colours that people with a colour vision deficiency tell apart, too: M. Okabe, K. Ito (2008). */
    static final List<Color> COLORS = List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73),
            new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9), new Color(0x000000));

    private static final Color GRID = new Color(0xDDDDDD);
    private static final BasicStroke LINE = new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final int SMALLEST_TICK_DISTANCE = 50;
    /** Keeps the first and last epoch off the border; no whole number of epochs has a margin of one epoch. */
    private static final double EPOCH_MARGIN = 0.03;
    private static final double LIMIT_MARGIN = 0.005;
    private static final double FAR = 100;

    void paint(Graphics2D graphics) {
        var limits = chosenLimits.orElseGet(() -> YLimits.around(series.values()));
        var chart = new XYChartBuilder().width(width).height(height).xAxisTitle("epoch").build();
        style(chart);
        series.forEach((name, values) -> addLine(chart, name, values, limits));
        // A little more than the limits, or their own labels and grid lines would be left out.
        var beyond = LIMIT_MARGIN * limits.span();
        chart.getStyler().setYAxisMin(limits.low() - beyond).setYAxisMax(limits.high() + beyond);
        var epochs = series.values().stream().mapToInt(List::size).max().orElseThrow();
        var margin = EPOCH_MARGIN * (epochs - 1);
        chart.getStyler().setXAxisMin(1 - margin).setXAxisMax(epochs + margin);
        if (epochs > 1) {
            chart.getStyler().setXAxisTickMarkSpacingHint(spacingOfWholeEpochs(chart));
        }
        chart.paint(graphics, width, height);
    }

    private static void addLine(XYChart chart, String name, List<Double> values, YLimits limits) {
        var x = new double[values.size()];
        var y = new double[values.size()];
        for (var i = 0; i < x.length; i++) {
            x[i] = i + 1;
            // A line that leaves the picture needs no far end, which might be beyond what can be drawn.
            y[i] = Double.isNaN(values.get(i)) ? Double.NaN : Math.clamp(values.get(i),
                    limits.low() - FAR * limits.span(), limits.high() + FAR * limits.span());
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

    private static void style(XYChart chart) {
        var styler = chart.getStyler();
        styler.setSeriesColors(COLORS.toArray(Color[]::new));
        styler.setSeriesLines(new BasicStroke[] {LINE});
        styler.setSeriesMarkers(new Marker[] {SeriesMarkers.NONE});
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderColor(Color.GRAY);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setPlotContentSize(1);
        styler.setPlotMargin(0);
        styler.setPlotTicksMarksVisible(false);
        styler.setAxisTicksLineVisible(false);
        styler.setAxisTickMarksColor(Color.GRAY);
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setYAxisLabelAlignment(TextAlignment.Right);
        styler.setXAxisDecimalPattern("0");
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setChartTitleVisible(false);
        styler.setMarkerSize(8);
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
