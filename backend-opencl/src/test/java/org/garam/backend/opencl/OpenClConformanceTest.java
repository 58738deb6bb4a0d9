package org.garam.backend.opencl;

import org.garam.conformance.BackendConformance;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class OpenClConformanceTest extends BackendConformance {
    @Override
    protected BackendProvider provider() {
        return new OpenClBackendProvider();
    }
}
