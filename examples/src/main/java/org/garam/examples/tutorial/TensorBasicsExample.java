package org.garam.examples.tutorial;

import static org.garam.runtime.Creation.constant;
import static org.garam.runtime.Creation.linspace;
import static org.garam.runtime.Creation.zeros;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Indexing.slice;
import static org.garam.runtime.LinearAlgebra.matrixTranspose;
import static org.garam.runtime.Reductions.reduceMean;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.garam.data.random.RandomState;
import org.garam.examples.tutorial.Notebook.Figure;
import org.garam.plot.HistoryChart;
import org.garam.plot.ScatterChart;
import org.garam.runtime.GradientTape;
import org.garam.runtime.StringTensor;
import org.garam.runtime.Tensor;
import org.garam.runtime.Variable;
import org.garam.tensor.DType;

/** Tensors, variables and gradients, and a linear model made of nothing else. */
public final class TensorBasicsExample {

    private static final int SAMPLES = 201;
    private static final double TRUE_WEIGHT = 3;
    private static final double TRUE_BIAS = 2;
    private static final double LEARNING_RATE = 0.1;

    /** The samples, and weight, bias and loss before each step and at the end. */
    public record Outcome(double[] x, double[] y, List<Double> weights, List<Double> biases, List<Double> losses) {
    }

    private TensorBasicsExample() {
    }

    /** Shows tensors and variables, then makes so many steps with the linear model, 10 in the tutorial. */
    public static Outcome run(Notebook notebook, int steps, long seed) {
        showTensors(notebook);
        showVariables(notebook);
        return trainLinearModel(notebook, steps, seed);
    }

    private static void showTensors(Notebook notebook) {
        Tensor x = constant(new float[][] {{1, 2, 3}, {4, 5, 6}});
        notebook.print("x = " + x);
        notebook.print("its shape " + x.shape() + ", its element type " + x.dtype());
        notebook.print("x + 10 = " + x.add(10));
        notebook.print("x * x = " + x.mul(x));
        notebook.print("x times its transpose = " + x.matmul(matrixTranspose(x)));
        notebook.print("sum of each column = " + reduceSum(x, 0) + ", mean of all = " + reduceMean(x));
        notebook.print("the last column = " + slice(x, ":, -1"));
        notebook.print("as a column = " + x.reshape(-1, 1));
        notebook.print("as integers = " + x.cast(DType.INT32));
        notebook.print("plus a row for each row = " + x.add(constant(new float[] {100, 200, 300})));
        notebook.print("zeros = " + zeros(2, 2));
        notebook.print("texts = " + StringTensor.of("tensors", "variables"));
    }

    private static void showVariables(Notebook notebook) {
        Variable v = new Variable(new float[] {1, 2}, "v");
        v.assignAdd(constant(new float[] {10, 10}));
        notebook.print("v = " + v);
        try (var tape = GradientTape.record()) {
            Tensor y = reduceSum(square(v));
            notebook.print("the gradient of the sum of its squares = " + tape.gradient(y, v));
        }
    }

    private static Outcome trainLinearModel(Notebook notebook, int steps, long seed) {
        Tensor x = linspace(-2, 2, SAMPLES);
        var random = new RandomState(seed);
        Tensor noise = Tensor.of(random.standardNormal(1, SAMPLES), DType.FLOAT32).reshape(SAMPLES);
        Tensor y = x.mul(TRUE_WEIGHT).add(TRUE_BIAS).add(noise);

        Variable w = new Variable(5f, "w");
        Variable b = new Variable(0f, "b");
        List<Double> weights = new ArrayList<>();
        List<Double> biases = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step <= steps; step++) {
            try (var tape = GradientTape.record()) {
                Tensor loss = reduceMean(square(x.mul(w).add(b).sub(y)));
                weights.add(w.item());
                biases.add(b.item());
                losses.add(loss.item());
                if (step < steps) {
                    List<Tensor> gradients = tape.gradients(loss, w, b);
                    w.assignSub(gradients.get(0).mul(LEARNING_RATE));
                    b.assignSub(gradients.get(1).mul(LEARNING_RATE));
                }
            }
        }

        notebook.print("\nlinear model by hand, after " + steps + " steps:");
        notebook.compare("true", new Figure("weight", "3.0", weights.getLast()), new Figure("bias", "2.0", biases.getLast()),
                new Figure("loss", "1.0", losses.getLast()));
        double[] xs = x.cast(DType.FLOAT64).toDoubles();
        double[] ys = y.cast(DType.FLOAT64).toDoubles();
        notebook.show("linear-model", ScatterChart.axes("x", "y").title("Linear model by hand").points("samples", xs, ys)
                .line("before", weights.getFirst(), biases.getFirst()).line("after", weights.getLast(), biases.getLast()));
        notebook.show("history", HistoryChart.combined(Map.of("loss", losses)).title("Linear model by hand"));
        return new Outcome(xs, ys, weights, biases, losses);
    }
}
