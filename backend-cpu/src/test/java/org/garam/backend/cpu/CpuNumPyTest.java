package org.garam.backend.cpu;

import org.garam.conformance.numpy.NumPyConformance;
import org.garam.spi.BackendProvider;

/** Once, not in every configuration: functions are composed of ops, which the conformance suite tests in all of them. */
class CpuNumPyTest extends NumPyConformance {
    @Override
    protected BackendProvider provider() {
        return new CpuBackendProvider();
    }
}
