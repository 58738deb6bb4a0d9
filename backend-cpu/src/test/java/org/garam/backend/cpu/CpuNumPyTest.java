package org.garam.backend.cpu;

import org.garam.conformance.numpy.NumPyConformance;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class CpuNumPyTest extends NumPyConformance {
    @Override
    protected BackendProvider provider() {
        return new CpuBackendProvider();
    }
}
