package org.garam.backend.cpu;

import org.garam.conformance.BackendConformance;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class CpuConformanceTest extends BackendConformance {
    @Override
    protected BackendProvider provider() {
        return new CpuBackendProvider();
    }
}
