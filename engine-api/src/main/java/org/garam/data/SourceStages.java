package org.garam.data;

import java.util.Iterator;
import org.garam.tensor.TensorType;

/** Where elements come from. */
final class SourceStages {

    private SourceStages() {
    }

    /** The rows of tensors. */
    record Slices(Element all) implements Stage {

        @Override
        public Cursor open() {
            return new Slicing(all);
        }

        @Override
        public ElementSpec spec() {
            return ElementSpec.of(all).each(TensorSpec::unbatched);
        }

        @Override
        public long cardinality() {
            return all.rows();
        }
    }

    private static final class Slicing implements Cursor {

        private final Element all;
        private final TensorType features;
        private final TensorType targets;
        private final TensorType weights;
        private int next;

        Slicing(Element all) {
            this.all = all;
            var spec = ElementSpec.of(all).each(TensorSpec::unbatched);
            features = spec.features().type();
            targets = all.hasTargets() ? spec.targets().type() : null;
            weights = all.hasWeights() ? spec.weights().type() : null;
        }

        @Override
        public Element next() {
            if (next == all.rows()) {
                return null;
            }
            var row = next++;
            return new Element(all.features().row(features, row),
                    targets == null ? null : all.targets().row(targets, row),
                    weights == null ? null : all.weights().row(weights, row));
        }

        @Override
        public void close() {
            next = all.rows();
        }
    }

    /** What a user's iterators yield. */
    record Generated(Iterable<Element> generator, ElementSpec spec) implements Stage {

        @Override
        public Cursor open() {
            return new Generation(generator.iterator(), spec);
        }

        @Override
        public long cardinality() {
            return Dataset.UNKNOWN;
        }
    }

    private static final class Generation implements Cursor {

        private final ElementSpec spec;
        private Iterator<Element> iterator;
        private long count;

        Generation(Iterator<Element> iterator, ElementSpec spec) {
            if (iterator == null) {
                throw new IllegalArgumentException("fromGenerator: the generator gave no iterator but null; return one,"
                        + " an empty one if there are no elements");
            }
            this.iterator = iterator;
            this.spec = spec;
        }

        @Override
        public Element next() {
            if (iterator == null || !iterator.hasNext()) {
                close();
                return null;
            }
            var element = iterator.next();
            if (element == null || !spec.accepts(element)) {
                throw new IllegalArgumentException("fromGenerator: element " + count + " is "
                        + (element == null ? "null" : ElementSpec.of(element)) + ", but " + spec
                        + " was declared; yield such elements, or declare what is yielded");
            }
            count++;
            return element;
        }

        @Override
        public void close() {
            var open = iterator;
            iterator = null;
            if (open instanceof AutoCloseable resource) {
                try {
                    resource.close();
                } catch (RuntimeException failure) {
                    throw failure;
                } catch (Exception failure) {
                    throw new DataUnavailableException("fromGenerator: the generator could not be closed: " + failure
                            + "; see to its close method", failure);
                }
            }
        }
    }
}
