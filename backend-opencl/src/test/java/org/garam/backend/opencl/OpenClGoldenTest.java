package org.garam.backend.opencl;

import org.garam.conformance.golden.GoldenConformance;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class OpenClGoldenTest extends GoldenConformance {
    @Override
    protected BackendProvider provider() {
        return new OpenClBackendProvider();
    }
}
