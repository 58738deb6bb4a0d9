package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import org.garam.plan.Plan;
import org.garam.spi.DeviceException;

/**
 * Who does what when: all workers go through all kernels, the large ones are shared, the small ones are worker 0's.
 * They wait for each other only where a kernel touches what another worker may not have finished with. A plan of small
 * kernels runs on the calling thread alone.
 */
final class Schedule {
    /** Sharing a kernel costs one barrier or two, at some hundred nanoseconds each. */
    private static final double WORTH_SHARING = 3000;

    /** @param number which of the plan's kernels it is, or is a step of */
    record Entry(BoundKernel kernel, int number) {}

    /** What was done since the last barrier. */
    private record Pending(MemoryAccess access, boolean shared) {}

    private final BoundKernel[] kernels;
    private final int[] numbers;
    private final boolean[] shared;
    private final boolean[] barrierBefore;
    private final boolean anyShared;
    private final WorkerPool pool;
    private final Plan plan;
    private final WorkerPool.Task task = this::runShare;

    Schedule(List<Entry> entries, WorkerPool pool, Plan plan) {
        this.pool = pool;
        this.plan = plan;
        kernels = entries.stream().map(Entry::kernel).toArray(BoundKernel[]::new);
        numbers = entries.stream().mapToInt(Entry::number).toArray();
        shared = new boolean[kernels.length];
        barrierBefore = new boolean[kernels.length];
        boolean any = false;
        List<Pending> pending = new ArrayList<>();
        for (int i = 0; i < kernels.length; i++) {
            boolean share = pool.threads() > 1 && kernels[i].nanoseconds() >= WORTH_SHARING;
            List<MemoryAccess> accesses = kernels[i].accesses();
            // Worker 0 sees what it did itself; any other pair of accesses to the same elements needs a barrier.
            barrierBefore[i] = pending.stream().anyMatch(before -> (share || before.shared)
                    && accesses.stream().anyMatch(before.access::conflictsWith));
            if (barrierBefore[i]) {
                pending.clear();
            }
            accesses.forEach(access -> pending.add(new Pending(access, share)));
            shared[i] = share;
            any |= share;
        }
        anyShared = any;
    }

    void run() {
        if (anyShared) {
            pool.run(task);
        } else {
            for (int i = 0; i < kernels.length; i++) {
                run(i, 0, 1);
            }
        }
    }

    private void runShare(int worker, int workers) {
        for (int i = 0; i < kernels.length; i++) {
            if (barrierBefore[i]) {
                pool.barrier();
            }
            if (shared[i]) {
                run(i, worker, workers);
            } else if (worker == 0) {
                run(i, 0, 1);
            }
        }
    }

    private void run(int index, int worker, int workers) {
        try {
            kernels[index].run(worker, workers);
        } catch (RuntimeException | Error failure) {
            throw new DeviceException("cpu: kernel " + numbers[index] + " failed: "
                    + plan.kernels().get(numbers[index]), failure);
        }
    }

    /** {@return how often the workers wait for each other in one run} */
    int barriers() {
        int count = 0;
        for (boolean barrier : barrierBefore) {
            count += barrier ? 1 : 0;
        }
        return count;
    }

    /** {@return whether other threads than the caller's take part} */
    boolean isShared() {
        return anyShared;
    }
}
