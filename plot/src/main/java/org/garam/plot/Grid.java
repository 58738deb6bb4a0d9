package org.garam.plot;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Values of a function at the crossings of a grid, {@code z[j][i]} at {@code (x[i], y[j])}. */
record Grid(double[] x, double[] y, double[][] z) {

    private static final double SMALLEST_SHARE_OF_SPAN = 1e-9;

    /** Pieces of a line, each two points and then NaN. */
    record Pieces(double[] x, double[] y) {
    }

    static Grid of(double[] x, double[] y, double[][] z) {
        if (x == null || y == null || z == null) {
            throw new IllegalArgumentException("the surface has null for its " + (x == null ? "x" : y == null ? "y" : "z")
                    + " values; give arrays of numbers");
        }
        requireRising("x", x);
        requireRising("y", y);
        if (z.length != y.length) {
            throw new IllegalArgumentException("the surface has " + z.length + " rows of values for " + y.length
                    + " y values; give a row for each y");
        }
        var rows = new double[z.length][];
        for (var j = 0; j < z.length; j++) {
            if (z[j] == null || z[j].length != x.length) {
                throw new IllegalArgumentException("row " + j + " of the surface is "
                        + (z[j] == null ? "null" : z[j].length + " values long") + "; give a value for each of the "
                        + x.length + " x values");
            }
            rows[j] = z[j].clone();
        }
        if (Arrays.stream(rows).flatMapToDouble(Arrays::stream).noneMatch(Double::isFinite)) {
            throw new IllegalArgumentException("the surface has no finite value; give some");
        }
        return new Grid(x.clone(), y.clone(), rows);
    }

    private static void requireRising(String axis, double[] values) {
        var rises = values.length > 1 && DoubleStream.of(values).allMatch(value -> Math.abs(value) <= Float.MAX_VALUE)
                && IntStream.range(1, values.length).allMatch(i -> values[i - 1] < values[i]);
        if (!rises) {
            throw new IllegalArgumentException("the " + axis + " values of a surface are two or more finite numbers, each"
                    + " above the one before; received " + Arrays.toString(Arrays.copyOf(values, Math.min(values.length, 5)))
                    + (values.length > 5 ? " and more" : ""));
        }
    }

    /** Up to so many values between which about equally many crossings lie; fewer where the function is flat. */
    double[] levels(int count) {
        var sorted = Arrays.stream(z).flatMapToDouble(Arrays::stream).filter(Double::isFinite).sorted().toArray();
        var smallest = SMALLEST_SHARE_OF_SPAN * (sorted[sorted.length - 1] - sorted[0]);
        var levels = new double[count];
        var used = 0;
        for (var i = 1; i <= count; i++) {
            var level = sorted[(int) ((long) i * (sorted.length - 1) / (count + 1))];
            if (used == 0 || level - levels[used - 1] > smallest) {
                levels[used++] = level;
            }
        }
        return Arrays.copyOf(levels, used);
    }

    /**
     * Where the function has this value: marching squares, W. Lorensen, H. Cline (1987) in two dimensions. Each cell is
     * cut into two triangles, so that no saddle is ambiguous.
     */
    Pieces contour(double level) {
        var xs = DoubleStream.builder();
        var ys = DoubleStream.builder();
        for (var row = 0; row + 1 < y.length; row++) {
            for (var column = 0; column + 1 < x.length; column++) {
                cut(level, new int[] {column, column + 1, column + 1}, new int[] {row, row, row + 1}, xs, ys);
                cut(level, new int[] {column, column, column + 1}, new int[] {row, row + 1, row + 1}, xs, ys);
            }
        }
        return new Pieces(xs.build().toArray(), ys.build().toArray());
    }

    private void cut(double level, int[] columns, int[] rows, DoubleStream.Builder xs, DoubleStream.Builder ys) {
        var corners = columns.length;
        if (IntStream.range(0, corners).anyMatch(corner -> !Double.isFinite(z[rows[corner]][columns[corner]]))) {
            return;
        }
        var isCut = false;
        for (var corner = 0; corner < corners; corner++) {
            var next = (corner + 1) % corners;
            var from = z[rows[corner]][columns[corner]];
            var to = z[rows[next]][columns[next]];
            if (from < level != to < level) {
                var share = (level - from) / (to - from);
                xs.add(x[columns[corner]] + share * (x[columns[next]] - x[columns[corner]]));
                ys.add(y[rows[corner]] + share * (y[rows[next]] - y[rows[corner]]));
                isCut = true;
            }
        }
        if (isCut) {
            xs.add(Double.NaN);
            ys.add(Double.NaN);
        }
    }
}
