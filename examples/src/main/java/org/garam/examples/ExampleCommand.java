package org.garam.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.garam.examples.tutorial.Notebook;
import org.garam.runtime.Engine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The tutorials by name. */
@Command(name = "example", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "NAME", description = {
        "Runs one of the tutorials, prints its figures beside the tutorial's own and draws its pictures.",
        "The code is in examples/src/main/java/org/garam/examples/tutorial: a class for each, to be copied."},
        subcommands = {TensorBasicsCommand.class, GradientDescentCommand.class, LinearRegressionCommand.class,
            AnimalsCommand.class, FashionMnistCommand.class, CaliforniaHousingCommand.class,
            CommandLine.HelpCommand.class})
final class ExampleCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "example takes the name of a tutorial: "
                + String.join(", ", spec.subcommands().keySet().stream().filter(name -> !name.equals("help")).toList()));
    }

    /** What all examples have in common: a device, and a folder for pictures. */
    abstract static class Example implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DeviceOption device;

        @Option(names = {"--out", "--chart"}, paramLabel = "DIR", description = "folder for the pictures, made when missing"
                + " (default: pictures/NAME)")
        private Path out;

        /** Refuses options that do not fit, before anything else. */
        abstract void check();

        /** Runs the example on the chosen device. */
        abstract void run(Notebook notebook);

        @Override
        public final Integer call() {
            check();
            Path folder = out == null ? Path.of("pictures", spec.name()) : out;
            try (Engine engine = device.open()) {
                requireWritable(folder);
                engine.run(() -> run(new Notebook(spec.commandLine().getOut(), folder)));
            }
            return 0;
        }

        final CommandLine commandLine() {
            return spec.commandLine();
        }

        final void requireAtLeast(int least, String option, int value) {
            if (value < least) {
                throw new ParameterException(spec.commandLine(), option + " takes a number of at least " + least
                        + ", received " + value);
            }
        }

        /** Found out before the training, not after it. */
        private void requireWritable(Path folder) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), "--out " + folder + " cannot be made (" + e
                        + "): give a folder that you may make or write to", e);
            }
            if (!Files.isWritable(folder)) {
                throw new ParameterException(spec.commandLine(), "--out " + folder + " cannot be written: give a folder that"
                        + " you may write to");
            }
        }
    }
}
