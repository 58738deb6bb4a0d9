package org.garam.backend.opencl;

import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;

/** The provider of the OpenCL backend. This version of Garam has no OpenCL backend yet, and the probe says so. */
public final class OpenClBackendProvider implements BackendProvider {
    private static final Availability.Unavailable NOT_BUILT = new Availability.Unavailable(
            "this version of Garam is built without its OpenCL backend", "use -Ddevice=cpu");

    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public int preference() {
        return 20;
    }

    @Override
    public Availability probe() {
        return NOT_BUILT;
    }

    @Override
    public Device open(int ordinal) {
        throw new DeviceException("device opencl:" + ordinal + " cannot be opened: " + NOT_BUILT.reason() + "; "
                + NOT_BUILT.remedy());
    }
}
