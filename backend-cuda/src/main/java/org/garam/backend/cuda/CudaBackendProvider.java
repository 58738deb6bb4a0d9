package org.garam.backend.cuda;

import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;

/** The provider of the CUDA backend. This version of Garam has no CUDA backend yet, and the probe says so. */
public final class CudaBackendProvider implements BackendProvider {
    private static final Availability.Unavailable NOT_BUILT = new Availability.Unavailable(
            "this version of Garam is built without its CUDA backend", "use -Ddevice=cpu");

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int preference() {
        return 30;
    }

    @Override
    public String preferenceReason() {
        return "uses NVIDIA's own libraries";
    }

    @Override
    public Availability probe() {
        return NOT_BUILT;
    }

    @Override
    public Device open(int ordinal) {
        throw new DeviceException("device cuda:" + ordinal + " cannot be opened: " + NOT_BUILT.reason() + "; "
                + NOT_BUILT.remedy());
    }
}
