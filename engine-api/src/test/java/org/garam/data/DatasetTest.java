package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DatasetTest {

    private static Dataset range(int count) {
        return Dataset.fromTensorSlices(IntStream.range(0, count).toArray());
    }

    /** The features of all elements, flat. */
    private static List<Integer> values(Iterable<Element> elements) {
        var values = new ArrayList<Integer>();
        elements.forEach(element -> IntStream.of(element.features().toInts()).forEach(values::add));
        return values;
    }

    private static List<Integer> sizes(Dataset batches) {
        return batches.stream().map(Element::rows).toList();
    }

    static Stream<Arguments> pipelines() {
        var five = range(5);
        return Stream.of(
                pipeline(five, 5, 0, 1, 2, 3, 4),
                pipeline(five.take(2), 2, 0, 1),
                pipeline(five.take(9), 5, 0, 1, 2, 3, 4),
                pipeline(five.take(-1), 5, 0, 1, 2, 3, 4),
                pipeline(five.take(0), 0),
                pipeline(five.skip(3), 2, 3, 4),
                pipeline(five.skip(9), 0),
                pipeline(five.skip(-1), 0),
                pipeline(five.repeat(2), 10, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4),
                pipeline(five.repeat(0), 0),
                pipeline(five.repeat().take(7), 7, 0, 1, 2, 3, 4, 0, 1),
                pipeline(five.repeat().skip(6).take(2), 2, 1, 2),
                pipeline(five.take(0).repeat(), 0),
                pipeline(five.filter(element -> element.features().item() > 9).repeat(), Dataset.INFINITE),
                pipeline(five.filter(element -> element.features().item() % 2 == 0), Dataset.UNKNOWN, 0, 2, 4),
                pipeline(five.mapFeatures(x -> HostTensor.of((int) x.item() * 10)), 5, 0, 10, 20, 30, 40),
                pipeline(five.concatenate(range(2)), 7, 0, 1, 2, 3, 4, 0, 1),
                pipeline(five.concatenate(range(2).repeat()).take(6), 6, 0, 1, 2, 3, 4, 0),
                pipeline(five.batch(2), 3, 0, 1, 2, 3, 4),
                pipeline(five.batch(2, true), 2, 0, 1, 2, 3),
                pipeline(five.batch(2).repeat(2), 6, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4),
                pipeline(five.repeat(2).batch(4), 3, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4),
                pipeline(five.batch(9), 1, 0, 1, 2, 3, 4),
                pipeline(five.batch(9, true), 0),
                pipeline(five.batch(2).unbatch(), Dataset.UNKNOWN, 0, 1, 2, 3, 4),
                pipeline(range(4).batch(2).unbatch(), 4, 0, 1, 2, 3),
                pipeline(five.prefetch(2), 5, 0, 1, 2, 3, 4),
                pipeline(five.prefetch(0).prefetch(Dataset.AUTOTUNE), 5, 0, 1, 2, 3, 4),
                pipeline(five.cache(), 5, 0, 1, 2, 3, 4),
                pipeline(five.shuffle(1, 1), 5, 0, 1, 2, 3, 4),
                pipeline(Dataset.zip(five, range(3)), 3, 0, 1, 2),
                pipeline(Dataset.zip(range(2).repeat(), five), 5, 0, 1, 0, 1, 0));
    }

    private static Arguments pipeline(Dataset dataset, long cardinality, Integer... values) {
        return Arguments.of(dataset, cardinality, List.of(values));
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void yieldsInEveryPass(Dataset dataset, long cardinality, List<Integer> values) {
        assertEquals(values, values(dataset));
        assertEquals(values, values(dataset));
        assertEquals(cardinality, dataset.cardinality());
    }

    @Test
    void batchesStackWhatBelongsTogether() {
        var x = new float[][] {{1, 2}, {3, 4}, {5, 6}};
        var batches = Dataset.fromTensorSlices(x, new int[] {7, 8, 9}, new double[] {0.1, 0.2, 0.3}).batch(2);
        assertEquals("(float32[?, 2], int32[?], float64[?])", batches.spec().toString());
        assertEquals(List.of(
                Element.of(new float[][] {{1, 2}, {3, 4}}, new int[] {7, 8}, new double[] {0.1, 0.2}),
                Element.of(new float[][] {{5, 6}}, new int[] {9}, new double[] {0.3})), batches.stream().toList());
        assertEquals("(float32[2], int32[], float64[])", batches.unbatch().spec().toString());
        assertEquals(Element.of(new float[] {5, 6}, 9, 0.3), batches.unbatch().skip(2).iterator().next());
    }

    static Stream<Arguments> specs() {
        var rows = Dataset.fromTensorSlices(new float[6][3], new byte[6]);
        return Stream.of(
                Arguments.of(rows, "(float32[3], int8[])"),
                Arguments.of(rows.batch(3), "(float32[3, 3], int8[3])"),
                Arguments.of(rows.batch(4), "(float32[?, 3], int8[?])"),
                Arguments.of(rows.batch(4, true), "(float32[4, 3], int8[4])"),
                Arguments.of(rows.repeat().batch(4), "(float32[4, 3], int8[4])"),
                Arguments.of(rows.batch(4).batch(1), "(float32[1, ?, 3], int8[1, ?])"),
                Arguments.of(rows.map(e -> e.withTargets(null)), "(float32[3])"),
                Arguments.of(rows.batch(4).mapFeatures(x -> x.cast(DType.FLOAT64)), "(float64[?, 3], int8[?])"),
                Arguments.of(rows.batch(4).concatenate(rows.take(4).batch(2)), "(float32[?, 3], int8[?])"),
                Arguments.of(Dataset.zip(rows.map(e -> e.withTargets(null)), range(6), range(6)),
                        "(float32[3], int32[], int32[])"),
                Arguments.of(rows.shuffle(2, 1).cache().prefetch(1).take(2).skip(1).repeat(2).filter(e -> true),
                        "(float32[3], int8[])"));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void tellsWhatElementsAre(Dataset dataset, String spec) {
        assertEquals(spec, dataset.spec().toString());
        dataset.take(3).forEach(element -> assertTrue(dataset.spec().accepts(element)));
    }

    @Test
    void shufflesEveryElementOnce() {
        var shuffled = range(100).shuffle(100, 42);
        var first = values(shuffled);
        var second = values(shuffled);
        assertNotEquals(first, second);
        assertNotEquals(values(range(100)), first);
        assertEquals(values(range(100)), first.stream().sorted().toList());
        assertEquals(values(range(100)), second.stream().sorted().toList());
        assertEquals(first, values(range(100).shuffle(100, 42)));
        assertNotEquals(first, values(range(100).shuffle(100, 43)));
        var fixed = range(100).shuffle(100, 42, false);
        assertEquals(values(fixed), values(fixed));
        var twice = values(range(100).shuffle(100, 42).repeat(2));
        assertEquals(first, twice.subList(0, 100));
        assertEquals(second, twice.subList(100, 200));
    }

    @Test
    void shufflesOnlyWithinTheBuffer() {
        var shuffled = values(range(100).shuffle(10, 1));
        for (var place = 0; place < 100; place++) {
            assertTrue(shuffled.get(place) < place + 10, shuffled::toString);
        }
        assertEquals(values(range(100)), shuffled.stream().sorted().toList());
    }

    /** The mean place of each element is the middle, for 2000 orders within 5 standard deviations. */
    @Test
    void allOrdersAreEquallyLikely() {
        var sums = new double[10];
        var shuffled = range(10).shuffle(10, 7);
        for (var pass = 0; pass < 2000; pass++) {
            var order = values(shuffled);
            for (var place = 0; place < 10; place++) {
                sums[order.get(place)] += place;
            }
        }
        for (var sum : sums) {
            assertEquals(4.5, sum / 2000, 5 * 2.87 / Math.sqrt(2000));
        }
    }

    @Test
    void askingForTheSpecCountsAsNoPass() {
        var asked = range(50).shuffle(50, 3).mapFeatures(x -> x);
        asked.spec();
        assertEquals(values(range(50).shuffle(50, 3)), values(asked));
    }

    @Test
    void recycledBatchesAreFilledAgain() {
        var memory = Collections.newSetFromMap(new IdentityHashMap<HostTensor, Boolean>());
        try (var batches = range(200).batch(2).prefetch(1).iterator()) {
            for (var i = 0; i < 100; i++) {
                var batch = batches.next();
                assertArrayEquals(new int[] {2 * i, 2 * i + 1}, batch.features().toInts());
                memory.add(batch.features());
                batches.recycle(batch);
            }
        }
        // One is waiting, one being made, one being read, and one may be made before the last is given back.
        assertTrue(memory.size() <= 4, memory::toString);
        try (var batches = range(4).batch(2).iterator()) {
            var kept = batches.next();
            batches.next();
            assertArrayEquals(new int[] {0, 1}, kept.features().toInts());
        }
    }

    @Test
    void cachedBatchesAreNotFilledAgain() {
        var cached = range(4).batch(2).cache();
        for (var pass = 0; pass < 2; pass++) {
            try (var batches = cached.iterator()) {
                while (batches.hasNext()) {
                    batches.recycle(batches.next());
                }
            }
            assertEquals(List.of(0, 1, 2, 3), values(cached));
        }
    }

    @Test
    void generatorsAreAskedAnewInEachPassAndClosed() {
        var closed = new ArrayList<String>();
        final class Resource implements Iterator<Element>, AutoCloseable {
            private int next;

            @Override
            public boolean hasNext() {
                return next < 3;
            }

            @Override
            public Element next() {
                return Element.of(next++);
            }

            @Override
            public void close() {
                closed.add("closed after " + next);
            }
        }
        var generated = Dataset.fromGenerator(Resource::new, ElementSpec.of(TensorSpec.of(DType.INT32)));
        assertEquals(Dataset.UNKNOWN, generated.cardinality());
        assertEquals(List.of(0, 1, 2), values(generated));
        assertEquals(List.of(0, 1, 2, 0, 1, 2), values(generated.repeat(2)));
        try (var elements = generated.batch(1).iterator()) {
            elements.next();
        }
        assertEquals(List.of("closed after 3", "closed after 3", "closed after 3", "closed after 1"), closed);
        assertEquals(List.of(0), values(generated.take(1)));
        assertEquals("closed after 1", closed.getLast());
        assertThrows(IllegalStateException.class, () -> generated.forEach(element -> {
            throw new IllegalStateException("enough");
        }));
        assertEquals("closed after 1", closed.getLast());
        assertEquals(6, closed.size());
    }

    @Test
    void numbersElements() {
        var numbered = new ArrayList<String>();
        for (var element : range(3).enumerate(5)) {
            numbered.add(element.index() + ":" + (int) element.element().features().item());
        }
        assertEquals(List.of("5:0", "6:1", "7:2"), numbered);
        assertEquals(0, range(3).enumerate().iterator().next().index());
    }

    @Test
    void aClosedPassIsAtItsEnd() {
        for (var dataset : List.of(range(5), range(5).repeat(), range(5).cache(), range(5).prefetch(2).batch(2),
                range(5).shuffle(3, 1), Dataset.zip(range(5), range(5)), range(5).concatenate(range(5)))) {
            var elements = dataset.iterator();
            elements.next();
            elements.close();
            elements.close();
            assertFalse(elements.hasNext());
            var message = assertThrows(NoSuchElementException.class, elements::next).getMessage();
            assertTrue(message.contains("no more elements"), message);
        }
    }

    @Test
    void failuresComeThroughAsTheyAre() {
        var failure = new IllegalStateException("the third is bad");
        var failing = range(5).mapFeatures(x -> {
            if (x.item() == 2) {
                throw failure;
            }
            return x;
        });
        for (var dataset : List.of(failing, failing.batch(1), failing.shuffle(1, 1).cache().repeat())) {
            assertSame(failure, assertThrows(IllegalStateException.class, () -> values(dataset)));
        }
    }

    @Test
    void saysWhatItIs() {
        assertEquals("Dataset(5 elements)", range(5).toString());
        assertEquals("Dataset(1 element)", range(1).toString());
        assertEquals("Dataset(infinitely many elements)", range(5).repeat().toString());
        assertEquals("Dataset(unknown number of elements)", range(5).filter(e -> true).toString());
        assertEquals("(HostTensor(int32[2], [0, 1]))", range(2).batch(2).iterator().next().toString());
        assertEquals(List.of(3, 2), sizes(range(5).batch(3)));
    }

    static Stream<Arguments> mistakes() {
        var three = range(3);
        var spec = ElementSpec.of(TensorSpec.of(DType.INT32));
        return Stream.of(
                mistake("a batch has 1 sample or more, received 0", () -> three.batch(0)),
                mistake("a buffer of 1 or more, received 0", () -> three.shuffle(0)),
                mistake("repeat: received -2", () -> three.repeat(-2)),
                mistake("take: received -2", () -> three.take(-2)),
                mistake("skip: received -2", () -> three.skip(-2)),
                mistake("prefetch: received -2", () -> three.prefetch(-2)),
                mistake("map: received null", () -> three.map(null)),
                mistake("mapFeatures: received null", () -> three.mapFeatures(null)),
                mistake("filter: received null", () -> three.filter(null)),
                mistake("received null instead of a dataset", () -> three.concatenate(null)),
                mistake("received null instead of a dataset", () -> Dataset.zip(three, null)),
                mistake("cache: received null", () -> three.cache(null)),
                mistake("received null; give a Java array", () -> Dataset.fromTensorSlices(null)),
                mistake("(int32[], int32[]), but need equally many rows", () -> Dataset.fromTensorSlices(1, 2)),
                mistake("(float32[3, 1], int32[2]), but need equally many rows", () ->
                        Dataset.fromTensorSlices(new float[3][1], new int[2])),
                mistake("rows of equal length, received 1 values along axis 1 where the first row has 2", () ->
                        Dataset.fromTensorSlices(new int[][] {{1, 2}, {3}})),
                mistake("fromGenerator: received null", () -> Dataset.fromGenerator(null, spec)),
                mistake("gave no iterator but null", () -> values(Dataset.fromGenerator(() -> null, spec))),
                mistake("element 1 is (float32[]), but (int32[]) was declared", () -> values(
                        Dataset.fromGenerator(List.of(Element.of(1), Element.of(1f)), spec))),
                mistake("map: the function made null of", () -> values(three.map(e -> null))),
                mistake("shows with the first one, but there is none", () -> three.take(0).map(e -> e).spec()),
                mistake("one is (int32[1]) and sample 1 behind it (int32[2])", () -> values(
                        three.mapFeatures(x -> HostTensor.of(new int[(int) x.item() + 1])).batch(2))),
                mistake("zip: dataset 1 has elements (int32[], int32[]), but each of the zipped ones must have features",
                        () -> values(Dataset.zip(three, Dataset.zip(three, three)))),
                mistake("concatenate: one dataset has elements (int32[]), the other (float32[])", () ->
                        three.concatenate(Dataset.fromTensorSlices(new float[2])).spec()),
                mistake("unbatch: elements are (int32[]), whose features are no batch", () -> three.unbatch().spec()),
                mistake("unbatch: an element is (int32[]), whose parts are no batches", () -> values(three.unbatch())),
                mistake("a sample that is a single number is no batch", () -> three.iterator().next().rows()),
                mistake("weights int32[] say how much targets count", () ->
                        new Element(HostTensor.of(1), null, HostTensor.of(1))),
                mistake("sizes of 0 or more, or -1 for an unknown one; received int32[-2]", () ->
                        TensorSpec.of(DType.INT32, -2)),
                mistake("int32[?] has no fixed shape", () -> three.batch(2).spec().features().type()));
    }

    private static Arguments mistake(String part, Runnable action) {
        return Arguments.of(part, action);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatItTakes(String part, Runnable action) {
        var message = assertThrows(RuntimeException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
