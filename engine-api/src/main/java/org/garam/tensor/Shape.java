package org.garam.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.garam.argument.Required;

/**
 * The sizes of a tensor along its axes, immutable; {@code []} is a scalar. Axes may be counted from the end: -1 is
 * the last one. A size may be zero; the number of elements fits a long.
 */
public final class Shape {
    /** The shape of a scalar. */
    public static final Shape SCALAR = new Shape();

    private final int[] sizes;
    private final long count;

    private Shape(int... sizes) {
        this.sizes = sizes;
        long product = 1;
        for (int size : sizes) {
            if (size < 0) {
                throw new IllegalArgumentException("a shape has sizes of 0 or more, received " + Arrays.toString(sizes));
            }
            product = Math.multiplyExact(product, size);
        }
        count = product;
    }

    /** {@return the shape with these sizes} */
    public static Shape of(int... sizes) {
        Required.given("Shape", "the array of sizes", sizes, "them one by one or as an array");
        return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
    }

    /** {@return the shape with these sizes} */
    public static Shape of(List<Integer> sizes) {
        return of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    /** {@return the number of axes} */
    public int rank() {
        return sizes.length;
    }

    /** {@return the size along {@code axis}, which may be negative: -1 is the last axis} */
    public int size(int axis) {
        return sizes[axis(axis)];
    }

    /** {@return the number of elements: the product of the sizes} */
    public long count() {
        return count;
    }

    /** {@return the sizes as a new array} */
    public int[] toArray() {
        return sizes.clone();
    }

    /**
     * {@return {@code axis} counted from the front}
     *
     * @throws IllegalArgumentException if there is no such axis
     */
    public int axis(int axis) {
        int counted = axis < 0 ? axis + sizes.length : axis;
        if (counted < 0 || counted >= sizes.length) {
            throw new IllegalArgumentException("axis " + axis + " is outside of a tensor of shape " + this
                    + ", which has axes " + (sizes.length == 0 ? "none" : -sizes.length + " to " + (sizes.length - 1)));
        }
        return counted;
    }

    /** {@return this shape with {@code size} along {@code axis}} */
    public Shape with(int axis, int size) {
        int[] changed = sizes.clone();
        changed[axis(axis)] = size;
        return new Shape(changed);
    }

    /** {@return this shape without {@code axis}} */
    public Shape without(int axis) {
        int removed = axis(axis);
        int[] changed = new int[sizes.length - 1];
        System.arraycopy(sizes, 0, changed, 0, removed);
        System.arraycopy(sizes, removed + 1, changed, removed, changed.length - removed);
        return new Shape(changed);
    }

    /** {@return this shape with the axes of {@code other} behind its own} */
    public Shape append(Shape other) {
        int[] joined = Arrays.copyOf(sizes, sizes.length + other.sizes.length);
        System.arraycopy(other.sizes, 0, joined, sizes.length, other.sizes.length);
        return new Shape(joined);
    }

    /** {@return the axes {@code from} (inclusive) to {@code to} (exclusive) as a shape} */
    public Shape axes(int from, int to) {
        return of(Arrays.copyOfRange(sizes, from, to));
    }

    /** {@return the distance between neighbours along each axis of a dense row-major tensor of this shape} */
    public long[] strides() {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        return strides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /** {@return for example {@code [32, 784]}} */
    @Override
    public String toString() {
        return Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
