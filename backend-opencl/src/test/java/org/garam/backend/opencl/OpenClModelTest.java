package org.garam.backend.opencl;

import org.garam.conformance.ModelConformance;
import org.garam.spi.BackendProvider;

class OpenClModelTest extends ModelConformance {
    @Override
    protected BackendProvider provider() {
        return new OpenClBackendProvider();
    }
}
