package org.garam.conformance.numpy;

import org.garam.conformance.ReferenceDevice;
import org.garam.spi.BackendProvider;

/** The functions, by the definition of the ops. */
class ReferenceNumPyTest extends NumPyConformance {
    @Override
    protected BackendProvider provider() {
        return new ReferenceDevice.Provider();
    }
}
