package org.garam.backend.cuda;

import org.garam.conformance.numpy.NumPyConformance;
import org.garam.spi.BackendProvider;

class CudaNumPyTest extends NumPyConformance {
    @Override
    protected BackendProvider provider() {
        return TestCuda.provider();
    }

    @Override
    protected boolean inEveryWay() {
        return false;
    }
}
