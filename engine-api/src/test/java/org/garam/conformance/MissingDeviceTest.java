package org.garam.conformance;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Where there is no device: skipped with the reason, or failed where the device is required. */
class MissingDeviceTest {
    private static final class Absent implements BackendProvider {
        @Override
        public String name() {
            return "absent";
        }

        @Override
        public int preference() {
            return 0;
        }

        @Override
        public String preferenceReason() {
            return "is only for tests";
        }

        @Override
        public Availability probe() {
            return new Availability.Unavailable("no driver was found", "Install one.");
        }

        @Override
        public Device open(int ordinal) {
            throw new DeviceException("absent:" + ordinal + " does not exist");
        }
    }

    private final BackendConformance conformance = new BackendConformance() {
        @Override
        protected BackendProvider provider() {
            return new Absent();
        }
    };

    private final String required = System.getProperty("garam.require");

    @AfterEach
    void restore() {
        if (required == null) {
            System.clearProperty("garam.require");
        } else {
            System.setProperty("garam.require", required);
        }
    }

    @Test
    void isSkippedWithTheReason() {
        System.clearProperty("garam.require");
        String message = assertThrows(TestAbortedException.class, conformance::open).getMessage();
        assertTrue(message.endsWith("absent is not available: no driver was found. Install one."), message);
    }

    @Test
    void failsWhereItIsRequired() {
        System.setProperty("garam.require", "cpu,absent");
        String message = assertThrows(AssertionFailedError.class, conformance::open).getMessage();
        assertTrue(message.contains("no driver was found"), message);
    }
}
