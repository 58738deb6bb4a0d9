package org.garam.backend.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.garam.kernels.Launch;
import org.garam.kernels.LaunchArgument;
import org.garam.kernels.host.PlanMemory;
import org.garam.spi.BoundExecutable;
import org.lwjgl.opencl.CL10;

/**
 * A plan's launches with their arguments set. A run queues them in one go, and allocates nothing. It lets go of its memory
 * when it is closed, or when nobody can reach it.
 */
final class OpenClBoundExecutable implements BoundExecutable {
    static final Cleaner CLEANER = Cleaner.create();

    private final CommandQueue queue;
    private final PlanMemory memory;
    private final Arena arena = Arena.ofShared();
    private final KernelCall[] calls;
    private final Cleaner.Cleanable release;
    private boolean closed;

    /** Must not refer to the executable, or that would stay reachable for ever. */
    private record Release(CommandQueue queue, KernelCall[] calls, Arena arena, PlanMemory memory) implements Runnable {
        @Override
        public void run() {
            queue.lock().lock();
            try {
                for (KernelCall call : calls) {
                    CL10.clReleaseKernel(call.kernel());
                }
                arena.close();
                memory.close();
            } finally {
                queue.lock().unlock();
            }
        }
    }

    /** Takes over {@code memory} unless it throws. */
    OpenClBoundExecutable(CommandQueue queue, List<Launch> launches, Map<String, BuiltProgram> programs, PlanMemory memory) {
        this.queue = queue;
        this.memory = memory;
        List<KernelCall> created = new ArrayList<>();
        try {
            for (Launch launch : launches) {
                // OpenCL 1.2 refuses launches of no work-items.
                if (launch.groups() > 0) {
                    created.add(call(launch, programs.get(launch.function().name())));
                }
            }
        } catch (RuntimeException e) {
            created.forEach(call -> CL10.clReleaseKernel(call.kernel()));
            arena.close();
            throw e;
        }
        calls = created.toArray(KernelCall[]::new);
        release = CLEANER.register(this, new Release(queue, calls, arena, memory));
    }

    private KernelCall call(Launch launch, BuiltProgram program) {
        String function = launch.function().name();
        MemorySegment sizes = arena.allocate(ValueLayout.JAVA_LONG, KernelCall.SIZES);
        long kernel = program.createKernel(function);
        try {
            int index = 0;
            for (LaunchArgument argument : launch.arguments()) {
                index = set(kernel, function, index, argument);
            }
        } catch (RuntimeException e) {
            CL10.clReleaseKernel(kernel);
            throw e;
        }
        return new KernelCall(kernel, launch, program.localBytes().get(function), sizes);
    }

    /** {@return the index of the next parameter} */
    private int set(long kernel, String kernelName, int index, LaunchArgument argument) {
        switch (argument) {
            case LaunchArgument.Memory view -> set(kernel, kernelName, index, memory.at(view.place()), view.offset());
            case LaunchArgument.Workspace part -> set(kernel, kernelName, index, memory.workspace(part.dtype()), part.offset());
            case LaunchArgument.Count count -> {
                check(CL10.clSetKernelArg1i(kernel, index, count.value()), kernelName, index);
                return index + 1;
            }
        }
        return index + 2;
    }

    private static void set(long kernel, String kernelName, int index, long buffer, long offset) {
        check(CL10.clSetKernelArg1p(kernel, index, buffer), kernelName, index);
        check(CL10.clSetKernelArg1l(kernel, index + 1, offset), kernelName, index + 1);
    }

    private static void check(int code, String kernelName, int index) {
        OpenClError.check(code, "setting argument " + index + " of kernel " + kernelName);
    }

    @Override
    public void run() {
        queue.lock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the executable is closed");
            }
            for (KernelCall call : calls) {
                queue.launch(call);
            }
            queue.flush();
        } finally {
            queue.lock().unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        queue.lock().lock();
        try {
            closed = true;
            release.clean();
        } finally {
            queue.lock().unlock();
        }
    }
}
