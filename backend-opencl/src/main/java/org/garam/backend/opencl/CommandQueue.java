package org.garam.backend.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;
import org.garam.kernels.host.HeldMemory;
import org.garam.kernels.host.KernelTrial;
import org.garam.kernels.host.PostponedFailure;
import org.garam.spi.DeviceException;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;

/**
 * The in-order queue of a device. Whoever uses it holds its lock, so that what belongs together stays together; queuing
 * allocates nothing.
 *
 * <p>A marker is queued every {@value #COMMANDS_OF_A_FENCE} commands, and before the {@value #FENCES}-th of them is
 * passed the host waits for the oldest: drivers keep memory for every command that has not run.
 */
final class CommandQueue implements KernelTrial.Failures, AutoCloseable {
    private static final int COMMANDS_OF_A_FENCE = 64;
    private static final int FENCES = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final String deviceName;
    private final long handle;
    private final KernelProfile profile;
    private final HeldMemory held;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment event = arena.allocate(ValueLayout.JAVA_LONG);
    private final long[] fences = new long[FENCES];
    private int nextFence;
    private int commandsSinceFence;
    private KernelCall lastCall;
    private final PostponedFailure postponed = new PostponedFailure();
    private boolean closed;
    private boolean ending;

    /**
     * A queue.
     *
     * @param held how much memory is held, for messages
     * @param profile collects what each kernel takes, null if nobody wants to know
     */
    CommandQueue(String deviceName, long context, long device, HeldMemory held, KernelProfile profile) {
        this.deviceName = deviceName;
        this.held = held;
        this.profile = profile;
        int[] code = new int[1];
        handle = CL10.clCreateCommandQueue(context, device, profile == null ? 0 : CL10.CL_QUEUE_PROFILING_ENABLE, code);
        OpenClError.check(code[0], deviceName + ": creating its command queue");
        ProcessEnd.waitFor(this);
    }

    ReentrantLock lock() {
        return lock;
    }

    /** {@return OpenCL's handle, for transfers; their caller holds the lock} */
    long handle() {
        if (closed) {
            throw new IllegalStateException(deviceName + " is closed");
        }
        return handle;
    }

    /** Queues a kernel; the caller holds the lock. */
    void launch(KernelCall call) {
        int code = CL10.nclEnqueueNDRangeKernel(handle(), call.kernel(), call.dimensions(), 0, call.globalSize(),
                call.localSize(), 0, 0, profile == null ? 0 : event.address());
        if (code != OpenClError.SUCCESS) {
            throw failure(deviceName + ": launching " + call, code);
        }
        lastCall = call;
        if (profile != null) {
            profile.add(call.function(), event.get(ValueLayout.JAVA_LONG, 0));
        }
        queued();
    }

    /** Queues a copy of the first {@code bytes} of one buffer to another; the caller holds the lock. */
    void copy(long source, long target, long offset, long bytes) {
        int code = CL10.nclEnqueueCopyBuffer(handle(), source, target, 0, offset, bytes, 0, 0, 0);
        OpenClError.check(code, deviceName + ": copying " + bytes + " bytes on the device");
        queued();
    }

    /** Counts a command, which may wait for one that was queued some hundreds before. */
    void queued() {
        if (ending) {
            CL10.clFinish(handle);
            return;
        }
        if (++commandsSinceFence < COMMANDS_OF_A_FENCE) {
            return;
        }
        commandsSinceFence = 0;
        int code = CL12.nclEnqueueMarkerWithWaitList(handle, 0, 0, event.address());
        if (code != OpenClError.SUCCESS) {
            fail(code);
            return;
        }
        long fence = event.get(ValueLayout.JAVA_LONG, 0);
        long oldest = fences[nextFence];
        fences[nextFence] = fence;
        nextFence = (nextFence + 1) % FENCES;
        if (oldest != 0) {
            CL10.clFlush(handle);
            await(oldest);
        }
    }

    /** Waits for an event and releases it; the caller holds the lock. What failed is reported when it is asked for. */
    void await(long awaited) {
        event.set(ValueLayout.JAVA_LONG, 0, awaited);
        int code = CL10.nclWaitForEvents(1, event.address());
        if (code != OpenClError.SUCCESS) {
            // Waiting only tells that the command failed; the event knows why.
            event.set(ValueLayout.JAVA_LONG, 0, 0);
            CL10.nclGetEventInfo(awaited, CL10.CL_EVENT_COMMAND_EXECUTION_STATUS, Integer.BYTES, event.address(), 0);
            int status = event.get(ValueLayout.JAVA_INT, 0);
            code = status < 0 ? status : code;
        }
        CL10.clReleaseEvent(awaited);
        if (code != OpenClError.SUCCESS) {
            fail(code);
        }
    }

    /** Hands what is queued to the device. */
    void flush() {
        int code = CL10.clFlush(handle());
        if (code != OpenClError.SUCCESS) {
            fail(code);
        }
    }

    private void fail(int code) {
        postponed.postpone(failure(deviceName + ": a command queued earlier, at the latest "
                + (lastCall == null ? "a transfer" : lastCall) + ",", code));
    }

    private DeviceException failure(String attempted, int code) {
        return OpenClError.isOutOfMemory(code) ? new DeviceException(attempted + " failed: " + OpenClError.explain(code)
                + " (" + held + "; many drivers notice only at the first use that this does not fit)")
                : OpenClError.failure(attempted, code);
    }

    /**
     * Waits until everything queued has run.
     *
     * @throws DeviceException the first failure since the last call
     */
    @Override
    public void finish() {
        // Outside of the lock, so that other threads can go on queuing.
        int code = CL10.clFinish(handle());
        lock.lock();
        try {
            if (code != OpenClError.SUCCESS) {
                fail(code);
            }
            if (profile != null) {
                profile.collect();
            }
            reportFailure();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void putBack(DeviceException taken) {
        lock.lock();
        try {
            postponed.putBack(taken);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws what failed since the last report; the caller holds the lock.
     *
     * @throws DeviceException the first failure
     */
    void reportFailure() {
        postponed.report();
    }

    /** Waits until everything queued has run, and from now on for each command: the process is ending. */
    void end() {
        lock.lock();
        try {
            ending = true;
            if (!closed) {
                CL10.clFinish(handle);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            CL10.clFinish(handle);
            closed = true;
            for (long fence : fences) {
                if (fence != 0) {
                    CL10.clReleaseEvent(fence);
                }
            }
            if (profile != null) {
                profile.collect();
            }
            CL10.clReleaseCommandQueue(handle);
            arena.close();
        } finally {
            lock.unlock();
        }
    }
}
