package org.garam.backend.opencl;

import java.util.ArrayDeque;
import java.util.Queue;
import org.garam.kernels.host.KernelTimes;
import org.garam.kernels.host.Switch;
import org.lwjgl.opencl.CL10;

/** What each kernel function took on the device, from the events of its launches. */
final class KernelProfile {
    /** Switches profiling on for devices opened afterwards. */
    static final String PROPERTY = "garam.opencl.profile";
    private static final int MOST_PENDING = 512;

    private record Pending(String function, long event) {}

    private final Queue<Pending> pending = new ArrayDeque<>();
    private final KernelTimes times = new KernelTimes();

    /** {@return a new profile if the user wants one, or null} */
    static KernelProfile ifAsked() {
        return Switch.isOn(PROPERTY, false) ? new KernelProfile() : null;
    }

    /** Takes over the event of a launch. */
    synchronized void add(String function, long event) {
        pending.add(new Pending(function, event));
        if (pending.size() >= MOST_PENDING) {
            collect();
        }
    }

    /** Waits for the launches added and counts them in; those that failed are left out. */
    synchronized void collect() {
        while (!pending.isEmpty()) {
            Pending launch = pending.remove();
            if (CL10.clWaitForEvents(launch.event) == OpenClError.SUCCESS) {
                long took = time(launch.event, CL10.CL_PROFILING_COMMAND_END)
                        - time(launch.event, CL10.CL_PROFILING_COMMAND_START);
                times.add(launch.function, took);
            }
            CL10.clReleaseEvent(launch.event);
        }
    }

    private static long time(long event, int parameter) {
        long[] time = new long[1];
        OpenClError.check(CL10.clGetEventProfilingInfo(event, parameter, time, null), "asking a launch for its time");
        return time[0];
    }

    /** {@return what was counted in} */
    KernelTimes times() {
        return times;
    }
}
