package org.garam.examples.tutorial;

import static org.garam.data.generator.Generators.makeRegression;
import static org.garam.data.preprocessing.TrainTestSplit.trainTestSplit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.garam.examples.tutorial.Notebook.Figure;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.model.optimizer.SGD;
import org.garam.plot.HistoryChart;
import org.garam.plot.ModelDiagram;
import org.garam.plot.ScatterChart;
import org.garam.runtime.Tensor;

/** A line through 200 points with one neuron: the smallest model that learns. */
public final class LinearRegressionExample {

    /** What came out: how training went, loss and mae on the points kept for testing, and the line. */
    public record Outcome(History history, Map<String, Double> test, double weight, double bias) {
    }

    private LinearRegressionExample() {
    }

    /** Trains for so many epochs, 40 in the tutorial; initial weight and order of the samples follow from the seed. */
    public static Outcome run(Notebook notebook, int epochs, long seed) {
        var data = makeRegression(200, 1).bias(5.0).noise(5.0).seed(123).generate();
        var split = trainTestSplit(data.x(), data.y(), 0.2, 123);

        var model = new Sequential(new Dense(1).inputShape(1)).seed(seed);
        model.compile(new SGD(0.01), "mse", "mae");
        History history = model.fit(split.xTrain(), split.yTrain(),
                new FitOptions().epochs(epochs).batchSize(32).verbose(0));
        Map<String, Double> test = model.evaluate(split.xTest(), split.yTest());

        List<Tensor> weights = model.getWeights();
        double weight = weights.get(0).item();
        double bias = weights.get(1).item();

        notebook.compare("tutorial", new Figure("train loss", "20.73", history.last("loss")),
                new Figure("test loss", "21.92", test.get("loss")), new Figure("test mae", "3.99", test.get("mae")));
        notebook.print("line: y = %.3f x + %.3f; the points were made with y = %.3f x + 5 and noise"
                .formatted(weight, bias, data.coefficient()[0]));

        notebook.show("fit", ScatterChart.axes("x", "y").title("Linear regression")
                .points("to train on", column(split.xTrain()), split.yTrain())
                .points("to test with", column(split.xTest()), split.yTest()).line("model", weight, bias));
        notebook.show("history", HistoryChart.panels(history.metrics()).title("Linear regression"));
        notebook.show("model", ModelDiagram.plotModel(model));
        return new Outcome(history, test, weight, bias);
    }

    private static double[] column(double[][] rows) {
        return Arrays.stream(rows).mapToDouble(row -> row[0]).toArray();
    }
}
