package org.garam.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.garam.op.ShapeException;

/** Samples to batches and back. */
final class BatchStages {

    private BatchStages() {
    }

    /** Elements stacked along a new first axis, {@code size} at a time. */
    record Batched(Stage source, int size, boolean dropRemainder) implements Stage {

        @Override
        public Cursor open() {
            return new Batching(source.open(), size, dropRemainder);
        }

        @Override
        public Cursor peek() {
            return new Batching(source.peek(), size, dropRemainder);
        }

        @Override
        public ElementSpec spec() {
            var count = source.cardinality();
            var isAlwaysFull = dropRemainder || count == Dataset.INFINITE || count > 0 && count % size == 0;
            return source.spec().each(part -> part.batched(isAlwaysFull ? size : TensorSpec.UNKNOWN));
        }

        @Override
        public long cardinality() {
            var count = source.cardinality();
            return count < 0 ? count : count / size + (dropRemainder || count % size == 0 ? 0 : 1);
        }
    }

    private static final class Batching implements Cursor {

        private final Cursor source;
        private final boolean dropRemainder;
        private final List<Element> samples;
        private final int size;
        private final Queue<Element> spare = new ConcurrentLinkedQueue<>();
        private boolean isEnded;

        Batching(Cursor source, int size, boolean dropRemainder) {
            this.source = source;
            this.size = size;
            this.dropRemainder = dropRemainder;
            samples = new ArrayList<>();
        }

        @Override
        public Element next() {
            samples.clear();
            while (!isEnded && samples.size() < size) {
                var sample = source.next();
                isEnded = sample == null;
                if (!isEnded) {
                    samples.add(sample);
                }
            }
            if (samples.isEmpty() || dropRemainder && samples.size() < size) {
                return null;
            }
            var batch = emptyFor(samples.getFirst());
            for (var row = 0; row < samples.size(); row++) {
                store(row, samples.get(row), batch);
            }
            return samples.size() == size ? batch : batch.each(part -> part.rows(samples.size()));
        }

        private Element emptyFor(Element sample) {
            for (Element batch; (batch = spare.poll()) != null; ) {
                if (ElementSpec.of(batch).each(TensorSpec::unbatched).accepts(sample)) {
                    return batch;
                }
            }
            var rows = isEnded ? samples.size() : size;
            return sample.each(part -> HostTensor.zeros(TensorSpec.of(part.type()).batched(rows).type()));
        }

        private void store(int row, Element sample, Element batch) {
            var first = samples.getFirst();
            if (!isLike(first.features(), sample.features()) || !isLike(first.targets(), sample.targets())
                    || !isLike(first.weights(), sample.weights())) {
                throw new ShapeException("batch: the samples of a batch must be alike, but one is "
                        + ElementSpec.of(first) + " and sample " + row + " behind it "
                        + ElementSpec.of(sample) + "; make them alike with map");
            }
            batch.features().setRow(row, sample.features());
            if (batch.hasTargets()) {
                batch.targets().setRow(row, sample.targets());
            }
            if (batch.hasWeights()) {
                batch.weights().setRow(row, sample.weights());
            }
        }

        private static boolean isLike(HostTensor one, HostTensor other) {
            return one == null || other == null ? one == other : one.type().equals(other.type());
        }

        // A short batch is a part of a larger array, or the last one: it is not worth keeping.
        @Override
        public void recycle(Element batch) {
            if (batch.rows() == size) {
                spare.add(batch);
            }
        }

        @Override
        public void close() {
            isEnded = true;
            source.close();
        }
    }

    /** The rows of each element as elements. */
    record Unbatched(Stage source) implements Stage {

        @Override
        public Cursor open() {
            return unbatch(source.open());
        }

        @Override
        public Cursor peek() {
            return unbatch(source.peek());
        }

        private static Cursor unbatch(Cursor batches) {
            return new Cursor() {
                private Element batch;
                private int next;

                @Override
                public Element next() {
                    while (batch == null || next == batch.rows()) {
                        batch = batches.next();
                        next = 0;
                        if (batch == null) {
                            return null;
                        }
                        requireRows(batch);
                    }
                    var row = next++;
                    return batch.each(part -> part.row(row));
                }

                @Override
                public void close() {
                    batches.close();
                }
            };
        }

        private static void requireRows(Element batch) {
            batch.each(part -> {
                if (part.shape().rank() == 0 || part.shape().size(0) != batch.rows()) {
                    throw new ShapeException("unbatch: an element is " + ElementSpec.of(batch)
                            + ", whose parts are no batches of equal size; unbatch only what was batched");
                }
                return part;
            });
        }

        @Override
        public ElementSpec spec() {
            var batches = source.spec();
            if (batches.features().sizes().isEmpty()) {
                throw new ShapeException("unbatch: elements are " + batches + ", whose features are no batch;"
                        + " unbatch only what was batched");
            }
            return batches.each(TensorSpec::unbatched);
        }

        @Override
        public long cardinality() {
            var count = source.cardinality();
            if (count <= 0) {
                return count;
            }
            var sizes = source.spec().features().sizes();
            return sizes.isEmpty() || sizes.getFirst() == TensorSpec.UNKNOWN ? Dataset.UNKNOWN
                    : Math.multiplyExact(count, sizes.getFirst());
        }
    }
}
