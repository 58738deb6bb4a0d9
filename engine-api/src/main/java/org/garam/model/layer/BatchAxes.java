package org.garam.model.layer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.garam.argument.Required;
import org.garam.op.ShapeException;
import org.garam.tensor.Shape;

/** Axes as Keras counts them: 0 is that of the batch, 1 the first one of a sample, -1 the last one. */
final class BatchAxes {
    private BatchAxes() {}

    /**
     * {@return {@code axis} counted from the front, 1 or more}
     *
     * @param sample the shape of one sample
     * @throws ShapeException if it is the batch's, or there is none
     */
    static int of(String layer, int axis, Shape sample) {
        int rank = sample.rank() + 1;
        int counted = axis < 0 ? axis + rank : axis;
        if (counted < 1 || counted >= rank) {
            throw new ShapeException(layer + ": axis " + axis + " is "
                    + (counted == 0 ? "that of the batch" : "outside of a batch") + " of samples of shape " + sample
                    + "; " + (rank == 1 ? "give samples at least one axis" : "choose one of 1 to " + (rank - 1)
                    + ", or -1 for the last one"));
        }
        return counted;
    }

    /** {@return the axes counted from the front, ascending and each once} */
    static int[] of(String layer, List<Integer> axes, Shape sample) {
        return axes.stream().mapToInt(axis -> of(layer, axis, sample)).distinct().sorted().toArray();
    }

    /** {@return {@code axes} as a list, the last one if there are none} */
    static List<Integer> orLast(String layer, int... axes) {
        List<Integer> given = Required.integers(layer, "the array of axes", axes);
        return given.isEmpty() ? List.of(-1) : given;
    }

    /** {@return all axes below {@code rank} but {@code axes}} */
    static int[] others(int rank, int... axes) {
        return IntStream.range(0, rank).filter(axis -> !contains(axes, axis)).toArray();
    }

    /** {@return {@code shape} with size 1 along all axes but {@code axes}, for what is to be broadcast to it} */
    static int[] kept(Shape shape, int... axes) {
        int[] sizes = new int[shape.rank()];
        Arrays.fill(sizes, 1);
        for (int axis : axes) {
            sizes[axis] = shape.size(axis);
        }
        return sizes;
    }

    private static boolean contains(int[] axes, int axis) {
        return IntStream.of(axes).anyMatch(each -> each == axis);
    }
}
