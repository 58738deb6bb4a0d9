package org.garam.examples.tutorial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.garam.data.ImageDataSet;
import org.garam.examples.tutorial.Notebook.Figure;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Flatten;
import org.garam.model.optimizer.Adagrad;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.RMSprop;
import org.garam.model.optimizer.SGD;
import org.garam.plot.HistoryChart;
import org.garam.plot.ModelDiagram;

/** Images of ten kinds of clothing: which activation, how many layers, which optimizer; then a long training. */
public final class FashionMnistExample {

    /** The histories of the models and optimizers by name, that of the long training, and its test. */
    public record Outcome(Map<String, History> models, Map<String, History> optimizers, History history,
            Map<String, Double> test, List<String> predictions) {
    }

    private final Notebook notebook;
    private final ImageDataSet images;
    private final int limit;
    private final long seed;

    /** With the first {@code limit} training images, those for validation included. */
    public FashionMnistExample(Notebook notebook, ImageDataSet images, int limit, long seed) {
        this.notebook = notebook;
        this.images = images;
        this.limit = limit;
        this.seed = seed;
    }

    /** Compares for so many epochs each, then trains the best known model, for 30 epochs in the tutorial. */
    public Outcome run(int comparedEpochs, int epochs) {
        Map<String, History> models = compareModels(comparedEpochs);
        Map<String, History> optimizers = compareOptimizers(comparedEpochs);

        var tutorial = new FashionMnistTutorial(images, limit, seed);
        notebook.print("\nTwo hidden layers, " + epochs + " epochs of SGD; " + tutorial.describeData());
        History history = tutorial.train(new FitOptions().epochs(epochs).batchSize(32));
        Map<String, Double> test = tutorial.test();
        notebook.compare("tutorial", new Figure("test loss", "0.3357", test.get("loss")),
                new Figure("test accuracy", "0.8837", test.get("accuracy")));
        List<String> predictions = tutorial.predictions(3);
        predictions.forEach(notebook::print);
        notebook.print("the tutorial's model said Ankle boot, Pullover, Trouser");
        notebook.show("history", HistoryChart.combined(history.metrics()).yLimits(0, 1).title(images.name()));
        notebook.show("model", ModelDiagram.plotModel(tutorial.model()));
        return new Outcome(models, optimizers, history, test, predictions);
    }

    private Map<String, History> compareModels(int epochs) {
        Map<String, Sequential> models = new LinkedHashMap<>();
        models.put("300 sigmoid", new Sequential(new Flatten(28, 28), new Dense(300, "sigmoid"), new Dense(10, "softmax")));
        models.put("300 relu", new Sequential(new Flatten(28, 28), new Dense(300, "relu"), new Dense(10, "softmax")));
        models.put("300 relu, 100 relu", new Sequential(new Flatten(28, 28), new Dense(300, "relu"),
                new Dense(100, "relu"), new Dense(10, "softmax")));

        Map<String, History> histories = new LinkedHashMap<>();
        models.forEach((name, model) -> histories.put(name, train(name, model, new SGD(0.01), epochs)));
        show("hidden layers", "models", histories, epochs);
        return histories;
    }

    private Map<String, History> compareOptimizers(int epochs) {
        Map<String, Optimizer> optimizers = new LinkedHashMap<>();
        optimizers.put("SGD", new SGD());
        optimizers.put("momentum", new SGD().momentum(0.9));
        optimizers.put("Nesterov", new SGD().momentum(0.9).nesterov(true));
        optimizers.put("Adagrad", new Adagrad());
        optimizers.put("RMSprop", new RMSprop());
        optimizers.put("Adam", new Adam());

        Map<String, History> histories = new LinkedHashMap<>();
        optimizers.forEach((name, optimizer) -> {
            var model = new Sequential(new Flatten(28, 28), new Dense(300, "relu"), new Dense(100, "relu"),
                    new Dense(10, "softmax"));
            histories.put(name, train(name, model, optimizer, epochs));
        });
        show("optimizer", "optimizers", histories, epochs);
        return histories;
    }

    private History train(String name, Sequential model, Optimizer optimizer, int epochs) {
        notebook.print("training " + name);
        model.seed(seed).compile(optimizer, "sparse_categorical_crossentropy", "accuracy");
        return new FashionMnistTutorial(images, limit, model).train(new FitOptions().epochs(epochs).verbose(0));
    }

    private void show(String what, String picture, Map<String, History> histories, int epochs) {
        notebook.print("\nafter " + epochs + (epochs == 1 ? " epoch" : " epochs"));
        List<String> metrics = List.of("loss", "accuracy", "val_loss", "val_accuracy");
        List<List<Object>> rows = new ArrayList<>();
        Map<String, List<Double>> losses = new LinkedHashMap<>();
        histories.forEach((name, history) -> {
            List<Object> row = new ArrayList<>(List.of(name));
            metrics.forEach(metric -> row.add(history.last(metric)));
            rows.add(row);
            losses.put(name, history.get("val_loss"));
        });
        List<String> header = new ArrayList<>(List.of(what));
        header.addAll(metrics);
        notebook.table(header, rows);
        notebook.show(picture, HistoryChart.combined(losses).title("val_loss by " + what));
    }
}
