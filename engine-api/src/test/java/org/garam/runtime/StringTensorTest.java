package org.garam.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.garam.conformance.ReferenceDevice;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;

class StringTensorTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());

    @Test
    void isMadeOfNestedArraysAndLists() {
        StringTensor arrays = StringTensor.of((Object) new String[][] {{"a", "b", "c"}, {"d", "e", "f"}});
        assertEquals(Shape.of(2, 3), arrays.shape());
        assertEquals(StringTensor.of(List.of(List.of("a", "b", "c"), List.of("d", "e", "f"))), arrays);
        assertEquals("f", arrays.get(-1, 2));
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), arrays.elements());
        assertEquals("d", arrays.reshape(3, 2).get(1, 1));
        assertEquals(Shape.SCALAR, StringTensor.of("a").shape());
        assertEquals(Shape.of(0), StringTensor.of(List.of()).shape());
        assertNotEquals(StringTensor.of("a", "b"), StringTensor.of("a", "c"));
        assertEquals(StringTensor.of("a", "b").hashCode(), StringTensor.of(List.of("a", "b")).hashCode());
    }

    @Test
    void isComparedAndLookedUp() {
        ENGINE.run(() -> {
            StringTensor column = StringTensor.of(List.of(List.of("a"), List.of("b")));
            Tensor equal = column.equal(StringTensor.of("b", "a", "b"));
            assertEquals(Shape.of(2, 3), equal.shape());
            assertEquals(DType.BOOL, equal.dtype());
            assertArrayEquals(new int[] {0, 1, 0, 1, 0, 1}, equal.toInts());
            assertArrayEquals(new int[] {0, 1}, column.equal("b").toInts());
            Tensor ids = column.toIds(List.of("c", "b"));
            assertEquals("int32[2, 1]", ids.type().toString());
            assertArrayEquals(new int[] {-1, 1}, ids.toInts());
            assertArrayEquals(new int[] {7, 1}, column.toIds(List.of("c", "b"), 7).toInts());
        });
    }

    @Test
    void saysWhatItDoesNotAccept() {
        assertMessage("rows of equal length", () -> StringTensor.of(List.of(List.of("a"), List.of("b", "c"))));
        assertMessage("convert numbers", () -> StringTensor.of(List.of("a", 1)));
        assertMessage("at depth 1 of 2", () -> StringTensor.of(List.of(List.of("a"), "b")));
        assertMessage("received null", () -> StringTensor.of("a", null));
        assertMessage("twice", () -> StringTensor.of("a").toIds(List.of("a", "b", "a")));
        assertMessage("cannot broadcast", () -> StringTensor.of("a", "b").equal(StringTensor.of("a", "b", "c")));
        assertMessage("cannot turn", () -> StringTensor.of("a", "b").reshape(3));
        assertTrue(assertThrows(IndexOutOfBoundsException.class, () -> StringTensor.of("a", "b").get(2)).getMessage()
                .contains("outside of axis 0"));
    }

    private static void assertMessage(String part, Runnable action) {
        String message = assertThrows(IllegalArgumentException.class, () -> ENGINE.run(action)).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void shapeErrorsAreShapeExceptions() {
        assertThrows(ShapeException.class, () -> StringTensor.of(List.of(List.of("a"), List.of())));
    }
}
