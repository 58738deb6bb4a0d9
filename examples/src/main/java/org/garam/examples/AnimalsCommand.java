package org.garam.examples;

import org.garam.examples.tutorial.AnimalsExample;
import org.garam.examples.tutorial.Notebook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Three kinds of animals from two features: two layers, six samples, as real Keras computes them. */
@Command(name = "animals", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Three kinds of animals from two features: two layers, six samples, as real Keras computes them.")
final class AnimalsCommand extends ExampleCommand.Example {
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "1000", description = "how often the data are gone through")
    private int epochs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "decides initial weights")
    private long seed;

    @Override
    void check() {
        requireAtLeast(1, "--epochs", epochs);
    }

    @Override
    void run(Notebook notebook) {
        AnimalsExample.run(notebook, epochs, seed);
    }
}
