package org.garam.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryChartTest {

    private static final double NAN = Double.NaN;

    @TempDir
    private Path folder;

    private static Map<String, List<Double>> history(int epochs) {
        var history = new LinkedHashMap<String, List<Double>>();
        history.put("loss", values(epochs, epoch -> 0.2 + 1.0 / epoch));
        history.put("accuracy", values(epochs, epoch -> 0.9 - 0.4 / epoch));
        history.put("val_loss", values(epochs, epoch -> 0.3 + 1.0 / epoch));
        history.put("val_accuracy", values(epochs, epoch -> 0.8 - 0.4 / epoch));
        return history;
    }

    private static List<Double> values(int epochs, IntToDoubleFunction value) {
        return IntStream.rangeClosed(1, epochs).mapToDouble(value).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 30, 1000})
    void drawsEachMetricInItsColour(int epochs) throws IOException {
        var file = folder.resolve("charts/history.png");
        HistoryChart.combined(history(epochs)).save(file);
        var image = ImageIO.read(file.toFile());
        assertEquals(List.of(800, 500), List.of(image.getWidth(), image.getHeight()));
        for (var color : ChartStyle.COLORS.subList(0, 4)) {
            assertTrue(plotted(image, color) > (epochs == 1 ? 20 : 300), () -> color + " of " + epochs + " epochs");
        }
        assertEquals(0, plotted(image, ChartStyle.COLORS.get(4)));
        HistoryChart.combined(history(epochs)).save(file);
        try (var files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void drawsAPanelForEachMetric() {
        var image = HistoryChart.panels(history(10)).title("Run 1").size(1000, 400).image();
        assertEquals(List.of(1000, 400), List.of(image.getWidth(), image.getHeight()));
        for (var half : List.of(image.getSubimage(0, 0, 500, 400), image.getSubimage(500, 0, 500, 400))) {
            assertTrue(plotted(half, ChartStyle.COLORS.get(0)) > 200);
            assertTrue(plotted(half, ChartStyle.COLORS.get(1)) > 200);
            assertEquals(0, plotted(half, ChartStyle.COLORS.get(2)));
        }
        assertTrue(count(image.getSubimage(300, 0, 400, 40), new Color(0xFFFFFF)) < 400 * 40, "no title");
    }

    private record Shape(List<String> metrics, int width, int height) {
    }

    private static Stream<Shape> shapes() {
        return Stream.of(new Shape(List.of("loss"), 560, 420), new Shape(List.of("loss", "val_loss"), 560, 420),
                new Shape(List.of("loss", "a", "b"), 1680, 420), new Shape(List.of("loss", "a", "b", "c"), 1120, 840),
                new Shape(List.of("val_loss", "a", "b", "c", "val_d"), 1680, 840));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void arrangesPanels(Shape shape) {
        var history = new LinkedHashMap<String, List<Double>>();
        shape.metrics().forEach(name -> history.put(name, List.of(1.0, 2.0)));
        var image = HistoryChart.panels(history).image();
        assertEquals(List.of(shape.width(), shape.height()), List.of(image.getWidth(), image.getHeight()));
    }

    @Test
    void drawsNothingOutsideTheLimits() {
        var history = Map.of("loss", List.of(1e30, 5.0, 0.5, 0.5));
        var all = HistoryChart.combined(history).image();
        var limited = HistoryChart.combined(history).yLimits(0, 1).image();
        var line = ChartStyle.COLORS.getFirst();
        assertTrue(plotted(limited, line) > 300);
        assertTrue(count(limited.getSubimage(0, 0, 800, 9), line) == 0, "drawn above the plot");
        assertTrue(rowOf(limited, line) < rowOf(all, line) - 100, "0.5 is in the middle of 0 to 1");
    }

    private record Odd(String what, List<Double> values, int leastPixels) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Odd> odd() {
        return Stream.of(new Odd("all equal", List.of(0.5, 0.5, 0.5), 300), new Odd("all zero", List.of(0.0, 0.0), 300),
                new Odd("nothing finite", List.of(NAN, NAN), 0), new Odd("one infinite", List.of(1.0, 1 / 0.0), 20),
                new Odd("gaps around a point", List.of(NAN, 1.0, NAN, 3.0, 2.0), 100),
                new Odd("diverged", List.of(1.0, 1e10, 3e38, 1e300), 300),
                new Odd("tiny", List.of(1e-30, 2e-30), 300), new Odd("negative", List.of(-5.0, -1.0), 300),
                new Odd("equally spaced", List.of(0.1, 0.2, 0.3, 0.4), 300));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void drawsWhatCanBeDrawn(Odd odd) {
        var image = HistoryChart.combined(Map.of("loss", odd.values())).image();
        var pixels = plotted(image, ChartStyle.COLORS.getFirst());
        assertTrue(pixels >= odd.leastPixels(), () -> pixels + " pixels");
    }

    @Test
    void writesSvgThatNamesTitleAndMetrics() throws Exception {
        var file = folder.resolve("history.SVG");
        HistoryChart.panels(history(5)).title("A < B & C").save(file);
        var text = Files.readString(file, StandardCharsets.UTF_8);
        assertTrue(text.contains("<desc>loss, val_loss, accuracy, val_accuracy by epoch</desc>"), text);
        assertTrue(text.contains("<title>A &lt; B &amp; C</title>"), text);
        var root = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertEquals("1120", root.getAttribute("width"));
        var drawings = root.getElementsByTagName("svg");
        assertEquals(2, drawings.getLength());
        assertEquals("560", drawings.item(1).getAttributes().getNamedItem("x").getNodeValue());
        for (var color : List.of("0,114,178", "213,94,0")) {
            assertTrue(text.split("stroke:rgb\\(" + color).length > 2, "no lines of colour " + color);
        }
    }

    private record Rejected(String what, Class<? extends Exception> type, Executable action, String message) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Rejected rejected(String what, String message, Executable action) {
        return new Rejected(what, IllegalArgumentException.class, action, message);
    }

    private static Stream<Rejected> rejected() {
        var chart = HistoryChart.combined(history(2));
        return Stream.of(
                rejected("ending", "chart file a.jpg: charts are written as .png or .svg",
                        () -> chart.save(Path.of("a.jpg"))),
                rejected("no ending", "let the name end in one of these", () -> chart.save(Path.of("png"))),
                rejected("empty", "the history holds no metric", () -> HistoryChart.panels(Map.of())),
                rejected("no values", "metric \"loss\" holds no value",
                        () -> HistoryChart.combined(Map.of("loss", List.of()))),
                rejected("null", "metric \"loss\" holds null for epoch 2",
                        () -> HistoryChart.combined(Map.of("loss", Arrays.asList(1.0, null)))),
                rejected("limits", "limits 1.0 to 0.0; give two finite numbers", () -> chart.yLimits(1, 0)),
                rejected("no limit", "limits 0.0 to NaN", () -> chart.yLimits(0, NAN)),
                rejected("too small", "chart size 100 x 500 pixels; each side must be 150 to 10000",
                        () -> chart.size(100, 500)),
                rejected("too large", "chart size 200 x 50000", () -> chart.size(200, 50_000)));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void saysWhatIsWrong(Rejected rejected) {
        var message = assertThrows(rejected.type(), rejected.action()).getMessage();
        assertTrue(message.contains(rejected.message()), message);
    }

    @Test
    void saysThatTheFileCannotBeWrittenAndLeavesNothing() throws IOException {
        var inTheWay = Files.createDirectories(folder.resolve("history.png/inside"));
        var file = inTheWay.getParent();
        var chart = HistoryChart.combined(history(2));
        var message = assertThrows(UncheckedIOException.class, () -> chart.save(file)).getMessage();
        assertTrue(message.contains("chart could not be written to " + file), message);
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    /** Pixels of exactly this colour above the legend. */
    private static int plotted(BufferedImage image, Color color) {
        return count(image.getSubimage(0, 0, image.getWidth(), image.getHeight() - 40), color);
    }

    private static int count(BufferedImage image, Color color) {
        return (int) Arrays.stream(pixels(image)).filter(pixel -> pixel == (color.getRGB() & 0xFFFFFF)).count();
    }

    private static int[] pixels(BufferedImage image) {
        var pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return Arrays.stream(pixels).map(pixel -> pixel & 0xFFFFFF).toArray();
    }

    /** The row of the last pixel of this colour above the legend. */
    private static int rowOf(BufferedImage image, Color color) {
        var pixels = pixels(image.getSubimage(0, 0, image.getWidth(), image.getHeight() - 40));
        return IntStream.range(0, pixels.length).filter(i -> pixels[i] == (color.getRGB() & 0xFFFFFF)).max()
                .orElseThrow() / image.getWidth();
    }
}
