package org.garam.backend.cpu;

import org.garam.conformance.ModelConformance;
import org.garam.spi.BackendProvider;

class CpuModelTest extends ModelConformance {
    @Override
    protected BackendProvider provider() {
        return new CpuBackendProvider();
    }
}
