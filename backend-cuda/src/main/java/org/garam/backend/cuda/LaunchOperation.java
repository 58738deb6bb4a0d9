package org.garam.backend.cuda;

import org.garam.kernels.Launch;
import org.garam.kernels.host.PlanMemory;

/** A launch of a function that was rendered for a kernel. */
record LaunchOperation(CudaStream stream, Launch launch, LoadedModule module, LaunchTimer timer) implements Operation {
    @Override
    public Command bind(PlanMemory memory) {
        return new KernelLaunch(stream, launch, module.function(launch.function().name()), memory, timer);
    }

    /** {@return for example {@code softmax_1f over 128 groups of 64x1}} */
    @Override
    public String toString() {
        return launch.function().name() + " over " + launch.groups() + " groups of " + launch.function().groupWidth() + "x"
                + launch.function().groupHeight();
    }
}
