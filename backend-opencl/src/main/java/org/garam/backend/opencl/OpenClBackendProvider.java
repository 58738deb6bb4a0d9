package org.garam.backend.opencl;

import java.util.List;
import org.garam.kernels.host.DiskCache;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;

/** The provider of the OpenCL backend: every device of every OpenCL 1.2 driver, graphics processors first. */
public final class OpenClBackendProvider implements BackendProvider {
    static final String NAME = "opencl";
    private static final int ABOVE_THE_CPU_BACKEND = 20;
    private static final int BELOW_THE_CPU_BACKEND = -10;

    @Override
    public String name() {
        return NAME;
    }

    /** {@return 20; -10 if the only devices are processors, which the CPU backend uses without a driver} */
    @Override
    public int preference() {
        return hasOnlyProcessors() ? BELOW_THE_CPU_BACKEND : ABOVE_THE_CPU_BACKEND;
    }

    @Override
    public String preferenceReason() {
        return hasOnlyProcessors() ? "offers only this machine's processor, through a driver"
                : "uses a graphics processor through its OpenCL driver";
    }

    private static boolean hasOnlyProcessors() {
        List<OpenClDeviceProperties> devices = OpenClPlatforms.find().devices();
        return !devices.isEmpty() && devices.stream().allMatch(OpenClDeviceProperties::isProcessor);
    }

    @Override
    public Availability probe() {
        OpenClPlatforms found = OpenClPlatforms.find();
        if (found.devices().isEmpty()) {
            return new Availability.Unavailable(found.reason(), found.remedy());
        }
        List<OpenClDeviceProperties> devices = found.devices();
        return new Availability.Available(devices.stream().map(device -> device.info(devices.indexOf(device))).toList(),
                found.skipped());
    }

    @Override
    public Device open(int ordinal) {
        return open(ordinal, OpenClLimits.NONE);
    }

    /** {@return the device, which uses no more than {@code limits} allow} */
    static OpenClDevice open(int ordinal, OpenClLimits limits) {
        OpenClPlatforms found = OpenClPlatforms.find();
        if (found.devices().isEmpty()) {
            throw new DeviceException(NAME + ":" + ordinal + " cannot be opened: " + found.reason() + "; " + found.remedy());
        }
        if (ordinal < 0 || ordinal >= found.devices().size()) {
            throw new DeviceException(NAME + ":" + ordinal + " does not exist: there are " + found.devices().size()
                    + " OpenCL devices, counted from 0: "
                    + String.join(", ", found.devices().stream().map(OpenClDeviceProperties::name).toList()));
        }
        return new OpenClDevice(found.devices().get(ordinal).limited(limits), ordinal, DiskCache.ofBackend(NAME));
    }
}
