package org.garam.examples.tutorial;

import static org.garam.data.generator.Generators.makeRegression;
import static org.garam.runtime.Arrangement.expandDims;
import static org.garam.runtime.Creation.linspace;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Indexing.slice;
import static org.garam.runtime.Reductions.reduceMean;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.garam.plot.ScatterChart;
import org.garam.plot.SurfaceChart;
import org.garam.runtime.Differentiation;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** What gradient descent does on a bowl, among several valleys, on a saddle, and with a bad learning rate. */
public final class GradientDescentExample {

    private static final int GRID = 61;

    /** The points that were visited, from the start to the end, each with as many numbers as the function takes. */
    public record Descent(List<double[]> points) {

        /** {@return one number of every point} */
        public double[] axis(int number) {
            return points.stream().mapToDouble(point -> point[number]).toArray();
        }

        /** {@return the point where it ended} */
        public double[] end() {
            return points.getLast();
        }
    }

    private final Notebook notebook;
    private final int steps;

    /** Each descent makes so many steps. */
    public GradientDescentExample(Notebook notebook, int steps) {
        this.notebook = notebook;
        this.steps = steps;
    }

    /** Shows all; {@return the descents by name} */
    public Map<String, Descent> run() {
        Map<String, Descent> descents = new LinkedHashMap<>();
        descents.putAll(convex());
        descents.putAll(nonConvex());
        descents.putAll(saddle());
        descents.putAll(lossSurface());
        return descents;
    }

    /** Goes from {@code start} against the gradient, step by step. */
    public Descent descend(UnaryOperator<Tensor> function, double learningRate, double... start) {
        UnaryOperator<Tensor> gradient = Differentiation.gradient(function);
        Tensor x = Tensor.of(start);
        List<double[]> points = new ArrayList<>(List.of(start));
        for (int step = 0; step < steps; step++) {
            x = x.sub(gradient.apply(x).mul(learningRate));
            points.add(x.toDoubles());
        }
        return new Descent(points);
    }

    /** One valley: every small enough learning rate leads to its bottom. */
    private Map<String, Descent> convex() {
        UnaryOperator<Tensor> f = x -> square(x);
        Map<String, Descent> descents = new LinkedHashMap<>();
        descents.put("learning rate 0.2", descend(f, 0.2, -4));
        descents.put("too small: 0.01", descend(f, 0.01, 3.5));
        descents.put("too large: 1.03", descend(f, 1.03, 0.5));
        show("convex: x^2, the minimum is at 0", "convex", f, -5, 5, descents);
        return descents;
    }

    /** Two valleys: where it ends depends on where it starts. */
    private Map<String, Descent> nonConvex() {
        UnaryOperator<Tensor> f = x -> x.pow(4).sub(square(x).mul(4)).add(x);
        Map<String, Descent> descents = new LinkedHashMap<>();
        descents.put("from -2", descend(f, 0.02, -2));
        descents.put("from 2", descend(f, 0.02, 2));
        show("not convex: x^4 - 4x^2 + x, minima are at -1.473 (the lowest) and 1.347", "non-convex", f, -2.3, 2.3, descents);
        return descents;
    }

    private void show(String title, String picture, UnaryOperator<Tensor> f, double from, double to,
            Map<String, Descent> descents) {
        notebook.print("\n" + title);
        descents.forEach((name, descent) -> notebook.print("  %s: from %.4f to %.4f".formatted(name,
                descent.points().getFirst()[0], descent.end()[0])));
        Tensor x = linspace(from, to, 201, DType.FLOAT64);
        double[] y = f.apply(x).toDoubles();
        var chart = ScatterChart.axes("x", "f(x)").title(title).curve("f", x.toDoubles(), y)
                .xLimits(from, to).yLimits(Arrays.stream(y).min().orElseThrow() - 1, Arrays.stream(y).max().orElseThrow());
        for (var descent : descents.entrySet()) {
            double[] visited = descent.getValue().axis(0);
            chart = chart.path(descent.getKey(), visited, f.apply(Tensor.of(visited)).toDoubles());
        }
        notebook.show(picture, chart);
    }

    /** A point that is a minimum in one direction and a maximum in the other: the gradient is zero there. */
    private Map<String, Descent> saddle() {
        UnaryOperator<Tensor> f = point -> square(slice(point, "0")).sub(square(slice(point, "1")));
        Map<String, Descent> descents = new LinkedHashMap<>();
        descents.put("on the ridge", descend(f, 0.1, 1.8, 0));
        descents.put("beside it", descend(f, 0.1, -1.8, 0.01));
        show("saddle point: x^2 - y^2, the gradient is zero at (0, 0)", "saddle", List.of("x", "y"),
                (x, y) -> square(x).sub(square(y)), linspace(-2, 2, GRID, DType.FLOAT64),
                linspace(-2, 2, GRID, DType.FLOAT64), descents);
        return descents;
    }

    /** The loss of a line through points is a bowl over weight and bias. */
    private Map<String, Descent> lossSurface() {
        var data = makeRegression(200, 1).bias(5.0).noise(5.0).seed(123).generate();
        Tensor x = Tensor.of(data.x()).reshape(-1);
        Tensor y = Tensor.of(data.y());
        UnaryOperator<Tensor> loss = line -> reduceMean(square(x.mul(slice(line, "0")).add(slice(line, "1")).sub(y)));
        Map<String, Descent> descents = new LinkedHashMap<>();
        descents.put("learning rate 0.1", descend(loss, 0.1, 0, -15));
        descents.put("learning rate 0.7", descend(loss, 0.7, 45, 25));
        show("loss of a line with weight w and bias b", "loss-surface", List.of("w", "b"),
                (w, b) -> reduceMean(square(expandDims(w, -1).mul(x).add(expandDims(b, -1)).sub(y)), -1),
                linspace(-5, 50, GRID, DType.FLOAT64), linspace(-20, 30, GRID, DType.FLOAT64), descents);
        return descents;
    }

    /** {@code f} of a row of x and a column of y yields all values of the surface at once. */
    private void show(String title, String picture, List<String> axes, BinaryOperator<Tensor> f, Tensor x, Tensor y,
            Map<String, Descent> descents) {
        notebook.print("\n" + title);
        double[] flat = f.apply(x.reshape(1, -1), y.reshape(-1, 1)).toDoubles();
        double[][] values = new double[GRID][];
        for (int row = 0; row < GRID; row++) {
            values[row] = Arrays.copyOfRange(flat, row * GRID, (row + 1) * GRID);
        }
        var chart = SurfaceChart.of(x.toDoubles(), y.toDoubles(), values).title(title)
                .axes(axes.get(0), axes.get(1));
        for (var descent : descents.entrySet()) {
            double[] end = descent.getValue().end();
            notebook.print("  %s: ends at (%.4f, %.4f)".formatted(descent.getKey(), end[0], end[1]));
            chart = chart.path(descent.getKey(), descent.getValue().axis(0), descent.getValue().axis(1));
        }
        notebook.show(picture, chart);
    }
}
