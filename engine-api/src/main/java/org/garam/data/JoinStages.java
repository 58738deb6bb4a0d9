package org.garam.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How several stages become one: behind each other, or side by side. */
final class JoinStages {

    private JoinStages() {
    }

    /** The elements of one stage, then those of another. */
    record Concatenated(Stage first, Stage second) implements Stage {

        @Override
        public Cursor open() {
            return new Concatenation(List.of(first, second), Stage::open);
        }

        @Override
        public Cursor peek() {
            return new Concatenation(List.of(first, second), Stage::peek);
        }

        @Override
        public ElementSpec spec() {
            if (!first.spec().resembles(second.spec())) {
                throw new IllegalArgumentException("concatenate: one dataset has elements " + first.spec()
                        + ", the other " + second.spec() + "; they must have equal parts, types and numbers of axes");
            }
            return first.spec().join(second.spec(), TensorSpec::or);
        }

        @Override
        public long cardinality() {
            var one = first.cardinality();
            var other = second.cardinality();
            if (one == Dataset.INFINITE || other == Dataset.INFINITE) {
                return Dataset.INFINITE;
            }
            return one < 0 || other < 0 ? Dataset.UNKNOWN : Math.addExact(one, other);
        }
    }

    private static final class Concatenation implements Cursor {

        private final List<Stage> stages;
        private final Function<Stage, Cursor> opening;
        private Cursor pass;
        private int begun;

        Concatenation(List<Stage> stages, Function<Stage, Cursor> opening) {
            this.stages = stages;
            this.opening = opening;
        }

        @Override
        public Element next() {
            while (pass != null || begun < stages.size()) {
                if (pass == null) {
                    pass = opening.apply(stages.get(begun++));
                }
                var element = pass.next();
                if (element != null) {
                    return element;
                }
                pass.close();
                pass = null;
            }
            return null;
        }

        @Override
        public void close() {
            begun = stages.size();
            if (pass != null) {
                pass.close();
                pass = null;
            }
        }
    }

    /** The features of two or three stages side by side, as features, targets and weights; as long as the shortest. */
    record Zipped(List<Stage> parts) implements Stage {

        @Override
        public Cursor open() {
            return new Zipping(parts, Stage::open);
        }

        @Override
        public Cursor peek() {
            return new Zipping(parts, Stage::peek);
        }

        @Override
        public ElementSpec spec() {
            return new ElementSpec(parts.get(0).spec().features(), parts.get(1).spec().features(),
                    parts.size() > 2 ? parts.get(2).spec().features() : null);
        }

        @Override
        public long cardinality() {
            var shortest = Dataset.INFINITE;
            for (var part : parts) {
                var count = part.cardinality();
                if (count == Dataset.UNKNOWN) {
                    return count;
                }
                shortest = shortest == Dataset.INFINITE || count != Dataset.INFINITE && count < shortest ? count
                        : shortest;
            }
            return shortest;
        }
    }

    private static final class Zipping implements Cursor {

        private final List<Cursor> cursors = new ArrayList<>();

        Zipping(List<Stage> parts, Function<Stage, Cursor> opening) {
            try {
                parts.forEach(part -> cursors.add(opening.apply(part)));
            } catch (RuntimeException failure) {
                close();
                throw failure;
            }
        }

        @Override
        public Element next() {
            var tensors = new HostTensor[3];
            for (var i = 0; i < cursors.size(); i++) {
                var element = cursors.get(i).next();
                if (element == null) {
                    close();
                    return null;
                }
                if (element.hasTargets()) {
                    throw new IllegalArgumentException("zip: dataset " + i + " has elements " + ElementSpec.of(element)
                            + ", but each of the zipped ones must have features alone; take them with"
                            + " map(e -> e.withWeights(null).withTargets(null))");
                }
                tensors[i] = element.features();
            }
            return new Element(tensors[0], tensors[1], tensors[2]);
        }

        @Override
        public void close() {
            cursors.forEach(Cursor::close);
        }
    }
}
