package org.garam.backend.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.garam.kernels.KernelFunction;
import org.garam.kernels.Launch;
import org.garam.kernels.LaunchArgument;
import org.garam.kernels.host.PlanMemory;

/** A launch with its parameters in native memory, as the driver takes them. */
final class KernelLaunch implements Command {
    private static final int MOST_PARAMETERS_OF_AN_ARGUMENT = 2;

    private final CudaStream stream;
    private final Launch launch;
    private final KernelFunction shape;
    private final CUfunction function;
    private final LaunchTimer timer;
    private final Arena arena = Arena.ofShared();
    private final Pointer parameters;

    /** @param timer takes the time of each launch; null if nobody wants to know */
    KernelLaunch(CudaStream stream, Launch launch, CUfunction function, PlanMemory memory, LaunchTimer timer) {
        this.stream = stream;
        this.launch = launch;
        this.function = function;
        this.timer = timer;
        shape = launch.function();
        parameters = Address.ofHost(parameters(memory).address());
    }

    /** {@return the addresses of the parameters' values} */
    private MemorySegment parameters(PlanMemory memory) {
        int most = MOST_PARAMETERS_OF_AN_ARGUMENT * launch.arguments().size();
        MemorySegment values = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, most));
        MemorySegment addresses = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, most));
        int index = 0;
        for (LaunchArgument argument : launch.arguments()) {
            switch (argument) {
                case LaunchArgument.Memory view -> {
                    values.setAtIndex(ValueLayout.JAVA_LONG, index++, memory.at(view.place()));
                    values.setAtIndex(ValueLayout.JAVA_LONG, index++, view.offset());
                }
                case LaunchArgument.Workspace part -> {
                    values.setAtIndex(ValueLayout.JAVA_LONG, index++, memory.workspace(part.dtype()));
                    values.setAtIndex(ValueLayout.JAVA_LONG, index++, part.offset());
                }
                case LaunchArgument.Count count ->
                        values.set(ValueLayout.JAVA_INT, (long) Long.BYTES * index++, count.value());
            }
        }
        for (int i = 0; i < index; i++) {
            addresses.setAtIndex(ValueLayout.JAVA_LONG, i, values.address() + (long) Long.BYTES * i);
        }
        return addresses;
    }

    @Override
    public void enqueue() {
        CUstream queue = stream.enter();
        if (timer != null) {
            timer.begin(queue);
        }
        int code = JCudaDriver.cuLaunchKernel(function, (int) launch.groups(), 1, 1, shape.groupWidth(), shape.groupHeight(), 1,
                0, queue, parameters, null);
        if (code != CudaError.SUCCESS) {
            stream.check(code, "launching " + this);
        }
        if (timer != null) {
            timer.end(queue, shape.name());
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    @Override
    public String toString() {
        return "kernel " + shape.name() + " over " + launch.groups() + " groups of " + shape.groupWidth() + "x"
                + shape.groupHeight();
    }
}
