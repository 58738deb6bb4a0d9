package org.garam.conformance;

import java.util.Arrays;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Opens the device a suite runs on. */
public final class DeviceUnderTest {
    /** Names, with commas between them, the backends whose absence is a failure. */
    private static final String REQUIRE = "garam.require";

    private DeviceUnderTest() {}

    /**
     * {@return the backend's first device} Without one the tests are skipped with the probe's reason, or fail if the
     * backend is required.
     */
    public static Device open(BackendProvider provider) {
        return switch (provider.probe()) {
            case Availability.Available _ -> provider.open(0);
            case Availability.Unavailable none -> missing(provider, none);
        };
    }

    private static Device missing(BackendProvider provider, Availability.Unavailable none) {
        String message = provider.name() + " is not available: " + none.reason() + ". " + none.remedy();
        if (Arrays.asList(System.getProperty(REQUIRE, "").split(",")).contains(provider.name())) {
            return Assertions.fail(message);
        }
        return Assumptions.abort(message);
    }
}
