package org.garam.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;

class ViewTest {
    private static final Place PLACE = new Place.Argument(0);
    private static final int TRIALS = 3000;

    private static View dense(int... sizes) {
        return View.dense(PLACE, DType.FLOAT32, 0, Shape.of(sizes));
    }

    /** The offsets of all elements in row-major order, by the definition of a view. */
    private static long[] offsets(View view) {
        long[] offsets = new long[(int) view.shape().count()];
        for (int i = 0; i < offsets.length; i++) {
            long rest = i;
            offsets[i] = view.offset();
            for (int axis = view.shape().rank() - 1; axis >= 0; axis--) {
                offsets[i] += rest % view.shape().size(axis) * view.stride(axis);
                rest /= view.shape().size(axis);
            }
        }
        return offsets;
    }

    @Test
    void transposes() {
        assertArrayEquals(new long[] {0, 3, 1, 4, 2, 5}, offsets(dense(2, 3).transpose(List.of(1, 0))));
    }

    @Test
    void slices() {
        assertArrayEquals(new long[] {5, 3, 2, 0}, offsets(dense(2, 3).slice(List.of(1, 2), Shape.of(2, 2),
                List.of(-1, -2))));
    }

    @Test
    void broadcasts() {
        assertArrayEquals(new long[] {0, 0, 1, 1, 0, 0, 1, 1}, offsets(dense(2, 1).broadcast(Shape.of(2, 2, 2))));
    }

    @Test
    void knowsItsBounds() {
        View backward = dense(4, 5).slice(List.of(3, 1), Shape.of(2, 2), List.of(-2, 3));
        assertEquals(6, backward.lowestOffset());
        assertEquals(19, backward.highestOffset());
    }

    @Test
    void knowsWhetherItIsDense() {
        assertTrue(dense(3, 1, 5).isDense());
        assertTrue(dense(3, 5).transpose(List.of(1, 0)).slice(List.of(0, 1), Shape.of(1, 1), List.of(1, 1)).isDense());
        assertFalse(dense(3, 5).transpose(List.of(1, 0)).isDense());
    }

    @Test
    void reshapesWhatIsOneWalk() {
        assertNotNull(dense(6, 4).reshape(Shape.of(2, 3, 2, 2)));
        assertNotNull(dense(6, 4).slice(List.of(0, 0), Shape.of(6, 2), List.of(1, 1)).reshape(Shape.of(2, 3, 2)));
        assertNotNull(dense(3).broadcast(Shape.of(4, 5, 3)).reshape(Shape.of(20, 3)));
        assertEquals(null, dense(6, 4).transpose(List.of(1, 0)).reshape(Shape.of(24)));
    }

    /** Random views under random shapes: the elements stay, and null is right only if no strides give them. */
    @Test
    void reshapeKeepsTheElements() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < TRIALS; trial++) {
            View view = randomView(random);
            Shape to = randomShape((int) view.shape().count(), random);
            View reshaped = view.reshape(to);
            long[] offsets = offsets(view);
            if (reshaped != null) {
                assertEquals(to, reshaped.shape());
                assertArrayEquals(offsets, offsets(reshaped), () -> view + " as " + to + " is " + reshaped);
            } else {
                assertFalse(hasStrides(offsets, to), () -> view + " can be seen as " + to);
            }
        }
    }

    private static View randomView(SplittableRandom random) {
        int rank = random.nextInt(5);
        int[] sizes = random.ints(rank, 1, 5).toArray();
        View view = View.dense(PLACE, DType.FLOAT32, random.nextInt(3), Shape.of(sizes));
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        if (rank > 0 && random.nextBoolean()) {
            Collections.swap(order, random.nextInt(rank), rank - 1);
        }
        view = view.transpose(order);
        if (random.nextBoolean()) {
            View from = view;
            int[] kept = IntStream.range(0, rank).map(axis -> random.nextInt(1, from.shape().size(axis) + 1)).toArray();
            boolean backward = random.nextInt(4) == 0;
            view = view.slice(Arrays.stream(kept).map(size -> backward ? size - 1 : 0).boxed().toList(), Shape.of(kept),
                    Collections.nCopies(rank, backward ? -1 : 1));
        }
        return random.nextInt(3) == 0 ? view.broadcast(Shape.of(random.nextInt(1, 4)).append(view.shape())) : view;
    }

    private static Shape randomShape(int count, SplittableRandom random) {
        List<Integer> sizes = new ArrayList<>();
        int rest = count;
        while (rest > 1) {
            int left = rest;
            int[] factors = IntStream.rangeClosed(1, rest).filter(n -> left % n == 0).toArray();
            int size = factors[random.nextInt(factors.length)];
            sizes.add(size);
            rest /= size;
        }
        return Shape.of(sizes);
    }

    /** Whether one stride per axis explains all offsets: each stride is the distance to the first neighbour. */
    private static boolean hasStrides(long[] offsets, Shape shape) {
        List<Long> strides = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int neighbour = (int) shape.strides()[axis];
            strides.add(shape.size(axis) == 1 ? 0L : offsets[neighbour] - offsets[0]);
        }
        return Arrays.equals(offsets, offsets(new View(PLACE, DType.FLOAT32, offsets[0], shape, strides)));
    }

    @Test
    void nothingHasEveryEmptyShape() {
        assertEquals(Shape.of(0, 7), dense(3, 0).reshape(Shape.of(0, 7)).shape());
    }

    @Test
    void needsAStrideForEachAxis() {
        assertThrows(IllegalArgumentException.class,
                () -> new View(PLACE, DType.FLOAT32, 0, Shape.of(2, 3), List.of(1L)));
    }

    @Test
    void printsStridesOnlyIfTheySaySomething() {
        assertEquals("arg0 float32[2, 3]", dense(2, 3).toString());
        assertEquals("arg0+2 float32[3] strides [3]", dense(3, 3)
                .slice(List.of(0, 2), Shape.of(3, 1), List.of(1, 1)).reshape(Shape.of(3)).toString());
    }
}
