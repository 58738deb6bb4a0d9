package org.garam.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Times workloads in turn, round after round, so that what else the machine does hits all of them; each for about the
 * same time a round.
 */
final class Rounds {
    private static final double ROUND_NANOS = 60e6;
    /** Until Java code has been compiled. */
    private static final double WARM_UP_NANOS = 1.5e9;

    private final SequencedMap<String, List<Double>> microseconds = new LinkedHashMap<>();

    /** Runs all workloads, by name. */
    Rounds(SequencedMap<String, Workload> workloads, int rounds) {
        this(workloads, rounds, WARM_UP_NANOS);
    }

    /** Runs all workloads, by name, each for {@code warmUpNanos} before it is timed. */
    Rounds(SequencedMap<String, Workload> workloads, int rounds, double warmUpNanos) {
        SequencedMap<String, Integer> counts = new LinkedHashMap<>();
        workloads.forEach((name, workload) -> {
            microseconds.put(name, new ArrayList<>());
            counts.put(name, warmUp(workload, warmUpNanos));
        });
        for (int round = 0; round < rounds; round++) {
            workloads.forEach((name, workload) -> {
                int count = counts.get(name);
                microseconds.get(name).add(nanos(workload, count) / count / 1e3);
            });
        }
    }

    private static int warmUp(Workload workload, double warmUpNanos) {
        workload.run(1);
        double last = nanos(workload, 1);
        for (double spent = last; spent < warmUpNanos; spent += last) {
            last = nanos(workload, 1);
        }
        int some = (int) Math.clamp(ROUND_NANOS / 4 / last, 1, 1e5);
        return (int) Math.clamp(ROUND_NANOS / (nanos(workload, some) / some), 1, 1e5);
    }

    private static double nanos(Workload workload, int count) {
        long start = System.nanoTime();
        workload.run(count);
        return System.nanoTime() - start;
    }

    /** {@return the names of the workloads} */
    Set<String> names() {
        return microseconds.keySet();
    }

    /** {@return the median time of one run in microseconds} */
    double median(String name) {
        return median(microseconds.get(name));
    }

    /** {@return how many times as long as {@code below} one run of {@code above} takes, the median of the rounds} */
    double ratio(String above, String below) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < microseconds.get(above).size(); i++) {
            ratios.add(microseconds.get(above).get(i) / microseconds.get(below).get(i));
        }
        return median(ratios);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
