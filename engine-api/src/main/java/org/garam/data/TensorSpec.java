package org.garam.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * What is known of the tensors of a data set before they come: the element type, and each size unless it varies.
 *
 * @param dtype the element type
 * @param sizes along the axes; {@link #UNKNOWN} where elements differ
 */
public record TensorSpec(DType dtype, List<Integer> sizes) {

    /** A size that varies from element to element, or that nobody knows. */
    public static final int UNKNOWN = -1;

    /** @throws IllegalArgumentException if a size is neither 0 or more nor unknown */
    public TensorSpec {
        sizes = List.copyOf(sizes);
        if (dtype == null || sizes.stream().anyMatch(size -> size < UNKNOWN)) {
            throw new IllegalArgumentException("a tensor spec has an element type and sizes of 0 or more, or -1 for an"
                    + " unknown one; received " + dtype + sizes);
        }
    }

    /** {@return a spec with these sizes, -1 where a size is unknown} */
    public static TensorSpec of(DType dtype, int... sizes) {
        return new TensorSpec(dtype, Arrays.stream(sizes).boxed().toList());
    }

    /** {@return the spec that only {@code type} meets} */
    public static TensorSpec of(TensorType type) {
        return of(type.dtype(), type.shape().toArray());
    }

    /** {@return whether all sizes are known} */
    public boolean isKnown() {
        return !sizes.contains(UNKNOWN);
    }

    /**
     * {@return the type that every tensor has}
     *
     * @throws IllegalStateException if a size is unknown
     */
    public TensorType type() {
        if (!isKnown()) {
            throw new IllegalStateException(this + " has no fixed shape; batch with dropRemainder, or ask each element");
        }
        return new TensorType(dtype, Shape.of(sizes));
    }

    /** {@return whether a tensor of {@code type} is one of these} */
    public boolean accepts(TensorType type) {
        return type.dtype() == dtype && type.shape().rank() == sizes.size()
                && IntStream.range(0, sizes.size())
                        .allMatch(axis -> sizes.get(axis) == UNKNOWN || sizes.get(axis) == type.shape().size(axis));
    }

    /** {@return this spec with another axis before its own} */
    TensorSpec batched(int size) {
        return new TensorSpec(dtype, IntStream.concat(IntStream.of(size), sizes.stream().mapToInt(i -> i)).boxed()
                .toList());
    }

    /** {@return this spec without its first axis} */
    TensorSpec unbatched() {
        return new TensorSpec(dtype, sizes.subList(1, sizes.size()));
    }

    /** {@return this spec with an unknown first size} */
    TensorSpec withUnknownRows() {
        return unbatched().batched(UNKNOWN);
    }

    /** {@return the narrowest spec that accepts what this and {@code other} accept, of equal type and rank} */
    TensorSpec or(TensorSpec other) {
        return new TensorSpec(dtype, IntStream.range(0, sizes.size())
                .mapToObj(axis -> sizes.get(axis).equals(other.sizes.get(axis)) ? sizes.get(axis) : Integer.valueOf(-1))
                .toList());
    }

    /** {@return for example {@code float32[?, 784]}} */
    @Override
    public String toString() {
        return dtype + sizes.toString().replace("-1", "?");
    }
}
