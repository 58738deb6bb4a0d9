package org.garam.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceLoader;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.DeviceException;
import org.junit.jupiter.api.Test;

class CudaBackendProviderTest {
    @Test
    void isFoundAndSaysWhyItHasNoDevice() {
        BackendProvider provider = ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals("cuda")).findFirst().orElseThrow();
        var unavailable = assertInstanceOf(Availability.Unavailable.class, provider.probe());
        assertTrue(unavailable.reason().contains("CUDA"), unavailable.reason());
        assertEquals("use -Ddevice=cpu", unavailable.remedy());
        assertTrue(assertThrows(DeviceException.class, () -> provider.open(0)).getMessage().contains(unavailable.reason()));
    }
}
