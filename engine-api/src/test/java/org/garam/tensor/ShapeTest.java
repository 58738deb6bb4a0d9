package org.garam.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final Shape shape = Shape.of(2, 3, 4);

    @Test
    void countsElements() {
        assertEquals(24, shape.count());
        assertEquals(1, Shape.SCALAR.count());
        assertEquals(0, Shape.of(3, 0).count());
        assertThrows(ArithmeticException.class, () -> Shape.of(1 << 30, 1 << 30, 1 << 30));
    }

    @Test
    void countsAxesFromTheEnd() {
        assertEquals(4, shape.size(-1));
        assertEquals(0, shape.axis(-3));
        String message = assertThrows(IllegalArgumentException.class, () -> shape.size(3)).getMessage();
        assertTrue(message.contains("axis 3") && message.contains("[2, 3, 4]") && message.contains("-3 to 2"), message);
        assertThrows(IllegalArgumentException.class, () -> Shape.SCALAR.size(0));
    }

    @Test
    void changesOneAxis() {
        assertEquals(Shape.of(2, 7, 4), shape.with(1, 7));
        assertEquals(Shape.of(2, 3), shape.without(-1));
        assertEquals(Shape.of(2, 3, 4, 5), shape.append(Shape.of(5)));
        assertEquals(Shape.of(3), shape.axes(1, 2));
        assertSame(Shape.SCALAR, shape.axes(1, 1));
    }

    @Test
    void strides() {
        assertArrayEquals(new long[] {12, 4, 1}, shape.strides());
        assertArrayEquals(new long[0], Shape.SCALAR.strides());
    }

    @Test
    void isAValue() {
        int[] sizes = {2, 3, 4};
        Shape same = Shape.of(sizes);
        sizes[0] = 9;
        same.toArray()[1] = 9;
        assertEquals(shape, same);
        assertEquals(shape.hashCode(), same.hashCode());
        assertEquals(shape, Shape.of(List.of(2, 3, 4)));
        assertNotEquals(shape, Shape.of(2, 3));
        assertEquals("[2, 3, 4]", shape.toString());
    }

    @Test
    void refusesNegativeSizes() {
        assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
    }
}
