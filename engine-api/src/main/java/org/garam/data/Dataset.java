package org.garam.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.garam.op.ShapeException;

/**
 * A sequence of {@linkplain Element elements}, samples first and batches once they are batched, that is made while it
 * is gone through: {@code tf.data.Dataset}. Immutable; each method returns another dataset, and nothing is read until
 * elements are asked for, so that files larger than memory can be gone through.
 *
 * {@snippet :
 * Dataset training = Dataset.fromCsv(file, new CsvOptions().targets("price"))
 *         .shuffle(10_000, 42).batch(32).prefetch(2);
 * for (Element batch : training) { ... }
 * }
 *
 * <p>Each pass begins anew. Elements are plain Java values; nothing of a dataset is on a device.
 */
public final class Dataset implements Iterable<Element> {

    /** The {@link #cardinality} of a dataset that never ends; for {@link #repeat(long)} and {@link #take} no limit. */
    public static final long INFINITE = -1;
    /** The {@link #cardinality} of a dataset whose elements have to be counted. */
    public static final long UNKNOWN = -2;
    /** For {@link #prefetch}: as many elements as Garam finds good. */
    public static final int AUTOTUNE = -1;

    private static final int AUTOMATIC_PREFETCH = 2;

    private final Stage stage;

    private Dataset(Stage stage) {
        this.stage = stage;
    }

    /**
     * An element with its number.
     *
     * @param index   counted from where {@link Dataset#enumerate} begins
     * @param element the element
     */
    public record Numbered(long index, Element element) {
    }

    // ---- where elements come from -----------------------------------------------------------------------------------

    /** {@return the rows of a Java array or tensor, see {@link HostTensor#of(Object)}, as features} */
    public static Dataset fromTensorSlices(Object features) {
        return slices(Element.of(features));
    }

    /**
     * {@return the rows of two Java arrays or tensors, as features and targets}
     *
     * @throws ShapeException if they are not as many
     */
    public static Dataset fromTensorSlices(Object features, Object targets) {
        return slices(Element.of(features, targets));
    }

    /**
     * {@return the rows of three Java arrays or tensors, as features, targets and weights}
     *
     * @throws ShapeException if they are not as many
     */
    public static Dataset fromTensorSlices(Object features, Object targets, Object weights) {
        return slices(Element.of(features, targets, weights));
    }

    private static Dataset slices(Element all) {
        all.each(part -> {
            if (part.shape().rank() == 0 || part.shape().size(0) != all.rows()) {
                throw new ShapeException("fromTensorSlices: the parts are " + ElementSpec.of(all)
                        + ", but need equally many rows along a first axis");
            }
            return part;
        });
        return new Dataset(new SourceStages.Slices(all));
    }

    /**
     * {@return the elements that the generator's iterators yield; each pass takes a new one} An iterator that is
     * {@link AutoCloseable} is closed when the pass ends.
     *
     * @param generator for example {@code () -> samples.stream().map(..).iterator()}
     * @param spec      what the elements are, -1 for sizes that vary; another element is an error
     */
    public static Dataset fromGenerator(Iterable<Element> generator, ElementSpec spec) {
        require(generator != null && spec != null, () -> "fromGenerator: received " + generator + " and " + spec
                + "; give something that makes iterators, and what elements they yield");
        return new Dataset(new SourceStages.Generated(generator, spec));
    }

    /**
     * {@return the rows of a file of separated values, plain or compressed by gzip, read as they are asked for}
     *
     * @throws DataUnavailableException if the file cannot be read
     * @throws IllegalArgumentException if it has no such columns
     */
    public static Dataset fromCsv(Path file, CsvOptions options) {
        require(file != null && options != null, () -> "fromCsv: received " + file + " and " + options
                + "; give a file and new CsvOptions()");
        return new Dataset(new CsvStage(file, options));
    }

    /** {@return the rows of a file, all its columns as features, see {@link #fromCsv(Path, CsvOptions)}} */
    public static Dataset fromCsv(Path file) {
        return fromCsv(file, new CsvOptions());
    }

    /** {@return the features of the first dataset with those of the second as targets; as long as the shorter one} */
    public static Dataset zip(Dataset features, Dataset targets) {
        return new Dataset(new JoinStages.Zipped(stages(features, targets)));
    }

    /** {@return the features of three datasets as features, targets and weights; as long as the shortest one} */
    public static Dataset zip(Dataset features, Dataset targets, Dataset weights) {
        return new Dataset(new JoinStages.Zipped(stages(features, targets, weights)));
    }

    private static List<Stage> stages(Dataset... datasets) {
        require(!Arrays.asList(datasets).contains(null), () -> "received null instead of a dataset");
        return Arrays.stream(datasets).map(dataset -> dataset.stage).toList();
    }

    // ---- what is made of them ---------------------------------------------------------------------------------------

    /** {@return batches of {@code size} elements, stacked along a new first axis; the last one may be smaller} */
    public Dataset batch(int size) {
        return batch(size, false);
    }

    /** {@return batches of {@code size} elements; if {@code dropRemainder}, a smaller last one is left out} */
    public Dataset batch(int size, boolean dropRemainder) {
        require(size >= 1, () -> "a batch has 1 sample or more, received " + size);
        return new Dataset(new BatchStages.Batched(stage, size, dropRemainder));
    }

    /** {@return the rows of each element as elements} */
    public Dataset unbatch() {
        return new Dataset(new BatchStages.Unbatched(stage));
    }

    /** {@return elements in an order drawn from {@code seed}, see {@link #shuffle(int, long, boolean)}} */
    public Dataset shuffle(int bufferSize, long seed) {
        return shuffle(bufferSize, seed, true);
    }

    /** {@return elements in a random order, see {@link #shuffle(int, long, boolean)}} */
    public Dataset shuffle(int bufferSize) {
        return shuffle(bufferSize, ThreadLocalRandom.current().nextLong());
    }

    /**
     * {@return elements in random order} Each one is drawn from the next {@code bufferSize} that have not been yielded:
     * as many as there are elements make all orders equally likely. The order is not TensorFlow's.
     *
     * @param bufferSize             how many elements wait in memory
     * @param seed                   what the order follows from
     * @param reshuffleEachIteration whether each pass has another order, the first pass of this dataset always the
     *                               same one, the second always the same one, …
     */
    public Dataset shuffle(int bufferSize, long seed, boolean reshuffleEachIteration) {
        require(bufferSize >= 1, () -> "shuffle: elements are drawn from a buffer of 1 or more, received " + bufferSize
                + "; give the number of elements to make all orders equally likely");
        return new Dataset(new ShuffleStage(stage, bufferSize, seed, reshuffleEachIteration));
    }

    /** {@return what the function makes of each element} It runs in every pass, in the thread that asks for elements. */
    public Dataset map(UnaryOperator<Element> function) {
        require(function != null, () -> "map: received null; give a function of an element");
        return new Dataset(new ElementStages.Mapped(stage, function));
    }

    /** {@return elements with what the function makes of their features} */
    public Dataset mapFeatures(UnaryOperator<HostTensor> function) {
        require(function != null, () -> "mapFeatures: received null; give a function of a host tensor");
        return map(element -> element.withFeatures(function.apply(element.features())));
    }

    /** {@return the elements for which the condition holds} */
    public Dataset filter(Predicate<Element> condition) {
        require(condition != null, () -> "filter: received null; give a condition");
        return new Dataset(new ElementStages.Filtered(stage, condition));
    }

    /** {@return these elements, then those of the other dataset, which must have the same parts and types} */
    public Dataset concatenate(Dataset other) {
        return new Dataset(new JoinStages.Concatenated(stage, stages(other).getFirst()));
    }

    /** {@return the same elements; the first pass that reaches the end keeps them in memory for later ones} */
    public Dataset cache() {
        return new Dataset(new CacheStages.InMemory(stage));
    }

    /**
     * {@return the same elements; the first pass that reaches the end keeps them in {@code file}, which later passes
     * read instead, also in later runs of the program} The file has a format of its own, and is to be deleted when what
     * is before it in the pipeline changes.
     */
    public Dataset cache(Path file) {
        require(file != null, () -> "cache: received null; give a file, or none to keep elements in memory");
        return new Dataset(new CacheStages.InFile(stage, file));
    }

    /**
     * {@return the same elements, of which a thread in the background makes {@code size} ahead} A failure shows where
     * the element is asked for.
     *
     * @param size 1 or more, 0 for none, or {@link #AUTOTUNE}
     */
    public Dataset prefetch(int size) {
        require(size >= AUTOTUNE, () -> "prefetch: received " + size + "; give how many elements to make ahead, 0 or"
                + " more, or Dataset.AUTOTUNE");
        return size == 0 ? this : new Dataset(new PrefetchStage(stage, size == AUTOTUNE ? AUTOMATIC_PREFETCH : size));
    }

    /** {@return these elements again and again, for ever} */
    public Dataset repeat() {
        return repeat(INFINITE);
    }

    /** {@return these elements {@code times} times; {@link #INFINITE} means for ever} */
    public Dataset repeat(long times) {
        require(times >= INFINITE, () -> "repeat: received " + times + "; give 0 or more, or none for ever");
        return new Dataset(new SequenceStages.Repeated(stage, times));
    }

    /** {@return the first {@code count} elements, all if there are fewer or {@code count} is -1} */
    public Dataset take(long count) {
        require(count >= INFINITE, () -> "take: received " + count + "; give 0 or more, or -1 for all");
        return count == INFINITE ? this : new Dataset(new SequenceStages.Taken(stage, count));
    }

    /** {@return what follows the first {@code count} elements; nothing if {@code count} is -1} */
    public Dataset skip(long count) {
        require(count >= INFINITE, () -> "skip: received " + count + "; give 0 or more, or -1 for all");
        return count == INFINITE ? take(0) : new Dataset(new SequenceStages.Skipped(stage, count));
    }

    // ---- what there is ----------------------------------------------------------------------------------------------

    /** {@return the elements with their numbers, from {@code start} on} */
    public Iterable<Numbered> enumerate(long start) {
        return () -> {
            var elements = iterator();
            return new Iterator<>() {
                private long index = start;

                @Override
                public boolean hasNext() {
                    return elements.hasNext();
                }

                @Override
                public Numbered next() {
                    return new Numbered(index++, elements.next());
                }
            };
        };
    }

    /** {@return the elements with their numbers, from 0 on} */
    public Iterable<Numbered> enumerate() {
        return enumerate(0);
    }

    /** {@return how many elements there are, {@link #INFINITE} or {@link #UNKNOWN}; nothing is counted for it} */
    public long cardinality() {
        return stage.cardinality();
    }

    /**
     * {@return what the elements are} What a function given to {@link #map} makes shows with the first element, which
     * is read for it.
     */
    public ElementSpec spec() {
        return stage.spec();
    }

    /** {@return a new pass over the elements} */
    @Override
    public ElementIterator iterator() {
        return new ElementIterator(stage.open());
    }

    /** Goes through the elements and frees what the pass holds, also if {@code action} fails. */
    @Override
    public void forEach(Consumer<? super Element> action) {
        iterator().forEachRemaining(action);
    }

    /** {@return the elements as a stream, which is to be closed if its end is not reached} */
    public Stream<Element> stream() {
        var elements = iterator();
        Iterable<Element> rest = () -> elements;
        return StreamSupport.stream(rest.spliterator(), false).onClose(elements::close);
    }

    /** {@return for example {@code Dataset(646 elements)}} */
    @Override
    public String toString() {
        var count = cardinality();
        return "Dataset(" + (count == INFINITE ? "infinitely many" : count == UNKNOWN ? "unknown number of"
                : String.valueOf(count)) + (count == 1 ? " element)" : " elements)");
    }

    private static void require(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise.get());
        }
    }
}
