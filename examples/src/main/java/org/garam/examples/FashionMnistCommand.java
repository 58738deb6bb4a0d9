package org.garam.examples;

import org.garam.data.ImageDataSet;
import org.garam.examples.tutorial.FashionMnistExample;
import org.garam.examples.tutorial.Notebook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Images of clothing: activations, layers and optimizers compared, then a long training. */
@Command(name = "fashion-mnist", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Images of clothing: activations, layers and optimizers compared, then a long training.")
final class FashionMnistCommand extends ExampleCommand.Example {
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "30", description = "epochs of the long training")
    private int epochs;

    @Option(names = "--compare-epochs", paramLabel = "N", defaultValue = "5", description = "epochs of each compared model and"
            + " optimizer")
    private int comparedEpochs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "decides initial weights and shuffles")
    private long seed;

    @Option(names = "--limit", paramLabel = "N", description = "use only the first N training images, and a sixth as many"
            + " to test with (default: all)")
    private Integer limit;

    @Mixin
    private DataOption data;

    @Override
    void check() {
        requireAtLeast(1, "--epochs", epochs);
        requireAtLeast(1, "--compare-epochs", comparedEpochs);
        if (limit != null) {
            requireAtLeast(2, "--limit", limit);
        }
    }

    @Override
    void run(Notebook notebook) {
        ImageDataSet images = data.fashionMnist(commandLine().getErr());
        new FashionMnistExample(notebook, images, limit == null ? images.train().count() : limit, seed)
                .run(comparedEpochs, epochs);
    }
}
