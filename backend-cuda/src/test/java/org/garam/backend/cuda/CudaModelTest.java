package org.garam.backend.cuda;

import org.garam.conformance.ModelConformance;
import org.garam.spi.BackendProvider;

class CudaModelTest extends ModelConformance {
    @Override
    protected BackendProvider provider() {
        return TestCuda.provider();
    }
}
