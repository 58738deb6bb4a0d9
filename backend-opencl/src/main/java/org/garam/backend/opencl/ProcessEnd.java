package org.garam.backend.opencl;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Has every queue run empty before the process ends. A program that ends while a device is still busy is right; but
 * drivers tear themselves down when a process ends, and one that compiles or runs a kernel at that moment, as PoCL
 * does in threads of its own, takes the process down with it.
 */
final class ProcessEnd {
    /** A kernel that does not end must not keep the process from it. */
    private static final long MOST_MILLISECONDS = 10_000;
    private static final Set<CommandQueue> OPEN = Collections.newSetFromMap(new WeakHashMap<>());

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::await, "garam-opencl-end"));
        } catch (IllegalStateException _) {
            // The process is ending already: what is queued now is run as far as it gets.
        }
    }

    private ProcessEnd() {}

    static void waitFor(CommandQueue queue) {
        synchronized (OPEN) {
            OPEN.add(queue);
        }
    }

    private static void await() {
        List<CommandQueue> queues;
        synchronized (OPEN) {
            queues = List.copyOf(OPEN);
        }
        Thread waiting = Thread.ofPlatform().daemon().start(() -> queues.forEach(CommandQueue::end));
        try {
            waiting.join(MOST_MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
