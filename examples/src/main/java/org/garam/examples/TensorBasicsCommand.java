package org.garam.examples;

import org.garam.examples.tutorial.Notebook;
import org.garam.examples.tutorial.TensorBasicsExample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tensors, variables and gradients, and a linear model made of nothing else. */
@Command(name = "tensor-basics", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Tensors, variables and gradients, and a linear model made of nothing else.")
final class TensorBasicsCommand extends ExampleCommand.Example {
    @Option(names = "--steps", paramLabel = "N", defaultValue = "10", description = "how many steps the linear model is trained")
    private int steps;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "decides the noise of the samples,"
            + " 0 to 4294967295")
    private long seed;

    @Override
    void check() {
        requireAtLeast(1, "--steps", steps);
    }

    @Override
    void run(Notebook notebook) {
        TensorBasicsExample.run(notebook, steps, seed);
    }
}
