package org.garam.kernels.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each kernel function took on a device. */
public final class KernelTimes {
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
    public record Entry(String function, long launches, long total, long shortest, long longest) {
        private Entry plus(Entry other) {
            return new Entry(function, launches + other.launches, total + other.total, Math.min(shortest, other.shortest),
                    Math.max(longest, other.longest));
        }

        /** {@return the nanoseconds of an average run} */
        public double mean() {
            return (double) total / launches;
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();

    /** Counts in one run of a function. */
    public synchronized void add(String function, long nanoseconds) {
        entries.merge(function, new Entry(function, 1, nanoseconds, nanoseconds, nanoseconds), Entry::plus);
    }

    /** {@return the times of every function, the one that took most in all first} */
    public synchronized List<Entry> entries() {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::total).reversed().thenComparing(Entry::function));
        return sorted;
    }

    /** {@return a table, one function a line} */
    public String table() {
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
