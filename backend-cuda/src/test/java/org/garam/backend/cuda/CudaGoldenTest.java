package org.garam.backend.cuda;

import org.garam.conformance.golden.GoldenConformance;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class CudaGoldenTest extends GoldenConformance {
    @Override
    protected BackendProvider provider() {
        return TestCuda.provider();
    }
}
