package org.garam.examples.tutorial;

import static org.garam.runtime.Reductions.argMax;

import java.util.Arrays;
import java.util.List;
import org.garam.examples.tutorial.Notebook.Figure;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.model.Sequential;
import org.garam.model.initializer.RandomUniform;
import org.garam.model.layer.Dense;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.SGD;
import org.garam.plot.HistoryChart;
import org.garam.plot.ModelDiagram;
import org.garam.runtime.Tensor;

/** Three kinds of animals told from two features, with two layers of three neurons: six samples that fit on a screen. */
public final class AnimalsExample {

    /** Two features of each animal. */
    public static final float[][] FEATURES = {{0, 0}, {1, 0}, {1, 1}, {0, 0}, {0, 0}, {0, 1}};
    /** Which of three kinds each is, one-hot. */
    public static final float[][] KINDS = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {1, 0, 0}, {0, 0, 1}};

    /** Weights from which real Keras was trained, too. */
    private static final float[][] KERAS_KERNEL = {{0.6f, -0.3f, 0.45f}, {-0.2f, 0.7f, 0.35f}};
    private static final float[][] KERAS_OUTPUT_KERNEL = {{0.5f, -0.4f, 0.3f}, {-0.6f, 0.2f, 0.55f}, {0.1f, 0.8f, -0.7f}};
    private static final int KERAS_EPOCHS = 100;

    /** How training went from Keras' weights, and from random ones, and the kinds predicted then. */
    public record Outcome(History fromKerasWeights, History fromRandomWeights, List<Integer> predicted) {
    }

    private AnimalsExample() {
    }

    /** The model, compiled; its kernels begin random and its biases zero. */
    public static Sequential model(Optimizer optimizer, long seed) {
        var model = new Sequential(
                new Dense(3, "relu").kernelInitializer(new RandomUniform()).biasInitializer("zeros").inputShape(2),
                new Dense(3, "softmax").kernelInitializer(new RandomUniform()).biasInitializer("zeros")).seed(seed);
        model.compile(optimizer, "categorical_crossentropy", "accuracy");
        return model;
    }

    /** Gives a model the weights from which Keras was trained. */
    public static void startAsKeras(Sequential model) {
        model.setWeights(Tensor.of(KERAS_KERNEL), Tensor.of(new float[3]), Tensor.of(KERAS_OUTPUT_KERNEL),
                Tensor.of(new float[3]));
    }

    /** Trains with all six samples at once. */
    public static History train(Sequential model, int epochs) {
        return model.fit(FEATURES, KINDS, new FitOptions().epochs(epochs).shuffle(false).verbose(0));
    }

    /** Trains for so many epochs, 1000 in the tutorial; initial weights follow from the seed. */
    public static Outcome run(Notebook notebook, int epochs, long seed) {
        var asKeras = model(new SGD(0.01), seed);
        startAsKeras(asKeras);
        History known = train(asKeras, KERAS_EPOCHS);
        notebook.print("From the weights that Keras 3.15 began with, after %d epochs:"
                .formatted(KERAS_EPOCHS));
        notebook.compare("Keras", new Figure("loss", "0.9538", known.last("loss")),
                new Figure("accuracy", "0.8333", known.last("accuracy")));

        var model = model(new SGD(0.01), seed);
        History history = train(model, epochs);
        List<Integer> predicted = Arrays.stream(argMax(model.predict(FEATURES), -1).toInts()).boxed().toList();
        notebook.print("From random weights, after %d epochs: loss %.4f, accuracy %.4f".formatted(epochs,
                history.last("loss"), history.last("accuracy")));
        notebook.print("kinds predicted for the six animals: " + predicted + "; they are [0, 1, 2, 0, 0, 2]");
        notebook.show("history", HistoryChart.combined(history.metrics()).title("Animals"));
        notebook.show("model", ModelDiagram.plotModel(model).title("Animals"));
        return new Outcome(known, history, predicted);
    }
}
