package org.garam.examples.tutorial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.garam.data.CaliforniaHousing;
import org.garam.data.GeneratedShapes;
import org.garam.data.TabularDataSet;
import org.garam.examples.tutorial.GradientDescentExample.Descent;
import org.garam.model.History;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each tutorial on small settings: its figures, what it prints, and its pictures. */
class TutorialsTest {
    private static Engine cpu;

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();

    @BeforeAll
    static void open() {
        cpu = Engine.open("cpu");
    }

    @AfterAll
    static void close() {
        cpu.close();
    }

    private Notebook notebook() {
        return new Notebook(new PrintWriter(printed), folder);
    }

    /** The ranges are those of 200 runs in NumPy and of Keras, and a little more. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 42, 123})
    void linearRegressionIsTheTutorials(long seed) throws Exception {
        var outcome = cpu.call(() -> LinearRegressionExample.run(notebook(), 40, seed));
        assertWithin(20.60, outcome.history().last("loss"), 20.80);
        assertWithin(21.85, outcome.test().get("loss"), 21.99);
        assertWithin(3.98, outcome.test().get("mae"), 4.00);
        assertWithin(22.8, outcome.weight(), 23.0);
        assertWithin(4.15, outcome.bias(), 4.21);
        assertEquals(40, outcome.history().epochs().size());
        assertPrinted("train loss 20.73", "test loss 21.92", "test mae 3.99", "y = 23.825 x + 5");
        assertPicture("fit", 640, 480, "to train on, to test with, model: y by x");
        assertPicture("history", 1120, 420, "loss, mae by epoch");
        assertTrue(Files.readString(folder.resolve("model.svg")).contains("Parameters: 2"));
    }

    private static void assertWithin(double low, double value, double high) {
        assertTrue(low <= value && value <= high, () -> value + " is not within " + low + " and " + high);
    }

    @ParameterizedTest
    @ValueSource(strings = {"animals_sgd", "animals_adam"})
    void animalsAreKeras(String name) throws IOException {
        JsonNode golden = golden(name);
        Optimizer optimizer = name.endsWith("sgd") ? new SGD(0.01) : new Adam();
        cpu.run(() -> {
            var model = AnimalsExample.model(optimizer, 1);
            AnimalsExample.startAsKeras(model);
            assertNumbers(golden.get("initial_weights"), model.getWeights(), 0);
            assertNumbers(golden.get("x"), List.of(Tensor.of(AnimalsExample.FEATURES)), 0);
            assertNumbers(golden.get("y"), List.of(Tensor.of(AnimalsExample.KINDS)), 0);
            JsonNode keras = golden.get("f32");
            History history = AnimalsExample.train(model, 100);
            assertArrayEquals(numbers(keras.get("history").get("loss")), array(history.get("loss")), 1e-5);
            assertArrayEquals(numbers(keras.get("history").get("accuracy")), array(history.get("accuracy")), 1e-6);
            assertNumbers(keras.get("final_weights"), model.getWeights(), 1e-5);
            assertNumbers(keras.get("final_predictions"), List.of(model.predict(AnimalsExample.FEATURES)), 1e-5);
            assertEquals(keras.get("evaluate").get("loss").asDouble(),
                    model.evaluate(AnimalsExample.FEATURES, AnimalsExample.KINDS).get("loss"), 1e-5);
        });
    }

    private static JsonNode golden(String name) throws IOException {
        try (var file = TutorialsTest.class.getResourceAsStream("/golden/training.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(file).get("cases").spliterator(), false)
                    .filter(each -> each.get("name").asText().equals(name)).findFirst().orElseThrow();
        }
    }

    private static double[] numbers(JsonNode node) {
        List<Double> flat = new ArrayList<>();
        collect(node, flat);
        return array(flat);
    }

    private static void collect(JsonNode node, List<Double> flat) {
        if (node.isNumber()) {
            flat.add(node.asDouble());
        }
        node.forEach(child -> collect(child, flat));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void assertNumbers(JsonNode expected, List<Tensor> actual, double tolerance) {
        double[] flat = actual.stream().flatMapToDouble(TutorialsTest::elements).toArray();
        double[] wanted = Arrays.stream(numbers(expected)).map(number -> (float) number).toArray();
        assertArrayEquals(wanted, flat, tolerance);
    }

    private static DoubleStream elements(Tensor tensor) {
        float[] values = tensor.toFloats();
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
    }

    @Test
    void animalsLearnFromRandomWeights() throws Exception {
        var outcome = cpu.call(() -> AnimalsExample.run(notebook(), 300, 42));
        assertEquals(300, outcome.fromRandomWeights().epochs().size());
        assertTrue(outcome.fromRandomWeights().last("loss") < outcome.fromRandomWeights().get("loss").getFirst());
        assertEquals(6, outcome.predicted().size());
        assertPrinted("loss 0.9538 0.9538", "accuracy 0.8333 0.8333");
        assertPicture("history", 800, 500, "accuracy, loss by epoch");
    }

    @Test
    void fashionMnistComparesAndPredicts() throws Exception {
        var shapes = GeneratedShapes.generate(5, 600, 100);
        var outcome = cpu.call(() -> new FashionMnistExample(notebook(), shapes, 600, 42).run(2, 4));
        assertEquals(Set.of("300 sigmoid", "300 relu", "300 relu, 100 relu"), outcome.models().keySet());
        assertEquals(List.of("SGD", "momentum", "Nesterov", "Adagrad", "RMSprop", "Adam"),
                List.copyOf(outcome.optimizers().keySet()));
        assertTrue(outcome.models().get("300 relu").last("loss") < outcome.models().get("300 sigmoid").last("loss"));
        assertTrue(outcome.optimizers().get("momentum").last("loss") < outcome.optimizers().get("SGD").last("loss"));
        assertTrue(outcome.optimizers().get("Adam").last("loss") < outcome.optimizers().get("Adagrad").last("loss"));
        assertEquals(4, outcome.history().get("val_accuracy").size());
        assertTrue(outcome.history().last("loss") < outcome.history().get("loss").getFirst());
        assertEquals(3, outcome.predictions().size());
        assertPrinted("test loss 0.3357", "test accuracy 0.8837", "test image 2: predicted", "after 2 epochs");
        assertPicture("history", 800, 500, "accuracy, loss, val_accuracy, val_loss by epoch");
        assertPicture("optimizers", 800, 500, "SGD, momentum, Nesterov, Adagrad, RMSprop, Adam by epoch");
        assertPicture("models", 800, 500, "300 sigmoid, 300 relu, 300 relu, 100 relu by epoch");
        assertTrue(Files.readString(folder.resolve("model.svg")).contains("Parameters: 235,500"));
    }

    /** Prices that are a linear function of the features, each on its own scale, are learned. */
    @Test
    void californiaHousingLearns() throws Exception {
        double[][] x = new double[640][8];
        double[] y = new double[x.length];
        var random = new SplittableRandom(3);
        for (int row = 0; row < x.length; row++) {
            for (int column = 0; column < 8; column++) {
                double value = random.nextDouble(-1, 1);
                x[row][column] = 1000 * column + (1 + 50 * column) * value;
                y[row] += value / 2;
            }
            y[row] += 2;
        }
        var housing = new TabularDataSet("prices", x, y, CaliforniaHousing.FEATURE_NAMES, "price", "here");
        var outcome = cpu.call(() -> CaliforniaHousingExample.run(notebook(), housing, 640, 40, 42));
        assertTrue(outcome.history().last("val_loss") < outcome.history().get("val_loss").getFirst() / 4,
                () -> outcome.history().toString());
        assertEquals(160, outcome.predicted().length);
        assertPrinted("360 blocks to train on, 120 to validate, 160 to test", "validation loss 0.3969",
                "price of test block 3 3.1023");
        assertPicture("history", 800, 500, "loss, val_loss by epoch");
        assertPicture("prices", 640, 480, "test, equal: predicted by price in 100000 dollars");
    }

    /** Gradient descent as one computes it with pencil and paper, in double. */
    @Test
    void linearModelByHandIsGradientDescent() throws Exception {
        var outcome = cpu.call(() -> TensorBasicsExample.run(notebook(), 10, 7));
        double w = 5;
        double b = 0;
        int n = outcome.x().length;
        for (int step = 0; step <= 10; step++) {
            assertEquals(w, outcome.weights().get(step), 1e-5);
            assertEquals(b, outcome.biases().get(step), 1e-5);
            double loss = 0;
            double byWeight = 0;
            double byBias = 0;
            for (int i = 0; i < n; i++) {
                double error = w * outcome.x()[i] + b - outcome.y()[i];
                loss += error * error / n;
                byWeight += 2 * error * outcome.x()[i] / n;
                byBias += 2 * error / n;
            }
            assertEquals(loss, outcome.losses().get(step), 1e-5 * loss);
            w -= 0.1 * byWeight;
            b -= 0.1 * byBias;
        }
        assertWithin(2.7, w, 3.4);
        assertPrinted("x + 10 = tf.Tensor(", "[[14. 32.]", "tf.Tensor([22. 24.], shape=(2,), dtype=float32)",
                "weight 3.0", "bias 2.0");
        assertPicture("linear-model", 640, 480, "samples, before, after: y by x");
    }

    @Test
    void gradientDescentGoesWhereItMust() throws Exception {
        Map<String, Descent> descents = cpu.call(() -> new GradientDescentExample(notebook(), 60).run());
        // x^2: each step multiplies by 1 - 2 * learning rate
        assertPowers(descents.get("learning rate 0.2"), -4, 0.6);
        assertPowers(descents.get("too small: 0.01"), 3.5, 0.98);
        assertPowers(descents.get("too large: 1.03"), 0.5, -1.06);
        for (String from : List.of("from -2", "from 2")) {
            double x = descents.get(from).end()[0];
            assertEquals(0, 4 * x * x * x - 8 * x + 1, 1e-6, from + " ends where the slope is zero");
            assertEquals(from.equals("from 2"), x > 0, "in the valley where it starts");
        }
        assertArrayEquals(new double[] {1.8 * Math.pow(0.8, 60), 0}, descents.get("on the ridge").end(), 1e-12);
        assertArrayEquals(new double[] {-1.8 * Math.pow(0.8, 60), 0.01 * Math.pow(1.2, 60)},
                descents.get("beside it").end(), 1e-6);
        // The loss of a line has one minimum, and both rates are small enough to reach it.
        assertArrayEquals(descents.get("learning rate 0.1").end(), descents.get("learning rate 0.7").end(), 1e-3);
        assertPicture("convex", 640, 480, "f, learning rate 0.2, too small: 0.01, too large: 1.03: f(x) by x");
        assertPicture("non-convex", 640, 480, "f, from -2, from 2: f(x) by x");
        assertPicture("saddle", 640, 560, "contour lines by x and y, on the ridge, beside it");
        assertPicture("loss-surface", 640, 560, "contour lines by w and b, learning rate 0.1, learning rate 0.7");
    }

    private static void assertPowers(Descent descent, double start, double factor) {
        for (int step = 0; step < descent.points().size(); step++) {
            double expected = start * Math.pow(factor, step);
            assertEquals(expected, descent.points().get(step)[0], 1e-12 * Math.max(1, Math.abs(expected)));
        }
    }

    /** Whatever the width of columns is. */
    private void assertPrinted(String... parts) {
        String text = printed.toString().replaceAll("\\s+", " ");
        for (String part : parts) {
            assertTrue(text.contains(part), () -> part + " in " + text);
        }
    }

    private void assertPicture(String name, int width, int height, String description) throws Exception {
        var image = ImageIO.read(folder.resolve(name + ".png").toFile());
        assertEquals(List.of(width, height), List.of(image.getWidth(), image.getHeight()));
        assertTrue(Arrays.stream(image.getRGB(0, 0, width, height, null, 0, width)).distinct().count() > 10, "nothing drawn");
        var root = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readAllBytes(folder.resolve(name + ".svg")))).getDocumentElement();
        assertEquals(String.valueOf(width), root.getAttribute("width"));
        assertEquals(description, root.getElementsByTagName("desc").item(0).getTextContent());
    }
}
