package org.garam.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.garam.tensor.DType;

/**
 * Gives scratch storages their offsets, so that those which are never needed at the same time may share memory: the
 * largest first, each at the lowest offset where it overlaps none that lives when it does.
 */
final class MemoryPlanner {
    /** Storages begin at multiples of as many elements: whole cache lines, and whole vectors of any device. */
    private static final int ALIGNMENT = 16;

    private static final class Lifetime {
        final Storage storage;
        final int first;
        int last;
        long offset;

        Lifetime(Storage storage, int first) {
            this.storage = storage;
            this.first = first;
            this.last = first;
        }

        boolean overlaps(Lifetime other) {
            return first <= other.last && other.first <= last;
        }

        long end() {
            return offset + storage.size;
        }
    }

    private MemoryPlanner() {}

    /** {@return how many elements of scratch of each type the steps need; the storages have their offsets then} */
    static Map<DType, Long> plan(List<Step> steps) {
        Map<Storage, Lifetime> lifetimes = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int now = i;
            List<Storage> touched = new ArrayList<>(steps.get(i).writes());
            touched.addAll(steps.get(i).reads());
            for (Storage storage : touched) {
                if (storage.root().isScratch()) {
                    lifetimes.computeIfAbsent(storage.root(), root -> new Lifetime(root, now)).last = now;
                }
            }
        }
        Map<DType, Long> sizes = new EnumMap<>(DType.class);
        for (DType dtype : DType.values()) {
            long size = place(lifetimes.values().stream().filter(lifetime -> lifetime.storage.dtype == dtype).toList());
            if (size > 0) {
                sizes.put(dtype, size);
            }
        }
        return sizes;
    }

    private static long place(List<Lifetime> lifetimes) {
        List<Lifetime> placed = new ArrayList<>();
        long size = 0;
        for (Lifetime next : lifetimes.stream()
                .sorted(Comparator.comparingLong((Lifetime lifetime) -> -lifetime.storage.size)).toList()) {
            for (Lifetime other : placed.stream().sorted(Comparator.comparingLong(lifetime -> lifetime.offset)).toList()) {
                if (other.overlaps(next) && other.offset < next.offset + next.storage.size && next.offset < other.end()) {
                    next.offset = (other.end() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
                }
            }
            next.storage.moveTo(next.offset);
            placed.add(next);
            size = Math.max(size, next.end());
        }
        return size;
    }
}
