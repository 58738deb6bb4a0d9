package org.garam.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.conformance.LifetimeConformance;
import org.garam.spi.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The fake also tells what was not freed. */
class CudaLifetimeTest extends LifetimeConformance {
    private FakeCudaControl fake;

    @BeforeEach
    void reset() {
        fake = TestCuda.fake();
    }

    @Override
    protected Device open() {
        return TestCuda.open();
    }

    @AfterEach
    void nothingIsLeft() {
        for (String kind : new String[] {"allocations", "modules", "host bytes"}) {
            assertEquals(0, fake.count("live " + kind), kind);
        }
    }
}
