package org.garam.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * How a kernel sees memory as a tensor: element (i, j, …) lies at {@code offset + i * strides[0] + j * strides[1] + …},
 * counted in elements. A stride of zero repeats (broadcasting), a negative one walks backwards; transposes, slices and
 * most reshapes are views, not copies.
 */
public record View(Place place, DType dtype, long offset, Shape shape, List<Long> strides) {
    public View {
        strides = List.copyOf(strides);
        if (strides.size() != shape.rank()) {
            throw new IllegalArgumentException("a view of shape " + shape + " needs as many strides, received " + strides);
        }
    }

    /** {@return a dense row-major view of {@code place} from {@code offset} on} */
    public static View dense(Place place, DType dtype, long offset, Shape shape) {
        return new View(place, dtype, offset, shape, LongStream.of(shape.strides()).boxed().toList());
    }

    /** {@return the distance between neighbours along {@code axis}, which may be negative to count from the end} */
    public long stride(int axis) {
        return strides.get(shape.axis(axis));
    }

    /** {@return whether the elements lie one behind the other in row-major order} */
    public boolean isDense() {
        long[] dense = shape.strides();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.size(axis) != 1 && strides.get(axis) != dense[axis]) {
                return false;
            }
        }
        return true;
    }

    /** {@return the smallest offset the view reaches; meaningless if it has no elements} */
    public long lowestOffset() {
        long lowest = offset;
        for (int axis = 0; axis < shape.rank(); axis++) {
            lowest += Math.min(0, (shape.size(axis) - 1L) * strides.get(axis));
        }
        return lowest;
    }

    /** {@return the largest offset the view reaches; meaningless if it has no elements} */
    public long highestOffset() {
        long highest = offset;
        for (int axis = 0; axis < shape.rank(); axis++) {
            highest += Math.max(0, (shape.size(axis) - 1L) * strides.get(axis));
        }
        return highest;
    }

    /** {@return this view repeated to {@code to}, as NumPy broadcasts} */
    public View broadcast(Shape to) {
        List<Long> repeated = new ArrayList<>(Collections.nCopies(to.rank(), 0L));
        int added = to.rank() - shape.rank();
        for (int axis = 0; axis < shape.rank(); axis++) {
            repeated.set(axis + added, shape.size(axis) == 1 ? 0L : strides.get(axis));
        }
        return new View(place, dtype, offset, to, repeated);
    }

    /** {@return this view with its axes in another order} */
    public View transpose(List<Integer> permutation) {
        return new View(place, dtype, offset, Shape.of(permutation.stream().mapToInt(shape::size).toArray()),
                permutation.stream().map(strides::get).toList());
    }

    /** {@return the part {@code start + i * step} along each axis} */
    public View slice(List<Integer> starts, Shape sizes, List<Integer> steps) {
        long moved = offset;
        List<Long> stepped = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            moved += starts.get(axis) * strides.get(axis);
            stepped.add(strides.get(axis) * steps.get(axis));
        }
        return new View(place, dtype, moved, sizes, stepped);
    }

    /** {@return this view under another shape of as many elements, or null if only a copy can have that shape} */
    public View reshape(Shape to) {
        List<Long> strided = Reshaping.strides(shape, strides, to);
        return strided == null ? null : new View(place, dtype, offset, to, strided);
    }

    /** {@return for example {@code arg0+784 float32[32, 784] strides [784, 1]}; the strides only if not dense} */
    @Override
    public String toString() {
        return place + (offset == 0 ? "" : "+" + offset) + " " + dtype + shape + (isDense() ? "" : " strides " + strides);
    }
}
