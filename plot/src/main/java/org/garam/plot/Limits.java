package org.garam.plot;

import java.util.Collection;
import java.util.List;

/** The values that an axis shows, low to high. */
record Limits(double low, double high) {

    private static final double MARGIN = 0.05;
    private static final double SMALLEST_MARGIN = 1e-6;
    private static final double FAR = 100;

    Limits {
        if (!Double.isFinite(high - low) || low >= high) {
            throw new IllegalArgumentException("limits " + low + " to " + high
                    + "; give two finite numbers, the lower one first");
        }
    }

    /** Room for all values and a little more, not below zero when no value is. */
    static Limits around(Collection<List<Double>> series) {
        var statistics = series.stream().flatMap(List::stream).mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value)).summaryStatistics();
        if (statistics.getCount() == 0) {
            return new Limits(0, 1);
        }
        var low = statistics.getMin();
        var high = statistics.getMax();
        var margin = high > low ? MARGIN * (high - low) : Math.max(Math.abs(high) * MARGIN, SMALLEST_MARGIN);
        return new Limits(low >= 0 && low < margin ? 0 : low - margin, high + margin);
    }

    double span() {
        return high - low;
    }

    /** The value, but not much beyond the limits: a line that leaves has no end that is too far away to be drawn. */
    double near(double value) {
        return Double.isNaN(value) ? Double.NaN : Math.clamp(value, low - FAR * span(), high + FAR * span());
    }
}
