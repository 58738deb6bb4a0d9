package org.garam.examples;

import org.garam.examples.tutorial.GradientDescentExample;
import org.garam.examples.tutorial.Notebook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gradient descent on a bowl, among valleys and on a saddle, with good and bad learning rates. */
@Command(name = "gradient-descent", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Gradient descent on a bowl, among valleys and on a saddle, with good and bad learning rates.")
final class GradientDescentCommand extends ExampleCommand.Example {
    @Option(names = "--steps", paramLabel = "N", defaultValue = "40", description = "how many steps each descent makes")
    private int steps;

    @Override
    void check() {
        requireAtLeast(1, "--steps", steps);
    }

    @Override
    void run(Notebook notebook) {
        new GradientDescentExample(notebook, steps).run();
    }
}
