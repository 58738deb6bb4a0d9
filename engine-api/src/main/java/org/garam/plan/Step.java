package org.garam.plan;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A kernel to be: what it reads and writes, before memory has addresses.
 *
 * @param order the position in the program, which breaks ties in scheduling
 * @param members the nodes it computes
 * @param kernel builds the kernel once storages have their places; null if there is nothing to compute
 */
record Step(int order, Set<Integer> members, Set<Storage> reads, List<Storage> writes, Supplier<Kernel> kernel) {
    // Steps are nodes of a graph: two of equal content are still two.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
