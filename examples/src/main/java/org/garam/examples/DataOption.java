package org.garam.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.garam.data.DataLocations;
import org.garam.data.DataUnavailableException;
import org.garam.data.FashionMnist;
import org.garam.data.GeneratedShapes;
import org.garam.data.ImageDataSet;
import picocli.CommandLine.Option;

/** Where data sets are, alike for all commands that use one. */
final class DataOption {
    private static final long SHAPES_SEED = 42;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the data set's files (default: the data set's"
            + " folder in $GARAM_DATA, then the user's cache folder, then a download)")
    private Path folder;

    /** {@return where to look; a download says how far it is} */
    DataLocations locations(PrintWriter messages) {
        DataLocations locations = DataLocations.standard().withListener((source, received, total) -> {
            messages.printf("\rdownloading %s: %d KiB%s", source, received / 1024,
                    total.isPresent() ? " of " + total.getAsLong() / 1024 : "");
            messages.flush();
        });
        return folder == null ? locations : locations.withDirectory(folder);
    }

    /** {@return Fashion-MNIST; generated images if it can neither be found nor downloaded} */
    ImageDataSet fashionMnist(PrintWriter messages) {
        try {
            return FashionMnist.load(locations(messages));
        } catch (DataUnavailableException e) {
            if (folder != null) {
                throw e;
            }
            messages.println(e.getMessage());
            messages.println("Going on with generated images of ten drawn shapes instead of Fashion-MNIST.");
            messages.flush();
            return GeneratedShapes.generate(SHAPES_SEED);
        }
    }
}
