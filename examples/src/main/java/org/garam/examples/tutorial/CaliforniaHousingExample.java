package org.garam.examples.tutorial;

import java.util.Arrays;
import java.util.Map;
import org.garam.data.TabularDataSet;
import org.garam.data.preprocessing.StandardScaler;
import org.garam.data.preprocessing.TrainTestSplit;
import org.garam.examples.tutorial.Notebook.Figure;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.model.optimizer.SGD;
import org.garam.plot.HistoryChart;
import org.garam.plot.ModelDiagram;
import org.garam.plot.ScatterChart;
import org.garam.tensor.DType;

/** The price of houses from eight numbers about where they stand: regression on real data, with validation. */
public final class CaliforniaHousingExample {

    /** How training went, the loss on blocks kept for testing, and the prices predicted for them. */
    public record Outcome(History history, Map<String, Double> test, double[] predicted) {
    }

    private CaliforniaHousingExample() {
    }

    /**
     * Trains for so many epochs, 20 in the tutorial.
     *
     * @param limit how many rows to use, the first ones
     */
    public static Outcome run(Notebook notebook, TabularDataSet housing, int limit, int epochs, long seed) {
        double[][] x = Arrays.copyOf(housing.x(), Math.min(limit, housing.x().length));
        double[] y = Arrays.copyOf(housing.y(), x.length);
        var full = new TrainTestSplit().seed(42).split(x, y);
        var split = new TrainTestSplit().seed(42).split(full.xTrain(), full.yTrain());

        var scaler = new StandardScaler();
        double[][] xTrain = scaler.fitTransform(split.xTrain());
        double[][] xValidation = scaler.transform(split.xTest());
        double[][] xTest = scaler.transform(full.xTest());

        var model = new Sequential(new Dense(30, "relu").inputShape(8), new Dense(1)).seed(seed);
        model.compile(new SGD(0.001), "mse");
        History history = model.fit(xTrain, split.yTrain(),
                new FitOptions().epochs(epochs).verbose(0).validationData(xValidation, split.yTest()));
        Map<String, Double> test = model.evaluate(xTest, full.yTest());
        double[] prices = model.predict(xTest).cast(DType.FLOAT64).toDoubles();

        notebook.print(xTrain.length + " blocks to train on, " + xValidation.length + " to validate, " + xTest.length
                + " to test");
        notebook.compare("tutorial", new Figure("train loss", "0.4128", history.last("loss")),
                new Figure("validation loss", "0.3969", history.last("val_loss")),
                new Figure("test loss", "0.4212", test.get("loss")),
                new Figure("price of test block 1", "0.3886", prices[0]),
                new Figure("price of test block 2", "1.6792", prices[1]),
                new Figure("price of test block 3", "3.1023", prices[2]));
        notebook.show("history", HistoryChart.combined(history.metrics()).yLimits(0, 1).title(housing.name()));
        notebook.show("prices", ScatterChart.axes("price in 100000 dollars", "predicted").points("test", full.yTest(), prices)
                .line("equal", 1, 0).title(housing.name()));
        notebook.show("model", ModelDiagram.plotModel(model));
        return new Outcome(history, test, prices);
    }
}
