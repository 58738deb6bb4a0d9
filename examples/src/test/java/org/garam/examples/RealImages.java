package org.garam.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.garam.data.CaliforniaHousing;
import org.garam.data.DataLocations;
import org.garam.data.FashionMnist;
import org.garam.data.ImageDataSet;
import org.garam.data.TabularDataSet;
import org.junit.jupiter.api.Assumptions;

/** The data sets that tests use where they are on the machine. */
final class RealImages {
    private RealImages() {}

    /** {@return Fashion-MNIST; without it the test is skipped} */
    static ImageDataSet fashionMnist() {
        return FashionMnist.load(in("fashion-mnist"));
    }

    /** {@return California housing; without it the test is skipped} */
    static TabularDataSet californiaHousing() {
        return CaliforniaHousing.load(in("california"));
    }

    private static DataLocations in(String name) {
        Path folder = Stream.of(System.getenv("GARAM_DATA"), "../../shared/data").filter(Objects::nonNull)
                .map(home -> Path.of(home, name)).filter(Files::isDirectory).findFirst()
                .orElseGet(() -> Assumptions.abort("this data set is not on this machine; set GARAM_DATA to the folder that"
                        + " holds " + name + "/"));
        return DataLocations.standard().withDirectory(folder);
    }
}
