package org.garam.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.Input;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Points, lines and surfaces. */
class PicturesTest {

    private static final double[] X = DoubleStream.iterate(-2, x -> x <= 2, x -> x + 0.25).toArray();

    @TempDir
    private Path folder;

    private static double[] map(double[] x, DoubleUnaryOperator function) {
        return Arrays.stream(x).map(function).toArray();
    }

    private static ScatterChart scatter() {
        return ScatterChart.axes("size", "price").points("samples", X, map(X, x -> 3 * x + Math.sin(9 * x)))
                .line("model", 3, 0.5).title("A < B");
    }

    private static double[][] bowl() {
        return Arrays.stream(X).mapToObj(y -> map(X, x -> x * x + 4 * y * y)).toArray(double[][]::new);
    }

    private static SurfaceChart surface() {
        return SurfaceChart.of(X, X, bowl()).axes("w", "b").path("descent", new double[] {1.9, 1, 0.5, 0.2},
                new double[] {1.5, -0.5, 0.2, 0});
    }

    private record Case(String name, Picture picture, int width, int height, Color color, List<String> words) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> pictures() {
        return Stream.of(
                new Case("scatter", scatter(), 640, 480, ChartStyle.COLORS.get(0), List.of("A &lt; B", "samples, model: price"
                        + " by size")),
                new Case("scatter sized", scatter().size(300, 200), 300, 200, ChartStyle.COLORS.get(1), List.of("model")),
                new Case("curve and path", ScatterChart.axes("w", "loss").curve("loss", X, map(X, x -> x * x))
                        .path("steps", new double[] {2, 1, 0.5}, new double[] {4, 1, 0.25}), 640, 480,
                        ChartStyle.COLORS.get(1), List.of("<title>loss by w</title>", "loss, steps: loss by w")),
                new Case("surface", surface().title("Bowl"), 640, 560, ChartStyle.COLORS.get(1),
                        List.of("<title>Bowl</title>", "contour lines by w and b, descent")),
                new Case("surface sized", surface().size(400, 300), 400, 300, new Color(0x1F2A6B), List.of("descent")));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void drawsAndWritesBothFormats(Case of) throws Exception {
        assertEquals(List.of(of.width, of.height), List.of(of.picture.width(), of.picture.height()));
        var png = folder.resolve("pictures/" + of.name + ".png");
        of.picture.save(png);
        var image = ImageIO.read(png.toFile());
        assertEquals(List.of(of.width, of.height), List.of(image.getWidth(), image.getHeight()));
        assertTrue(count(image, of.color) > 20, () -> count(image, of.color) + " pixels of " + of.color);
        var text = of.picture.svg();
        of.words.forEach(words -> assertTrue(text.contains(words), () -> words + " in " + text.substring(0, 600)));
        var root = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).getDocumentElement();
        assertEquals(String.valueOf(of.width), root.getAttribute("width"));
        assertTrue(root.getElementsByTagName("path").getLength() > 5, text);
    }

    @Test
    void aLineGoesFromSideToSideThroughItsPoints() {
        var chart = ScatterChart.axes("x", "y").points("p", new double[] {0, 10}, new double[] {0, 10});
        var color = ChartStyle.COLORS.get(1);
        var rising = chart.line("l", 1, 0).image();
        var flat = chart.line("l", 0, 5).image();
        assertTrue(rows(rising, color) > 300, () -> rows(rising, color) + " rows");
        assertTrue(rows(flat, color) <= 4, () -> rows(flat, color) + " rows");
    }

    @Test
    void limitsCutWhatIsOutside() {
        var x = new double[] {-1e9, 0, 1, 1e9};
        var chart = ScatterChart.axes("x", "y").path("p", x, x);
        var color = ChartStyle.COLORS.get(0);
        var limited = chart.xLimits(0, 1).yLimits(0, 2).image();
        var half = rows(limited, color);
        assertTrue(half > 180 && half < 260, () -> half + " rows: the line leaves at half the height");
        assertEquals(0, count(limited.getSubimage(0, 0, 640, 9), color), "drawn above the plot");
    }

    @Test
    void pathsLeaveTheSurfaceAndValuesThatAreNotFiniteLeaveGaps() {
        var z = bowl();
        Arrays.fill(z[0], Double.NaN);
        z[3][3] = Double.POSITIVE_INFINITY;
        var diverging = IntStream.range(0, 60).mapToDouble(i -> Math.pow(-9, i)).toArray();
        var image = SurfaceChart.of(X, X, z).path("diverges", diverging, diverging).image();
        assertTrue(count(image, ChartStyle.COLORS.get(1)) > 20);
    }

    @Test
    void flatSurfacesAreDrawnWithoutLines() {
        var image = SurfaceChart.of(X, X, new double[X.length][X.length]).image();
        assertEquals(0, count(image, new Color(0x1F2A6B)));
    }

    /** Of x² + 4y² each contour line is an ellipse, met here to second order in the grid's step. */
    @Test
    void contourLinesAreWhereTheFunctionHasTheirValue() {
        var x = DoubleStream.iterate(-2, value -> value <= 2.001, value -> value + 0.05).toArray();
        var grid = Grid.of(x, x, Arrays.stream(x).mapToObj(b -> map(x, a -> a * a + 4 * b * b)).toArray(double[][]::new));
        for (var level : grid.levels(8)) {
            var pieces = grid.contour(level);
            assertTrue(pieces.x().length > 100);
            for (var i = 0; i < pieces.x().length; i++) {
                if (i % 3 == 2) {
                    assertTrue(Double.isNaN(pieces.x()[i]) && Double.isNaN(pieces.y()[i]));
                } else {
                    assertEquals(level, Math.pow(pieces.x()[i], 2) + 4 * Math.pow(pieces.y()[i], 2), 0.02);
                }
            }
        }
    }

    @Test
    void aModelIsDrawnAsBoxesWithNamesShapesAndParameters() throws Exception {
        var model = new Sequential(new Flatten(28, 28), new Dense(300, "relu"), new Dense(10, "softmax").named("classes"))
                .name("clothes");
        var diagram = ModelDiagram.plotModel(model);
        var file = folder.resolve("model.png");
        diagram.save(file);
        var image = ImageIO.read(file.toFile());
        assertEquals(List.of(diagram.width(), 2 * 20 + 3 * 88 + 2 * 28), List.of(image.getWidth(), image.getHeight()));
        assertTrue(image.getWidth() >= 320);
        var header = new Color(0xE3EAF6);
        for (var row : List.of(21, 21 + 116, 21 + 232)) {
            assertTrue(inRow(image, header, row) > 250, "a box begins in row " + row);
        }
        assertEquals(0, inRow(image, header, 21 + 100), "no box");
        var root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(
                diagram.svg().getBytes(StandardCharsets.UTF_8))).getDocumentElement();
        assertEquals("Model clothes", root.getElementsByTagName("title").item(0).getTextContent());
        var texts = root.getElementsByTagName("text");
        assertEquals(List.of("flatten (Flatten)", "Input shape: (None, 28, 28)", "Output shape: (None, 784)",
                "Parameters: 0", "dense (Dense)", "Input shape: (None, 784)", "Output shape: (None, 300)",
                "Parameters: 235,500", "classes (Dense)", "Input shape: (None, 300)", "Output shape: (None, 10)",
                "Parameters: 3,010"), IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent()).toList());
        assertEquals(image.getHeight() + 40, diagram.title("With a title").image().getHeight());
    }

    @Test
    void levelsHaveEquallyManyValuesBetweenThem() {
        var x = new double[] {0, 1, 2, 3, 4};
        assertArrayEquals(new double[] {2, 4, 8}, Grid.of(x, new double[] {0, 1}, new double[][] {{1, 2, 4, 8, 16},
            {1, 2, 4, 8, 16}}).levels(3), "of 1, 1, 2, 2, 4, 4, 8, 8, 16, 16 at a quarter, half and three quarters");
    }

    private record Rejected(String message, Executable action) {
        @Override
        public String toString() {
            return message;
        }
    }

    private static Stream<Rejected> rejected() {
        var empty = ScatterChart.axes("x", "y");
        var one = new double[] {1};
        return Stream.of(
                new Rejected("\"p\" has 1 x values and 17 y values", () -> empty.points("p", one, X)),
                new Rejected("at least one point", () -> empty.points("p", new double[0], new double[0])),
                new Rejected("\"p\" has null for its y values", () -> empty.curve("p", one, null)),
                new Rejected("\"p\" has no point with two finite numbers", () -> empty.path("p", one, new double[] {Double.NaN})),
                new Rejected("\"p\" is drawn already", () -> empty.points("p", one, one).line("p", 1, 0)),
                new Rejected("the name of what is drawn is blank", () -> empty.points(" ", one, one)),
                new Rejected("the title of the x-axis is null", () -> ScatterChart.axes(null, "y")),
                new Rejected("line \"l\" has slope NaN", () -> empty.line("l", Double.NaN, 0)),
                new Rejected("limits 1.0 to 0.0", () -> empty.yLimits(1, 0)),
                new Rejected("limits 0.0 to NaN", () -> empty.xLimits(0, Double.NaN)),
                new Rejected("chart size 10 x 500", () -> empty.size(10, 500)),
                new Rejected("the surface has 17 rows of values for 2 y values",
                        () -> SurfaceChart.of(X, new double[] {0, 1}, bowl())),
                new Rejected("the x values of a surface are two or more finite numbers, each above the one before; received [1.0]",
                        () -> SurfaceChart.of(one, one, bowl())),
                new Rejected("row 1 of the surface is 1 values long",
                        () -> SurfaceChart.of(X, new double[] {0, 1}, new double[][] {X, one})),
                new Rejected("the surface has no finite value", () -> SurfaceChart.of(new double[] {0, 1},
                        new double[] {0, 1}, new double[][] {{Double.NaN, Double.NaN}, {Double.NaN, Double.NaN}})),
                new Rejected("the surface has null for its z", () -> SurfaceChart.of(X, X, null)),
                new Rejected("plotModel: the model \"sequential\" has no layers",
                        () -> ModelDiagram.plotModel(new Sequential(new Input(2)))));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void saysWhatIsWrong(Rejected rejected) {
        var message = assertThrows(IllegalArgumentException.class, rejected.action()).getMessage();
        assertTrue(message.contains(rejected.message()), message);
    }

    @Test
    void anEmptyChartSaysHowToFillIt() {
        var message = assertThrows(IllegalStateException.class, () -> ScatterChart.axes("x", "y").svg()).getMessage();
        assertTrue(message.contains("add some with points, curve or path"), message);
        var unknown = assertThrows(IllegalStateException.class,
                () -> ModelDiagram.plotModel(new Sequential(new Dense(1)))).getMessage();
        assertTrue(unknown.contains("the shape of a sample is not known yet"), unknown);
        var nowhere = assertThrows(IllegalArgumentException.class, () -> scatter().save(null)).getMessage();
        assertTrue(nowhere.contains("give a path that ends in .png or .svg"), nowhere);
    }

    @Test
    void nullIsRefusedInASentence() {
        double[] two = {0, 1};
        double[][] square = {two, two};
        Stream.<Executable>of(() -> HistoryChart.combined(null), () -> HistoryChart.panels(null),
                () -> HistoryChart.combined(Collections.singletonMap("loss", null)),
                () -> HistoryChart.combined(Collections.singletonMap(null, List.of(1))),
                () -> ModelDiagram.plotModel(null), () -> scatter().title(null), () -> scatter().save(null),
                () -> ScatterChart.axes(null, "y"), () -> ScatterChart.axes("x", null), () -> scatter().points(null, two, two),
                () -> scatter().curve("new", null, two), () -> scatter().path("new", two, null),
                () -> scatter().line(null, 1, 0), () -> SurfaceChart.of(null, two, square),
                () -> SurfaceChart.of(two, null, square), () -> SurfaceChart.of(two, two, null),
                () -> SurfaceChart.of(two, two, new double[][] {two, null})).forEach(mistake -> {
                    var message = assertThrows(IllegalArgumentException.class, mistake).getMessage();
                    assertTrue(message.contains("null") && message.contains("; give "), message);
                });
    }

    private static int count(BufferedImage image, Color color) {
        return (int) IntStream.range(0, image.getHeight()).mapToLong(row -> inRow(image, color, row)).sum();
    }

    private static long inRow(BufferedImage image, Color color, int row) {
        return IntStream.range(0, image.getWidth())
                .filter(column -> (image.getRGB(column, row) & 0xFFFFFF) == (color.getRGB() & 0xFFFFFF)).count();
    }

    /** How many rows above the legend have a pixel of this colour. */
    private static int rows(BufferedImage image, Color color) {
        return (int) IntStream.range(0, image.getHeight() - 40).filter(row -> inRow(image, color, row) > 0).count();
    }
}
