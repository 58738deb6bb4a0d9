package org.garam.backend.cuda;

import org.garam.backend.cuda.product.KernelWay;
import org.garam.backend.cuda.product.WayChoice;
import org.garam.conformance.BackendConformance;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The conformance suite with every kernel that a library can run run by it. */
@Tag("conformance")
abstract class WayConformance extends BackendConformance {
    private final KernelWay way;

    WayConformance(KernelWay way) {
        this.way = way;
    }

    @Override
    protected BackendProvider provider() {
        System.setProperty(WayChoice.PROPERTY, way.toString());
        return TestCuda.provider();
    }

    @AfterAll
    static void forget() {
        System.clearProperty(WayChoice.PROPERTY);
    }
}
