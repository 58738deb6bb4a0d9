package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Numbers of NumPy and scikit-learn, see {@code data/scikit_learn.py}. */
public final class ScikitLearn {

    private static final JsonNode GOLDEN = read();

    private ScikitLearn() {
    }

    private static JsonNode read() {
        try (var json = ScikitLearn.class.getResourceAsStream("/data/scikit_learn.json")) {
            return new ObjectMapper().readTree(json);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static JsonNode get(String name) {
        return GOLDEN.get(name);
    }

    public static Stream<JsonNode> cases(String name) {
        return StreamSupport.stream(GOLDEN.get(name).spliterator(), false);
    }

    public static double[] doubles(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(value -> value.isNull() ? Double.NaN : value.asDouble()).toArray();
    }

    public static int[] ints(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }

    public static double[][] rows(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(ScikitLearn::doubles).toArray(double[][]::new);
    }

    /** Sums are rounded in another order than in NumPy, in relation to the largest number of a row. */
    public static void assertClose(JsonNode expected, double[][] actual, double tolerance, String what) {
        assertEquals(expected.size(), actual.length, what);
        for (var row = 0; row < actual.length; row++) {
            assertClose(expected.get(row), actual[row], tolerance, what + ", row " + row);
        }
    }

    public static void assertClose(JsonNode expected, double[] actual, double tolerance, String what) {
        var numbers = doubles(expected);
        assertEquals(numbers.length, actual.length, what);
        for (var i = 0; i < actual.length; i++) {
            assertEquals(numbers[i], actual[i], tolerance * Math.max(1, Math.abs(numbers[i])), what + ", place " + i);
        }
    }
}
