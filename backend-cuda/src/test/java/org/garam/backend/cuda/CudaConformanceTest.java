package org.garam.backend.cuda;

import org.garam.conformance.BackendConformance;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class CudaConformanceTest extends BackendConformance {
    @Override
    protected BackendProvider provider() {
        return TestCuda.provider();
    }
}
