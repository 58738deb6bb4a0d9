package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.garam.kernels.GemmTile;
import org.garam.op.Precision;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;

class GemmTimingTest {
    @Test
    void timesAreTakenOnTheDevice() {
        View[] views = new View[3];
        for (int i = 0; i < views.length; i++) {
            views[i] = View.dense(new Place.Argument(i), DType.FLOAT32, 0, Shape.of(96, 96));
        }
        Kernel.Gemm gemm = new Kernel.Gemm(views[0], views[1], Precision.FULL, List.of(),
                ScalarCode.copy(DType.FLOAT32), views[2]);
        try (OpenClDevice device = TestDevices.open()) {
            assertTrue(device.timing().nanoseconds(gemm, GemmTile.preferred(device.traits(), gemm)) > 0);
            device.workspace().close();
            assertEquals(0, device.memory().held().bytes());
        }
    }
}
