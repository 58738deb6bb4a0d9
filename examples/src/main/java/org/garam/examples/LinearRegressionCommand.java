package org.garam.examples;

import org.garam.examples.tutorial.LinearRegressionExample;
import org.garam.examples.tutorial.Notebook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A line through 200 points: one neuron, trained by gradient descent. */
@Command(name = "linear-regression", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "A line through 200 points: one neuron, trained by gradient descent.")
final class LinearRegressionCommand extends ExampleCommand.Example {
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "40", description = "how often the data are gone through")
    private int epochs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "decides initial weights and shuffles")
    private long seed;

    @Override
    void check() {
        requireAtLeast(1, "--epochs", epochs);
    }

    @Override
    void run(Notebook notebook) {
        LinearRegressionExample.run(notebook, epochs, seed);
    }
}
