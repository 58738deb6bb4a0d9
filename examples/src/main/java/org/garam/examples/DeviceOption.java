package org.garam.examples;

import java.nio.file.Path;
import org.garam.runtime.Backends;
import org.garam.runtime.DeviceChoice;
import org.garam.runtime.Engine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The choice of a device, alike for all commands. */
final class DeviceOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--device", paramLabel = "NAME", description = "cpu, cuda, opencl, one of several as in opencl:1 or"
            + " opencl:PART-OF-ITS-NAME, or auto (default: what -Ddevice says, else auto)")
    private String name;

    @Option(names = "--dump-kernels", paramLabel = "DIR", description = "write the C text of all kernels that are compiled for"
            + " CUDA or OpenCL to this folder")
    private Path dumpKernels;

    /** {@return an engine on the device asked for; it says on the error stream which that is and why} */
    Engine open() {
        if (dumpKernels != null) {
            System.setProperty("garam.dumpKernels", dumpKernels.toString());
        }
        DeviceChoice choice = Backends.choose(name == null ? Backends.requestedDevice() : name);
        command.commandLine().getErr().println("device: " + choice.device().id() + " (" + choice.device().name() + "), "
                + choice.reason());
        return new Engine(choice.open());
    }
}
