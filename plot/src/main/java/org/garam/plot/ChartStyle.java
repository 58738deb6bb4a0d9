package org.garam.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all charts look like: a grid, lines in colours one tells apart, the legend below. */
final class ChartStyle {

    /** Colours that people with a colour vision deficiency tell apart, too: M. Okabe, K. Ito (2008). */
    static final List<Color> COLORS = List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73),
            new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9), new Color(0x000000));

    private static final Color GRID = new Color(0xDDDDDD);
    private static final BasicStroke LINE = new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    /** A little more than the limits is shown, or their own labels and grid lines would be left out. */
    private static final double LIMIT_MARGIN = 0.005;

    private ChartStyle() {
    }

    static void apply(XYChart chart) {
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
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setChartTitleVisible(false);
        styler.setMarkerSize(8);
    }

    static void limits(XYChart chart, Limits x, Limits y) {
        var beyond = LIMIT_MARGIN * x.span();
        chart.getStyler().setXAxisMin(x.low() - beyond).setXAxisMax(x.high() + beyond);
        yLimits(chart, y);
    }

    static void yLimits(XYChart chart, Limits y) {
        var beyond = LIMIT_MARGIN * y.span();
        chart.getStyler().setYAxisMin(y.low() - beyond).setYAxisMax(y.high() + beyond);
    }
}
