package org.garam.conformance;

import org.garam.spi.BackendProvider;

/** Lowering, shown by the simplest device. */
class ReferenceDeviceTest extends BackendConformance {
    @Override
    protected BackendProvider provider() {
        return new ReferenceDevice.Provider();
    }
}
