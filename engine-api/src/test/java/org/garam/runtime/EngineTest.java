package org.garam.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.garam.spi.DeviceException;
import org.junit.jupiter.api.Test;

/** What is said when there is no device; this module has no backend. */
class EngineTest {
    @Test
    void missingBackendIsSaidEachTime() {
        for (int use = 0; use < 2; use++) {
            String message = assertThrows(DeviceException.class, Engine::current).getMessage();
            assertTrue(message.contains("org.garam:backend-cpu"), message);
        }
    }

    @Test
    void nearNamesAreSuggested() {
        assertEquals("; did you mean \"opencl\"?", Suggestion.of("openlc", List.of("cpu", "opencl")));
        assertEquals("", Suggestion.of("tpu-pod", List.of("opencl", "cuda")));
    }
}
