package org.garam.backend.opencl;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Has every queue run empty before the process ends. A program that ends while a device is still busy is right; but
 * drivers tear themselves down when a process ends, and one that compiles or runs a kernel at that moment, as PoCL
 * does in threads of its own, takes the process down with it.
 */
final class ProcessEnd {
    private static final Set<CommandQueue> OPEN = Collections.newSetFromMap(new WeakHashMap<>());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::runEmpty, "garam-opencl-end"));
    }

    private ProcessEnd() {}

    static void waitFor(CommandQueue queue) {
        synchronized (OPEN) {
            OPEN.add(queue);
        }
    }

    private static void runEmpty() {
        synchronized (OPEN) {
            OPEN.forEach(CommandQueue::end);
        }
    }
}
