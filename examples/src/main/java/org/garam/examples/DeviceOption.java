package org.garam.examples;

import org.garam.runtime.Backends;
import org.garam.runtime.Engine;
import picocli.CommandLine.Option;

/** The choice of a device, alike for all commands. */
final class DeviceOption {
    @Option(names = "--device", paramLabel = "NAME", description = "cpu, cuda, opencl, one of several as in opencl:1, or auto"
            + " (default: what -Ddevice says, else auto)")
    private String name;

    Engine open() {
        return Engine.open(name == null ? Backends.requestedDevice() : name);
    }
}
