package org.garam.backend.cpu;

import org.garam.conformance.golden.GoldenConformance;
import org.garam.spi.BackendProvider;

class CpuGoldenTest extends GoldenConformance {
    @Override
    protected BackendProvider provider() {
        return new CpuBackendProvider();
    }
}
