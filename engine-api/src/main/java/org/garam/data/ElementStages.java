package org.garam.data;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What is done to each element by itself. */
final class ElementStages {

    private ElementStages() {
    }

    /** Elements as a user's function changes them; what they are then shows with the first of them. */
    static final class Mapped implements Stage {

        private final Stage source;
        private final UnaryOperator<Element> function;
        private volatile ElementSpec spec;

        Mapped(Stage source, UnaryOperator<Element> function) {
            this.source = source;
            this.function = function;
        }

        @Override
        public Cursor open() {
            return open(source.open());
        }

        @Override
        public Cursor peek() {
            return open(source.peek());
        }

        private Cursor open(Cursor from) {
            return new Cursor() {
                @Override
                public Element next() {
                    var element = from.next();
                    return element == null ? null : apply(element);
                }

                @Override
                public void close() {
                    from.close();
                }
            };
        }

        private Element apply(Element element) {
            var changed = function.apply(element);
            if (changed == null) {
                throw new IllegalArgumentException("map: the function made null of " + element
                        + "; return an element, and leave elements out with filter");
            }
            return changed;
        }

        @Override
        public ElementSpec spec() {
            if (spec == null) {
                try (var first = source.peek()) {
                    var element = first.next();
                    if (element == null) {
                        throw new IllegalStateException("what map makes of elements shows with the first one, but there"
                                + " is none; see why the dataset is empty");
                    }
                    spec = generalized(source.spec(), element, apply(element));
                }
            }
            return spec;
        }

        /** Where the number of rows varies before the function, it varies behind it too. */
        private static ElementSpec generalized(ElementSpec before, Element given, Element made) {
            var sizes = before.features().sizes();
            if (sizes.isEmpty() || sizes.getFirst() != TensorSpec.UNKNOWN) {
                return ElementSpec.of(made);
            }
            return ElementSpec.of(made).each(part -> !part.sizes().isEmpty() && part.sizes().getFirst() == given.rows()
                    ? part.withUnknownRows() : part);
        }

        @Override
        public long cardinality() {
            return source.cardinality();
        }
    }

    /** The elements that a user's condition accepts. */
    record Filtered(Stage source, Predicate<Element> condition) implements Stage {

        @Override
        public Cursor open() {
            return open(source.open());
        }

        @Override
        public Cursor peek() {
            return open(source.peek());
        }

        private Cursor open(Cursor from) {
            return new Cursor.Passing(from) {
                @Override
                public Element next() {
                    var element = source.next();
                    while (element != null && !condition.test(element)) {
                        element = source.next();
                    }
                    return element;
                }
            };
        }

        @Override
        public ElementSpec spec() {
            return source.spec();
        }

        @Override
        public long cardinality() {
            return source.cardinality() == 0 ? 0 : Dataset.UNKNOWN;
        }
    }
}
