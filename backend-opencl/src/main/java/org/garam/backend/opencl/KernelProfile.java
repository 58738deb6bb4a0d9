package org.garam.backend.opencl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import org.lwjgl.opencl.CL10;

/** What each kernel function took on the device, from the events of its launches. */
final class KernelProfile {
    /** Switches profiling on for devices opened afterwards. */
    static final String PROPERTY = "garam.opencl.profile";
    private static final int MOST_PENDING = 512;
    private static final double NANOSECONDS_OF_A_MILLISECOND = 1e6;

    /**
     * The times of one function in nanoseconds.
     *
     * @param function its name
     * @param launches how often it ran
     * @param total the sum of all runs
     * @param shortest the shortest run
     * @param longest the longest run
     */
    record Entry(String function, long launches, long total, long shortest, long longest) {
        private Entry plus(Entry other) {
            return new Entry(function, launches + other.launches, total + other.total, Math.min(shortest, other.shortest),
                    Math.max(longest, other.longest));
        }

        double mean() {
            return (double) total / launches;
        }
    }

    private record Pending(String function, long event) {}

    private final Queue<Pending> pending = new ArrayDeque<>();
    private final Map<String, Entry> entries = new HashMap<>();

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
                entries.merge(launch.function, new Entry(launch.function, 1, took, took, took), Entry::plus);
            }
            CL10.clReleaseEvent(launch.event);
        }
    }

    private static long time(long event, int parameter) {
        long[] time = new long[1];
        OpenClError.check(CL10.clGetEventProfilingInfo(event, parameter, time, null), "asking a launch for its time");
        return time[0];
    }

    /** {@return the times of every function, the one that took most in all first} */
    synchronized List<Entry> entries() {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::total).reversed().thenComparing(Entry::function));
        return sorted;
    }

    /** {@return a table, one function a line} */
    String table() {
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT, "%10s %12s %10s %10s %10s  %s%n", "launches",
                "total ms", "mean ms", "min ms", "max ms", "kernel"));
        for (Entry entry : entries()) {
            table.append(String.format(Locale.ROOT, "%10d %12.3f %10.4f %10.4f %10.4f  %s%n", entry.launches,
                    entry.total / NANOSECONDS_OF_A_MILLISECOND, entry.mean() / NANOSECONDS_OF_A_MILLISECOND,
                    entry.shortest / NANOSECONDS_OF_A_MILLISECOND,
                    entry.longest / NANOSECONDS_OF_A_MILLISECOND, entry.function));
        }
        return table.toString();
    }
}
