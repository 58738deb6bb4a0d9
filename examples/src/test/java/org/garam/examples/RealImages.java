package org.garam.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.garam.data.DataLocations;
import org.garam.data.FashionMnist;
import org.garam.data.ImageDataSet;
import org.junit.jupiter.api.Assumptions;

/** The data sets that tests use where they are on the machine. */
final class RealImages {
    private RealImages() {}

    /** {@return Fashion-MNIST; without it the test is skipped} */
    static ImageDataSet fashionMnist() {
        Path folder = Stream.of(System.getenv("GARAM_DATA"), "../../shared/data").filter(Objects::nonNull)
                .map(home -> Path.of(home, "fashion-mnist")).filter(Files::isDirectory).findFirst()
                .orElseGet(() -> Assumptions.abort("Fashion-MNIST is not on this machine; set GARAM_DATA to the folder that"
                        + " holds fashion-mnist/"));
        return FashionMnist.load(DataLocations.standard().withDirectory(folder));
    }
}
