package org.garam.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Steps and what has to run before what: writers before readers, and readers of an old value before its overwriting. */
final class StepGraph {
    private record Overwriting(Step writer, Storage old) {}

    private final List<Step> steps = new ArrayList<>();
    private final Map<Step, Set<Step>> successors = new LinkedHashMap<>();
    private final List<Overwriting> overwritings = new ArrayList<>();

    Step add(Step step) {
        steps.add(step);
        successors.put(step, new LinkedHashSet<>());
        return step;
    }

    void order(Step before, Step after) {
        successors.get(before).add(after);
    }

    /** {@return the steps that write {@code storage} or parts of it} */
    List<Step> writers(Storage storage) {
        return steps.stream().filter(step -> step.writes().stream().anyMatch(written -> written.isWithin(storage))).toList();
    }

    /** Has {@code writer} run behind every step that reads the value {@code old} holds before. */
    void writesAfterReaders(Step writer, Storage old) {
        overwritings.add(new Overwriting(writer, old));
    }

    /** {@return the steps in an order that respects all this, as close to the program's as possible} */
    List<Step> schedule() {
        connect();
        Map<Step, Integer> missing = new HashMap<>();
        successors.values().forEach(after -> after.forEach(step -> missing.merge(step, 1, Integer::sum)));
        Map<Step, Integer> position = new HashMap<>();
        steps.forEach(step -> position.put(step, position.size()));
        PriorityQueue<Step> ready = new PriorityQueue<>(Comparator.comparingInt(Step::order).thenComparingInt(position::get));
        steps.stream().filter(step -> !missing.containsKey(step)).forEach(ready::add);
        List<Step> scheduled = new ArrayList<>();
        while (!ready.isEmpty()) {
            Step next = ready.poll();
            scheduled.add(next);
            for (Step after : successors.get(next)) {
                if (missing.merge(after, -1, Integer::sum) == 0) {
                    ready.add(after);
                }
            }
        }
        if (scheduled.size() != steps.size()) {
            throw new IllegalStateException("the kernels of a program wait for each other: " + missing);
        }
        return scheduled;
    }

    private void connect() {
        for (Step reader : steps) {
            for (Storage read : reader.reads()) {
                for (Step writer : steps) {
                    if (writer != reader && writer.writes().stream().anyMatch(written -> written.isWithin(read))) {
                        order(writer, reader);
                    }
                }
            }
        }
        for (Overwriting overwriting : overwritings) {
            for (Step reader : steps) {
                if (reader != overwriting.writer() && reader.reads().contains(overwriting.old())) {
                    order(reader, overwriting.writer());
                }
            }
        }
    }
}
