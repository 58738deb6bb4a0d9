package org.garam.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.garam.data.ImageDataSet;
import org.garam.examples.tutorial.FashionMnistTutorial;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.plot.HistoryChart;
import org.garam.runtime.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Trains the tutorial model from the command line. */
@Command(name = "train", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Trains the tutorials' model on a data set, tests it and draws how training went.")
final class TrainCommand implements Callable<Integer> {
    enum DataSet {
        FASHION_MNIST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** {@return the data set of this name} */
        static DataSet named(String name) {
            return Arrays.stream(values()).filter(set -> set.toString().equals(name)).findAny()
                    .orElseThrow(() -> new TypeConversionException("there is no data set \"" + name + "\"; there is "
                            + Arrays.stream(values()).map(DataSet::toString).collect(Collectors.joining(", "))));
        }
    }

    /** By the names that are shown, not by those of the code. */
    static final class DataSetNames implements ITypeConverter<DataSet> {
        @Override
        public DataSet convert(String name) {
            return DataSet.named(name);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", converter = DataSetNames.class,
            description = "what to train on: ${COMPLETION-CANDIDATES}")
    private DataSet dataSet;

    @Mixin
    private DeviceOption device;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "30", description = "how often the data are gone through")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "32", description = "samples per step")
    private int batchSize;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "decides initial weights and shuffles")
    private long seed;

    @Option(names = "--limit", paramLabel = "N", description = "use only the first N training images, and a sixth as many"
            + " to test with (default: all)")
    private Integer limit;

    @Mixin
    private DataOption data;

    @Option(names = "--chart", paramLabel = "FILE", defaultValue = "fashion-mnist-history.png",
            description = "where to draw the history, .png or .svg")
    private Path chart;

    @Option(names = "--json", paramLabel = "FILE", description = "where to write history and timings, machine-readable")
    private Path json;

    @Override
    public Integer call() throws IOException {
        requireAtLeast(1, "--epochs", epochs);
        requireAtLeast(1, "--batch-size", batchSize);
        if (limit != null) {
            requireAtLeast(2, "--limit", limit);
        }
        requireWritable("--json", json);
        requireWritable("--chart", chart);
        if (!chart.toString().matches("(?i).*\\.(png|svg)")) {
            throw new ParameterException(spec.commandLine(), "--chart takes a file that ends in .png or .svg, received " + chart);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = device.open()) {
            ImageDataSet images = data.fashionMnist(spec.commandLine().getErr());
            engine.call(() -> train(engine, images, out));
        }
        return 0;
    }

    private void requireAtLeast(int least, String option, int value) {
        if (value < least) {
            throw new ParameterException(spec.commandLine(), option + " takes a number of at least " + least + ", received "
                    + value);
        }
    }

    /** Found out before the training, not after it. */
    private void requireWritable(String option, Path file) {
        Path parent = file == null ? null : file.toAbsolutePath().getParent();
        if (parent != null && !(Files.isDirectory(parent) && Files.isWritable(parent)) || file != null && Files.isDirectory(file)) {
            throw new ParameterException(spec.commandLine(), option + " " + file + " cannot be written: give a file in a folder"
                    + " that exists and that you may write to");
        }
    }

    private Void train(Engine engine, ImageDataSet images, PrintWriter out) throws IOException {
        var tutorial = new FashionMnistTutorial(images, limit == null ? images.train().count() : limit, seed);
        out.println(images.name() + " (" + images.source() + "): " + tutorial.describeData());
        out.println("Device: " + engine);
        out.flush();
        tutorial.model().summary();
        History history = tutorial.train(new FitOptions().epochs(epochs).batchSize(batchSize).seed(seed));
        Map<String, Double> tested = tutorial.test();
        out.println("Test: " + tested.entrySet().stream().map(entry -> "%s %.4f".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ")));
        tutorial.predictions(3).forEach(out::println);
        if (json != null) {
            JsonReport.write(json, report(engine, images, history, tested));
            out.println("Figures written to " + json);
        }
        HistoryChart.panels(history.metrics()).title(images.name()).save(chart);
        out.println("History drawn to " + chart);
        out.flush();
        return null;
    }

    private Map<String, Object> report(Engine engine, ImageDataSet images, History history, Map<String, Double> tested) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("dataSet", images.name());
        report.put("device", engine.device().info().id());
        report.put("deviceName", engine.device().info().name());
        report.put("epochs", epochs);
        report.put("batchSize", batchSize);
        report.put("seed", seed);
        report.put("history", history.metrics());
        report.put("epochSeconds", history.epochTimes().stream().map(time -> time.toNanos() / 1e9).toList());
        report.put("stepMicroseconds", history.stepTimes().stream().map(time -> time.toNanos() / 1e3).toList());
        report.put("test", tested);
        return report;
    }
}
