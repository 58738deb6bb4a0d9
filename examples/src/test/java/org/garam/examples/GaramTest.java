package org.garam.examples;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.garam.data.GeneratedShapes;
import org.garam.data.ImageDataSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line as a user meets it: what it prints, and how it says what is wrong. */
class GaramTest {
    @TempDir
    private Path folder;

    private record Outcome(int exit, String out, String err) {}

    private record Mistake(String name, int exit, List<String> said, String... arguments) {}

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Garam.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int exit = commandLine.execute(arguments);
        commandLine.getOut().flush();
        commandLine.getErr().flush();
        return new Outcome(exit, out.toString(), err.toString());
    }

    @TestFactory
    Stream<DynamicTest> mistakesAreExplained() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path damaged = Files.createDirectory(folder.resolve("damaged"));
        for (String name : List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                "t10k-labels-idx1-ubyte")) {
            Files.writeString(damaged.resolve(name), "not an IDX file");
        }
        return Stream.of(
                new Mistake("unknown device", 1, List.of("cpuu", "did you mean \"cpu\""), "train", "fashion-mnist", "--device",
                        "cpuu", "--data", damaged.toString()),
                new Mistake("unknown data set", 2, List.of("no data set \"mnist\"; there is fashion-mnist"), "train", "mnist"),
                new Mistake("unknown command", 2, List.of("trian", "train"), "trian"),
                new Mistake("no epochs", 2, List.of("--epochs", "at least 1", "0"), "train", "fashion-mnist", "--epochs", "0"),
                new Mistake("not a number", 2, List.of("--batch-size", "many"), "train", "fashion-mnist", "--batch-size", "many"),
                new Mistake("chart of another kind", 2, List.of("--chart", ".png or .svg", "out.jpg"), "train", "fashion-mnist",
                        "--chart", "out.jpg"),
                new Mistake("report into nowhere", 2, List.of("--json", "nowhere", "exists"), "train", "fashion-mnist", "--json",
                        folder.resolve("nowhere/run.json").toString()),
                new Mistake("data not there", 1, List.of("empty", "train-images-idx3-ubyte"), "train", "fashion-mnist", "--device",
                        "cpu", "--data", empty.toString()),
                new Mistake("damaged data", 1, List.of("train-images-idx3-ubyte"), "train", "fashion-mnist", "--device", "cpu",
                        "--data", damaged.toString()),
                new Mistake("no golden files", 1, List.of("empty", "losses.json"), "conformance", "--device", "cpu", "--cases",
                        empty.toString()),
                new Mistake("no such folder", 1, List.of("nowhere"), "conformance", "--device", "cpu", "--cases",
                        folder.resolve("nowhere").toString()),
                new Mistake("no tutorial named", 2, List.of("the name of a tutorial", "linear-regression", "california-housing"),
                        "example"),
                new Mistake("unknown tutorial", 2, List.of("animal", "Did you mean", "example animals"), "example", "animal"),
                new Mistake("no epochs of a tutorial", 2, List.of("--epochs", "at least 1", "-3"), "example", "animals",
                        "--epochs", "-3"),
                new Mistake("no steps", 2, List.of("--steps", "at least 1", "0"), "example", "gradient-descent", "--steps", "0"),
                new Mistake("too few houses", 2, List.of("--limit", "at least 16", "3"), "example", "california-housing",
                        "--limit", "3"),
                new Mistake("pictures into a file", 2, List.of("--out", "inTheWay", "give a folder"), "example", "animals",
                        "--device", "cpu", "--out", Files.writeString(folder.resolve("inTheWay"), "").toString()),
                new Mistake("seed below zero", 1, List.of("-1"), "example", "tensor-basics", "--device", "cpu", "--seed", "-1",
                        "--out", empty.toString()),
                new Mistake("houses not there", 1, List.of("empty", "cal_housing.data"), "example", "california-housing",
                        "--device", "cpu", "--data", empty.toString(), "--out",
                        folder.resolve("pictures").toString()),
                new Mistake("clothes not there", 1, List.of("empty", "train-images-idx3-ubyte"), "example", "fashion-mnist",
                        "--device", "cpu", "--data", empty.toString(), "--out", folder.resolve("pictures").toString()),
                new Mistake("backend that is not built", 1, List.of("cuda", "use -Ddevice=cpu"), "conformance", "--device", "cuda",
                        "--cases", empty.toString()))
                .map(mistake -> DynamicTest.dynamicTest(mistake.name, () -> {
                    Outcome outcome = run(mistake.arguments);
                    assertEquals(mistake.exit, outcome.exit, outcome.err);
                    assertAll(mistake.said.stream().map(part -> () -> assertTrue(outcome.err.contains(part), outcome.err)));
                    assertTrue(!outcome.err.contains("\tat "), outcome.err);
                }));
    }

    @Test
    void devicesListsEveryBackend() {
        Outcome outcome = run("devices");
        assertEquals(0, outcome.exit);
        assertAll(Stream.of("cpu: available", "computes in float32 and float64", "cuda: not available", "opencl: ",
                "remedy").map(part -> () -> assertTrue(outcome.out.contains(part), outcome.out)));
    }

    @Test
    void helpNamesEveryCommandAndOption() {
        assertAll(Stream.of("train", "example", "devices", "conformance", "-D").map(part -> () ->
                assertTrue(run("--help").out.contains(part))));
        assertAll(Stream.of("--device", "--epochs", "--batch-size", "--seed", "--limit", "--json", "--data", "--chart",
                "fashion-mnist").map(part -> () -> assertTrue(run("train", "--help").out.contains(part))));
    }

    private record Tutorial(String name, List<String> pictures, String... options) {}

    @TestFactory
    Stream<DynamicTest> examplesPrintAndDraw() throws IOException {
        writeShapes();
        String data = folder.toString();
        return Stream.of(
                new Tutorial("tensor-basics", List.of("linear-model", "history"), "--steps", "3"),
                new Tutorial("gradient-descent", List.of("convex", "non-convex", "saddle", "loss-surface"), "--steps", "5"),
                new Tutorial("linear-regression", List.of("fit", "history", "model"), "--epochs", "2", "--seed", "5"),
                new Tutorial("animals", List.of("history", "model"), "--epochs", "5"),
                new Tutorial("fashion-mnist", List.of("models", "optimizers", "history", "model"), "--epochs", "1",
                        "--compare-epochs", "1", "--limit", "48", "--data", data))
                .map(tutorial -> DynamicTest.dynamicTest(tutorial.name, () -> {
                    Path pictures = folder.resolve("pictures of " + tutorial.name);
                    Outcome outcome = run(Stream.concat(Stream.of("example", tutorial.name, "--device", "cpu", "--chart",
                            pictures.toString()), Stream.of(tutorial.options)).toArray(String[]::new));
                    assertEquals(0, outcome.exit, outcome.err);
                    for (String picture : tutorial.pictures) {
                        assertTrue(outcome.out.contains(picture + ".png"), outcome.out);
                        assertTrue(Files.size(pictures.resolve(picture + ".png")) > 1000);
                        assertTrue(Files.readString(pictures.resolve(picture + ".svg")).endsWith("</svg>\n"));
                    }
                }));
    }

    @Test
    void failedCasesAreAFailure() throws IOException {
        Files.writeString(folder.resolve("losses.json"), """
                {"meta": {}, "cases": [{"id": "0", "loss": "mse", "keras_class": "MeanSquaredError", "config": {},
                 "y_true": [[0.0], [1.0]], "y_pred": [[1.0], [1.0]], "shape": [2, 1], "sample_weight": null,
                 "f32": {"none": [1.0, 0.0], "sum": 1.0, "sum_over_batch_size": 0.75,
                         "grad_sum_over_batch_size": [[1.0], [0.0]]}}]}
                """);
        Outcome outcome = run("conformance", "--device", "cpu", "--cases", folder.toString());
        assertEquals(1, outcome.exit, outcome.out + outcome.err);
        assertTrue(outcome.out.contains("losses: 0 passed, 1 failed, 0 unsupported"), outcome.out);
    }

    @Test
    void saysWhichDeviceAndWhy() throws IOException {
        Files.writeString(folder.resolve("losses.json"), "{\"meta\": {}, \"cases\": []}");
        Outcome outcome = run("conformance", "--device", "auto", "--cases", folder.toString());
        assertTrue(outcome.err.matches("(?s)device: (cpu|opencl|cuda).*, auto: .*"), outcome.err);
    }

    @Test
    void trainsOnOpenClAndWritesItsKernels() throws IOException {
        Assumptions.assumeTrue(run("devices").out.contains("opencl: available"), "there is no OpenCL device");
        writeShapes();
        Path kernels = folder.resolve("kernels");
        Outcome outcome = run("train", "fashion-mnist", "--device", "opencl", "--data", folder.toString(), "--epochs", "1",
                "--limit", "120", "--chart", folder.resolve("history.png").toString(), "--dump-kernels", kernels.toString());
        System.clearProperty("garam.dumpKernels");
        assertEquals(0, outcome.exit, outcome.err);
        assertTrue(outcome.out.contains("test image 2: predicted"), outcome.out);
        try (Stream<Path> files = Files.list(kernels)) {
            assertTrue(files.anyMatch(file -> file.toString().endsWith(".cl")), "no kernels in " + kernels);
        }
    }

    @Test
    void trainingWritesChartAndReport() throws IOException {
        writeShapes();
        Path report = folder.resolve("report.json");
        Path chart = folder.resolve("history.svg");
        Outcome outcome = run("train", "fashion-mnist", "--device", "cpu", "--data", folder.toString(), "--epochs", "2",
                "--batch-size", "16", "--limit", "120", "--json", report.toString(), "--chart", chart.toString());
        assertEquals(0, outcome.exit, outcome.err);
        assertTrue(outcome.out.contains("110 images to train on, 10 to validate, 20 to test"), outcome.out);
        assertTrue(outcome.out.contains("test image 2: predicted"), outcome.out);
        assertTrue(Files.readString(chart).contains("val_loss"));
        JsonNode read = new ObjectMapper().readTree(report.toFile());
        assertEquals(2, read.get("history").get("val_accuracy").size());
        assertEquals(2, read.get("stepMicroseconds").size());
        assertTrue(read.get("test").get("loss").asDouble() > 0);
    }

    private void writeShapes() throws IOException {
        ImageDataSet shapes = GeneratedShapes.generate(3, 240, 40);
        writeIdx("train-images-idx3-ubyte", shapes.train().pixels(), shapes.train().count(), 28, 28);
        writeIdx("train-labels-idx1-ubyte", shapes.train().labels(), shapes.train().count());
        writeIdx("t10k-images-idx3-ubyte", shapes.test().pixels(), shapes.test().count(), 28, 28);
        writeIdx("t10k-labels-idx1-ubyte", shapes.test().labels(), shapes.test().count());
    }

    /** An IDX file of unsigned bytes. */
    private void writeIdx(String name, byte[] values, int... dimensions) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * dimensions.length).putInt(0x0800 + dimensions.length);
        for (int dimension : dimensions) {
            header.putInt(dimension);
        }
        try (OutputStream file = Files.newOutputStream(folder.resolve(name))) {
            file.write(header.array());
            file.write(values);
        }
    }
}
