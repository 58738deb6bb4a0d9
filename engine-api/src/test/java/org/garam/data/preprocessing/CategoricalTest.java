package org.garam.data.preprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CategoricalTest {

    @Test
    void oneHotAndBack() {
        var ids = new int[] {2, 0, 1, 2};
        var rows = Categorical.toCategorical(ids);
        assertArrayEquals(new float[][] {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, rows);
        assertArrayEquals(ids, Categorical.argMax(rows));
        assertEquals(5, Categorical.toCategorical(ids, 5)[0].length);
        assertEquals(0, Categorical.toCategorical(new int[0], 5).length);
    }

    @Test
    void largestAsNumPyFindsIt() {
        assertEquals(1, Categorical.argMax(new double[] {1, 3, 3}));
        assertEquals(2, Categorical.argMax(new double[] {1, 5, Double.NaN, Double.NaN}));
        assertEquals(0, Categorical.argMax(new float[] {Float.NaN, 5}));
        assertEquals(1, Categorical.argMax(new float[] {Float.NEGATIVE_INFINITY, -5}));
        assertArrayEquals(new int[] {1, 0}, Categorical.argMax(new double[][] {{0.1, 0.9}, {0.6, 0.4}}));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("class id 3 at place 1 is none of the 3 classes; ids are 0 to 2", () ->
                        Categorical.toCategorical(new int[] {0, 3}, 3)),
                mistake("class id -1 at place 0", () -> Categorical.toCategorical(new int[] {-1, 3})),
                mistake("there are no class ids", () -> Categorical.toCategorical(new int[0])),
                mistake("there are no class ids", () -> Categorical.toCategorical(null)),
                mistake("the class ids are null", () -> Categorical.toCategorical(null, 3)),
                mistake("received []; give at least one value", () -> Categorical.argMax(new float[0])),
                mistake("received null", () -> Categorical.argMax((double[]) null)),
                mistake("the rows are null", () -> Categorical.argMax((float[][]) null)));
    }

    private static Arguments mistake(String part, Runnable action) {
        return Arguments.of(part, action);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatItTakes(String part, Runnable action) {
        var message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
