package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;

/**
 * What the kernels of a plan are run as.
 *
 * @param ofKernels for each kernel its parts; none if a part of another kernel does its work as well
 * @param carriedBytes the memory for what some calls leave for later ones
 */
public record PlanParts(List<List<KernelPart>> ofKernels, long carriedBytes) {
    /** A fold that the library can run, and the calls it becomes. */
    record Folded(Fold fold, List<BlasLtCall> calls) {
        int first() {
            return Collections.min(fold.positions());
        }

        int last() {
            return Collections.max(fold.positions());
        }
    }

    /**
     * {@return the plan with some of its kernels folded}
     *
     * @param folded have no kernel in common
     * @param alone what a kernel is run as that is in none of them
     */
    static PlanParts of(Plan plan, List<Folded> folded, Function<Kernel, List<KernelPart>> alone) {
        Map<Integer, List<KernelPart>> parts = new HashMap<>();
        long bytes = 0;
        // Where one fold ends before the next begins, both use the same memory.
        List<Folded> open = new ArrayList<>();
        long end = 0;
        for (Folded next : folded.stream().sorted(Comparator.comparing(Folded::first)).toList()) {
            open.removeIf(earlier -> earlier.last() < next.first());
            long begin = open.isEmpty() ? 0 : end;
            long size = next.calls.stream().mapToLong(BlasLtCall::bytesOfBits).max().orElse(0);
            end = begin + Math.ceilDiv(size, BlasLtCall.ALIGNMENT_OF_MEMORY) * BlasLtCall.ALIGNMENT_OF_MEMORY;
            bytes = Math.max(bytes, end);
            open.add(next);
            next.fold.moved().keySet().forEach(position -> parts.put(position, List.of()));
            for (int i = 0; i < next.calls.size(); i++) {
                parts.put(next.fold.calls().get(i).position(), List.of(next.calls.get(i).withBitsAt(begin)));
            }
        }
        List<List<KernelPart>> all = new ArrayList<>();
        for (int i = 0; i < plan.kernels().size(); i++) {
            all.add(parts.containsKey(i) ? parts.get(i) : alone.apply(plan.kernels().get(i)));
        }
        return new PlanParts(List.copyOf(all), bytes);
    }
}
