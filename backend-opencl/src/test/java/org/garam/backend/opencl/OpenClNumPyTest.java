package org.garam.backend.opencl;

import org.garam.conformance.numpy.NumPyConformance;
import org.garam.spi.BackendProvider;

class OpenClNumPyTest extends NumPyConformance {
    @Override
    protected BackendProvider provider() {
        return new OpenClBackendProvider();
    }

    @Override
    protected boolean inEveryWay() {
        return false;
    }
}
