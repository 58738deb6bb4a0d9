package org.garam.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.garam.data.Element;
import org.garam.data.ElementIterator;
import org.garam.data.HostTensor;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.state.SavedState;
import org.garam.model.state.StateFileException;
import org.garam.runtime.Tensor;
import org.garam.tensor.TensorType;

/**
 * The steps over batches that come from a dataset. Each is brought to the device when its step is queued, to one of two
 * places in turn, so that the next one can be on its way while a step still reads the one before; nothing waits for the
 * device. Batches of other types, the short last one for example, have places and a program of their own.
 */
final class DatasetSteps implements PassSteps {
    private static final String PLACE = "passes, fingerprint of all batches";
    /** So many types of batches have their places at the same time. */
    private static final int MOST_TYPES = 8;
    private static final int PLACES = 2;

    private record BatchType(TensorType inputs, TensorType targets, TensorType weights) {
        static BatchType of(Element batch) {
            return new BatchType(batch.features().type(), batch.hasTargets() ? batch.targets().type() : null,
                    batch.hasWeights() ? batch.weights().type() : null);
        }
    }

    /** Memory for a batch, and the step bound to it. */
    private final class Place {
        final Tensor inputs;
        final Tensor targets;
        final Tensor weights;
        final BoundStep step;

        Place(BatchType type) {
            inputs = memory(type.inputs);
            targets = memory(type.targets);
            weights = memory(type.weights);
            step = cache.bind(purpose, compilation, state.with(inputs, targets, weights),
                    Batches.single(type.inputs.shape().size(0)));
        }

        private static Tensor memory(TensorType type) {
            return type == null ? null : ModelMemory.zeros(type.dtype(), type.shape().toArray());
        }

        void fill(Element batch) {
            write(inputs, batch.features());
            write(targets, batch.targets());
            write(weights, batch.weights());
        }

        private static void write(Tensor memory, HostTensor values) {
            if (memory != null) {
                memory.buffer().write(0, values.segment());
            }
        }

        void close() {
            step.close();
            Stream.of(inputs, targets, weights).filter(tensor -> tensor != null).forEach(Tensor::close);
        }
    }

    private final StepCache cache;
    private final Purpose purpose;
    private final Compilation compilation;
    private final StepArguments<Tensor> state;
    private final DatasetBatches source;
    private final Map<BatchType, Place[]> places = new LinkedHashMap<>(16, 0.75f, true);
    private final BatchFingerprint fingerprint = new BatchFingerprint();
    private OptionalInt count;
    private long passes;
    /** Null between two passes. */
    private ElementIterator pass;
    private int queued;
    private BoundStep latest;

    DatasetSteps(StepCache cache, Purpose purpose, Compilation compilation, StepArguments<Tensor> state,
            DatasetBatches source) {
        this.cache = cache;
        this.purpose = purpose;
        this.compilation = compilation;
        this.state = state;
        this.source = source;
        long cardinality = source.dataset().cardinality();
        count = cardinality < 0 || cardinality > Integer.MAX_VALUE
                ? OptionalInt.empty() : OptionalInt.of((int) cardinality);
    }

    @Override
    public OptionalInt count() {
        return count;
    }

    @Override
    public void begin() {
        end();
        HostValues.write(state.cursor(), 0L);
        pass = source.open();
    }

    @Override
    public boolean has(int index) {
        if (pass == null) {
            return false;
        }
        if (!pass.hasNext()) {
            requireBatches(index);
            count = OptionalInt.of(index);
            end();
        }
        return pass != null;
    }

    private void requireBatches(int index) {
        if (index == 0) {
            throw new IllegalArgumentException(passes == 0
                    ? "the dataset " + source.dataset() + " has no batches; there must be at least one"
                    : "pass " + (passes + 1)
                            + " over the dataset had no batches although the first one had; a generator"
                            + " must return a new iterator each time, or use repeat() and stepsPerEpoch");
        }
    }

    @Override
    public void run(int index) {
        Element batch = pass.next();
        fingerprint.add(batch);
        Place place = places(BatchType.of(batch))[queued++ % PLACES];
        place.fill(batch);
        latest = place.step;
        latest.run();
    }

    private Place[] places(BatchType type) {
        Place[] known = places.get(type);
        if (known == null) {
            known = new Place[] {new Place(type), new Place(type)};
            places.put(type, known);
            if (places.size() > MOST_TYPES) {
                BatchType eldest = places.keySet().iterator().next();
                close(places.remove(eldest));
            }
        }
        return known;
    }

    private static void close(Place... unused) {
        for (Place place : unused) {
            place.close();
        }
    }

    @Override
    public void end() {
        if (pass != null) {
            pass.close();
            pass = null;
            passes++;
        }
    }

    @Override
    public Tensor output() {
        return latest.output();
    }

    /** Batches are gone once their steps are done. */
    @Override
    public Optional<BoundStep> inspection(int index) {
        return Optional.empty();
    }

    @Override
    public SavedState save() {
        return new SavedState().putIntegers(PLACE, passes, fingerprint.value());
    }

    /** Goes through the dataset as the interrupted run did, for only so it is known which batches follow. */
    @Override
    public void restore(SavedState saved, int limit, OptionalInt next) {
        long[] place = saved.integers(PLACE);
        while (passes < place[0]) {
            skip(limit);
            end();
        }
        if (next.isPresent()) {
            skip(next.getAsInt());
            HostValues.write(state.cursor(), (long) next.getAsInt());
        }
        if (fingerprint.value() != place[1]) {
            throw new StateFileException("the dataset does not yield the batches that the interrupted run was trained with,"
                    + " so it cannot go on as if it had not been interrupted; shuffle with a seed, and have generators"
                    + " yield the same each time, or delete the backup to start anew");
        }
    }

    private void skip(int most) {
        begin();
        for (int i = 0; i < most && pass != null && pass.hasNext(); i++) {
            fingerprint.add(pass.next());
        }
    }

    @Override
    public void close() {
        end();
        places.values().forEach(DatasetSteps::close);
        places.clear();
    }
}
