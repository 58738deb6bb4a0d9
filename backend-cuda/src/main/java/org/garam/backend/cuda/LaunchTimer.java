package org.garam.backend.cuda;

import java.util.ArrayDeque;
import java.util.Queue;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.garam.kernels.host.KernelTimes;
import org.garam.kernels.host.Switch;

/** Takes the time of launches by events around each of them; the caller holds the stream, here and everywhere else. */
final class LaunchTimer {
    /** Switches profiling on for devices opened afterwards. */
    static final String PROPERTY = "garam.cuda.profile";
    private static final int MOST_PENDING = 512;
    private static final double NANOSECONDS_OF_A_MILLISECOND = 1e6;

    private record Pending(String function, CUevent begin, CUevent end) {}

    private final KernelTimes times = new KernelTimes();
    private final Queue<Pending> pending = new ArrayDeque<>();
    private CUevent begin;

    /** {@return a new timer if the user wants one, or null} */
    static LaunchTimer ifAsked() {
        return Switch.isOn(PROPERTY, false) ? new LaunchTimer() : null;
    }

    void begin(CUstream stream) {
        begin = recorded(stream);
    }

    void end(CUstream stream, String function) {
        pending.add(new Pending(function, begin, recorded(stream)));
        if (pending.size() >= MOST_PENDING) {
            collect();
        }
    }

    private static CUevent recorded(CUstream stream) {
        CUevent event = new CUevent();
        CudaError.check(JCudaDriver.cuEventCreate(event, 0), "making an event to take times with");
        CudaError.check(JCudaDriver.cuEventRecord(event, stream), "recording an event");
        return event;
    }

    /** Waits for the launches and counts them in; those that failed are left out. */
    void collect() {
        float[] milliseconds = new float[1];
        while (!pending.isEmpty()) {
            Pending launch = pending.remove();
            if (JCudaDriver.cuEventSynchronize(launch.end) == CudaError.SUCCESS
                    && JCudaDriver.cuEventElapsedTime(milliseconds, launch.begin, launch.end) == CudaError.SUCCESS) {
                times.add(launch.function, Math.round(milliseconds[0] * NANOSECONDS_OF_A_MILLISECOND));
            }
            JCudaDriver.cuEventDestroy(launch.begin);
            JCudaDriver.cuEventDestroy(launch.end);
        }
    }

    /** {@return what was counted in} */
    KernelTimes times() {
        return times;
    }
}
