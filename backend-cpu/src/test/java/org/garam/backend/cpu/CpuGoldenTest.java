package org.garam.backend.cpu;

import org.garam.conformance.golden.GoldenConformance;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class CpuGoldenTest extends GoldenConformance {
    @Override
    protected BackendProvider provider() {
        return new CpuBackendProvider();
    }
}
