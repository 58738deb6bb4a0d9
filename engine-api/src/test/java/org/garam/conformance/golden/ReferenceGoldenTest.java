package org.garam.conformance.golden;

import org.garam.conformance.ReferenceDevice;
import org.garam.spi.BackendProvider;

/** The pieces of models, shown by the simplest device. */
class ReferenceGoldenTest extends GoldenConformance {
    @Override
    protected BackendProvider provider() {
        return new ReferenceDevice.Provider();
    }
}
