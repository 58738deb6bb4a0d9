package org.garam.backend.cuda;

import java.util.List;
import org.garam.kernels.host.DiskCache;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.DeviceException;

/** The provider of the CUDA backend: every device of NVIDIA's driver. */
public final class CudaBackendProvider implements BackendProvider {
    static final String NAME = "cuda";
    private static final int ABOVE_ALL_OTHERS = 30;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        return ABOVE_ALL_OTHERS;
    }

    @Override
    public String preferenceReason() {
        return "uses NVIDIA's own libraries";
    }

    @Override
    public Availability probe() {
        CudaMachine machine = CudaMachine.find();
        if (machine.devices().isEmpty()) {
            return new Availability.Unavailable(machine.reason(), machine.remedy());
        }
        return new Availability.Available(machine.devices().stream().map(CudaDeviceProperties::info).toList(),
                machine.skipped());
    }

    @Override
    public List<String> libraries() {
        return CudaMachine.libraries().report();
    }

    @Override
    public CudaDevice open(int ordinal) {
        return open(ordinal, DiskCache.ofBackend(NAME));
    }

    /** {@return the device, which keeps what it compiles and measures in {@code cache}} */
    static CudaDevice open(int ordinal, DiskCache cache) {
        CudaMachine machine = CudaMachine.find();
        if (machine.devices().isEmpty()) {
            throw new DeviceException(NAME + ":" + ordinal + " cannot be opened: " + machine.reason() + "; " + machine.remedy());
        }
        CudaDeviceProperties properties = machine.devices().stream().filter(device -> device.number() == ordinal).findFirst()
                .orElseThrow(() -> new DeviceException(NAME + ":" + ordinal + " does not exist: the CUDA devices, counted from 0, "
                        + "are " + String.join(", ", machine.devices().stream()
                                .map(device -> device.info().id() + " (" + device.name() + ")").toList())));
        return new CudaDevice(properties, CudaMachine.libraries(), cache);
    }
}
