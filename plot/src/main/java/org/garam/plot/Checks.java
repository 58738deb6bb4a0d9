package org.garam.plot;

import java.util.Arrays;
import java.util.List;

/** What is asked of names and points that are drawn. */
final class Checks {

    /** Points as they can be drawn: copies, with NaN for what cannot. */
    record Points(double[] x, double[] y) {
    }

    private Checks() {
    }

    static <T> T given(String what, T value, String accepted) {
        if (value == null) {
            throw new IllegalArgumentException("the " + what + " is null; give " + accepted);
        }
        return value;
    }

    static String name(String what, String name) {
        if (given(what, name, "a text to write beside it").isBlank()) {
            throw new IllegalArgumentException("the " + what + " is blank; give a text to write beside it");
        }
        return name;
    }

    static void newName(String name, List<String> taken) {
        if (taken.contains(name("name of what is drawn", name))) {
            throw new IllegalArgumentException("\"" + name + "\" is drawn already; give each its own name");
        }
    }

    static Points points(String name, double[] x, double[] y) {
        if (x == null || y == null) {
            throw new IllegalArgumentException("\"" + name + "\" has null for its " + (x == null ? "x" : "y")
                    + " values; give an array of numbers");
        }
        if (x.length != y.length || x.length == 0) {
            throw new IllegalArgumentException("\"" + name + "\" has " + x.length + " x values and " + y.length
                    + " y values; give one y for each x, and at least one point");
        }
        var drawnX = new double[x.length];
        var drawnY = new double[x.length];
        for (var i = 0; i < x.length; i++) {
            var isDrawn = Math.abs(x[i]) <= Float.MAX_VALUE && Math.abs(y[i]) <= Float.MAX_VALUE;
            drawnX[i] = isDrawn ? x[i] : Double.NaN;
            drawnY[i] = isDrawn ? y[i] : Double.NaN;
        }
        if (Arrays.stream(drawnX).allMatch(Double::isNaN)) {
            throw new IllegalArgumentException("\"" + name + "\" has no point with two finite numbers; give at least one");
        }
        return new Points(drawnX, drawnY);
    }
}
