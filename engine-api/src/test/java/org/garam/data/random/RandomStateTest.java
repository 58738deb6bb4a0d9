package org.garam.data.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.garam.data.ScikitLearn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomStateTest {

    static Stream<JsonNode> streams() {
        return ScikitLearn.cases("streams");
    }

    private static RandomState fresh(JsonNode stream) {
        var key = stream.get("key");
        return key.isArray() ? new RandomState(intKey(key)) : new RandomState(key.asLong());
    }

    private static int[] intKey(JsonNode key) {
        var ints = new int[key.size()];
        Arrays.setAll(ints, i -> (int) key.get(i).asLong());
        return ints;
    }

    private static void assertDraws(JsonNode stream, String name, ToDoubleFunction<RandomState> draw) {
        var random = fresh(stream);
        var expected = ScikitLearn.doubles(stream.get(name));
        assertArrayEquals(expected, DoubleStream.generate(() -> draw.applyAsDouble(random)).limit(expected.length)
                .toArray(), name);
    }

    private static void assertIntegers(JsonNode stream, String name, ToLongFunction<RandomState> draw) {
        var random = fresh(stream);
        var expected = stream.get(name);
        for (var i = 0; i < expected.size(); i++) {
            assertEquals(Long.parseLong(expected.get(i).asText()), draw.applyAsLong(random), name);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void drawsNumPysNumbers(JsonNode stream) {
        assertDraws(stream, "random_sample", RandomState::randomSample);
        assertIntegers(stream, "randint_0_10", random -> random.randint(0, 10));
        assertIntegers(stream, "randint_0_2", random -> random.randint(0, 2));
        assertIntegers(stream, "randint_0_2_32", random -> random.randint(0, 1L << 32));
        assertIntegers(stream, "randint_0_2_40", random -> random.randint(0, 1L << 40));
        assertIntegers(stream, "randint_all", random -> random.randint(Long.MIN_VALUE, Long.MAX_VALUE));
        assertArrayEquals(ScikitLearn.ints(stream.get("permutation")), fresh(stream).permutation(20));
        var later = fresh(stream);
        later.uniform(0, 1, 1000, 1);
        assertEquals(stream.get("after_1000").asDouble(), later.randomSample());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void drawsNumPysNormalNumbersToTheLastPlace(JsonNode stream) {
        var random = fresh(stream);
        for (var expected : ScikitLearn.doubles(stream.get("standard_normal"))) {
            assertEquals(expected, random.standardNormal(), Math.ulp(expected));
        }
    }

    /** The second number of a pair waits, whatever is drawn in between. */
    @Test
    void normalNumbersShareTheirPairs() {
        var random = new RandomState(123);
        assertEquals(1 + 2 * -1.0856306033005612, random.normal(1, 2), 1e-15);
        random.randomSample();
        assertEquals(0.9973454465835858, random.standardNormal(), 1e-15);
    }

    @Test
    void shufflesACopyOrInPlace() {
        var values = new int[] {5, 6, 7, 8};
        var permuted = new RandomState(3).permutation(values);
        assertArrayEquals(new int[] {5, 6, 7, 8}, values);
        new RandomState(3).shuffle(values);
        assertArrayEquals(permuted, values);
    }

    @Test
    void withoutASeedNobodyForesees() {
        assertNotEquals(new RandomState().randint(0, Long.MAX_VALUE), new RandomState().randint(0, Long.MAX_VALUE));
    }

    @Test
    void meansAndVariancesAreThoseOfTheDistributions() {
        var random = new RandomState(5);
        var normal = DoubleStream.generate(() -> random.normal(3, 2)).limit(100_000).toArray();
        var mean = Arrays.stream(normal).average().getAsDouble();
        assertEquals(3, mean, 0.03);
        assertEquals(4, Arrays.stream(normal).map(value -> (value - mean) * (value - mean)).average().getAsDouble(), 0.06);
        var counts = new int[6];
        LongStream.generate(() -> random.randint(-2, 4)).limit(60_000).forEach(value -> counts[(int) value + 2]++);
        assertTrue(Arrays.stream(counts).allMatch(count -> Math.abs(count - 10_000) < 400), Arrays.toString(counts));
    }

    @Test
    void saysWhatItTakes() {
        assertMessage("seed -1 is none of NumPy's; give 0 to 4294967295", () -> new RandomState(-1));
        assertMessage("seed 4294967296 is none", () -> new RandomState(1L << 32));
        assertMessage("needs a key of one number or more, received []", () -> new RandomState(new int[0]));
        assertMessage("received null", () -> new RandomState((int[]) null));
        assertMessage("no integer from 3 (included) to 3 (excluded); give low < high",
                () -> new RandomState(1).randint(3, 3));
        assertMessage("a permutation has 0 numbers or more, received -1", () -> new RandomState(1).permutation(-1));
    }

    private static void assertMessage(String part, Runnable action) {
        var message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
