package org.garam.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Elements kept from the first whole pass for those that follow. */
final class CacheStages {

    private CacheStages() {
    }

    /** Kept in memory. */
    static final class InMemory implements Stage {

        private final Stage source;
        private volatile List<Element> kept;

        InMemory(Stage source) {
            this.source = source;
        }

        @Override
        public Cursor open() {
            return kept == null ? new Keeping(source.open()) : replay(kept.iterator());
        }

        @Override
        public Cursor peek() {
            return kept == null ? source.peek() : replay(kept.iterator());
        }

        private static Cursor replay(Iterator<Element> elements) {
            return new Cursor() {
                @Override
                public Element next() {
                    return elements.hasNext() ? elements.next() : null;
                }

                @Override
                public void close() {
                }
            };
        }

        @Override
        public ElementSpec spec() {
            return source.spec();
        }

        @Override
        public long cardinality() {
            return kept == null ? source.cardinality() : kept.size();
        }

        private final class Keeping implements Cursor {

            private final Cursor from;
            private List<Element> passed = new ArrayList<>();

            Keeping(Cursor from) {
                this.from = from;
            }

            @Override
            public Element next() {
                var element = from.next();
                if (element != null) {
                    passed.add(element);
                } else if (passed != null) {
                    kept = List.copyOf(passed);
                    close();
                }
                return element;
            }

            @Override
            public void close() {
                passed = null;
                from.close();
            }
        }
    }

    /** Kept in a file, which later runs of the program use too. */
    record InFile(Stage source, Path file) implements Stage {

        @Override
        public Cursor open() {
            return Files.exists(file) ? new ElementFile.Reading(file, source.spec())
                    : new ElementFile.Writing(source.open(), file);
        }

        @Override
        public Cursor peek() {
            return source.peek();
        }

        @Override
        public ElementSpec spec() {
            return source.spec();
        }

        @Override
        public long cardinality() {
            return source.cardinality();
        }
    }
}
