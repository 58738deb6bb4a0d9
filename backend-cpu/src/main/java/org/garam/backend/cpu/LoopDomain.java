package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Axes to walk along, and how far each view moves along them. Axes of size one are dropped, and neighbours that all
 * views walk through in one go are merged into one.
 *
 * @param sizes the sizes of the axes
 * @param strides for each view, the distance of neighbours along each axis
 */
record LoopDomain(int[] sizes, long[][] strides) {
    /** {@return the domain with as few axes as possible; none if there is but one position} */
    static LoopDomain of(int[] sizes, List<List<Long>> strides) {
        return of(sizes, strides.stream().map(view -> view.stream().mapToLong(Long::longValue).toArray())
                .toArray(long[][]::new));
    }

    static LoopDomain of(int[] sizes, long[][] strides) {
        List<Integer> kept = new ArrayList<>();
        int[] merged = sizes.clone();
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == 1) {
                continue;
            }
            if (!kept.isEmpty() && mergeable(kept.getLast(), axis, sizes, strides)) {
                merged[axis] = Math.multiplyExact(merged[kept.removeLast()], sizes[axis]);
            }
            kept.add(axis);
        }
        int[] axes = kept.stream().mapToInt(Integer::intValue).toArray();
        return new LoopDomain(merged, strides).select(axes);
    }

    private static boolean mergeable(int outer, int inner, int[] sizes, long[][] strides) {
        return Arrays.stream(strides).allMatch(view -> view[outer] == view[inner] * sizes[inner]);
    }

    int rank() {
        return sizes.length;
    }

    long count() {
        return Arrays.stream(sizes).asLongStream().reduce(1, Math::multiplyExact);
    }

    /** {@return the size of the last axis} */
    int columns() {
        return rank() == 0 ? 1 : sizes[rank() - 1];
    }

    /** {@return how far view {@code view} moves along the last axis} */
    long columnStride(int view) {
        return rank() == 0 ? 1 : strides[view][rank() - 1];
    }

    /** {@return the domain without its last axis} */
    LoopDomain rows() {
        return rank() == 0 ? this : select(IntStream.range(0, rank() - 1).toArray());
    }

    /** {@return this domain with another axis as its last} */
    LoopDomain append(int size, long... viewStrides) {
        int[] moreSizes = Arrays.copyOf(sizes, rank() + 1);
        moreSizes[rank()] = size;
        long[][] moreStrides = new long[strides.length][];
        for (int view = 0; view < strides.length; view++) {
            moreStrides[view] = Arrays.copyOf(strides[view], rank() + 1);
            moreStrides[view][rank()] = viewStrides[view];
        }
        return new LoopDomain(moreSizes, moreStrides);
    }

    /** {@return the domain of these axes, in this order} */
    private LoopDomain select(int... axes) {
        return new LoopDomain(IntStream.of(axes).map(axis -> sizes[axis]).toArray(), Arrays.stream(strides)
                .map(view -> IntStream.of(axes).mapToLong(axis -> view[axis]).toArray()).toArray(long[][]::new));
    }

    /** {@return the domain with the axes along which {@code view} takes the longest steps first, merged again} */
    LoopDomain inOrderOf(int view) {
        int[] axes = IntStream.range(0, rank()).boxed()
                .sorted(Comparator.comparingLong(axis -> -Math.abs(strides[view][axis]))).mapToInt(Integer::intValue)
                .toArray();
        LoopDomain sorted = select(axes);
        return of(sorted.sizes, sorted.strides);
    }
}
