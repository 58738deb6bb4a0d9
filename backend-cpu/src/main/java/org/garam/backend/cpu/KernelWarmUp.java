package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls generated kernels until the JIT's best compiler has compiled them. Until then vector code runs at a
 * thousandth of its speed, so the first training steps would take longer than this. A kernel is warmed once per JVM.
 */
final class KernelWarmUp {
    /** The steps of a call: enough that loops, not calls, reach the compilation thresholds. */
    static final int STEPS = 24;

    private static final long LONGEST_NANOS = 1_000_000_000;
    private static final long TURN_NANOS = 2_000_000;

    /** Compiled, an operation takes less than one nanosecond; by the JIT's first compiler, fifty. */
    private static final long COMPILED_NANOS_PER_OPERATION = 4;

    private static final Set<Object> WARM = ConcurrentHashMap.newKeySet();

    private final Object kernel;
    private final Runnable call;
    private final long compiledNanos;

    /** @param operations how many vector (or scalar) operations one call executes */
    KernelWarmUp(Object kernel, int operations, Runnable call) {
        this.kernel = kernel;
        this.call = call;
        compiledNanos = operations * COMPILED_NANOS_PER_OPERATION;
    }

    /** Takes turns, so that one kernel is compiled in the background while the next one collects its calls. */
    static void runAll(List<KernelWarmUp> warmUps) {
        var cold = new ArrayList<KernelWarmUp>();
        var seen = new ArrayList<Object>();
        for (var warmUp : warmUps) {
            if (!WARM.contains(warmUp.kernel) && !seen.contains(warmUp.kernel)) {
                seen.add(warmUp.kernel);
                cold.add(warmUp);
            }
        }
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (!cold.isEmpty() && System.nanoTime() - deadline < 0) {
            cold.removeIf(KernelWarmUp::isWarmAfterTurn);
        }
        WARM.addAll(seen);
    }

    private boolean isWarmAfterTurn() {
        long end = System.nanoTime() + TURN_NANOS;
        long now = System.nanoTime();
        while (now - end < 0) {
            call.run();
            long before = now;
            now = System.nanoTime();
            if (now - before < compiledNanos) {
                return true;
            }
        }
        return false;
    }
}
