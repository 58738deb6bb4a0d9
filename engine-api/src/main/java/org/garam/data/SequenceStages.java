package org.garam.data;

/** How elements follow one another. */
final class SequenceStages {

    private SequenceStages() {
    }

    /** The first {@code count} elements, and none behind them. */
    record Taken(Stage source, long count) implements Stage {

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
                private long left = count;

                @Override
                public Element next() {
                    // Closed at once: whoever stops reading here must not keep a file open or a thread waiting.
                    if (left == 0) {
                        source.close();
                        return null;
                    }
                    left--;
                    return source.next();
                }
            };
        }

        @Override
        public ElementSpec spec() {
            return source.spec();
        }

        @Override
        public long cardinality() {
            var all = source.cardinality();
            return all == Dataset.INFINITE ? count : all == Dataset.UNKNOWN ? all : Math.min(all, count);
        }
    }

    /** What follows the first {@code count} elements. */
    record Skipped(Stage source, long count) implements Stage {

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
                private long left = count;

                @Override
                public Element next() {
                    for (; left > 0; left--) {
                        var skipped = source.next();
                        if (skipped == null) {
                            left = 0;
                            return null;
                        }
                        source.recycle(skipped);
                    }
                    return source.next();
                }
            };
        }

        @Override
        public ElementSpec spec() {
            return source.spec();
        }

        @Override
        public long cardinality() {
            var all = source.cardinality();
            return all < 0 ? all : Math.max(0, all - count);
        }
    }

    /** All elements again and again, {@code times} times or, if that is {@link Dataset#INFINITE}, for ever. */
    record Repeated(Stage source, long times) implements Stage {

        @Override
        public Cursor open() {
            return new Repetition(source, times);
        }

        @Override
        public Cursor peek() {
            return times == 0 ? open() : source.peek();
        }

        @Override
        public ElementSpec spec() {
            return source.spec();
        }

        @Override
        public long cardinality() {
            var once = source.cardinality();
            if (once == 0 || times == 0) {
                return 0;
            }
            return times == Dataset.INFINITE ? times : once < 0 ? once : Math.multiplyExact(once, times);
        }
    }

    private static final class Repetition implements Cursor {

        private final Stage stage;
        private final long times;
        private volatile Cursor pass;
        private long begun;
        private boolean isEmpty;

        Repetition(Stage stage, long times) {
            this.stage = stage;
            this.times = times;
        }

        @Override
        public Element next() {
            while (true) {
                if (pass == null) {
                    // An empty pass would be repeated for ever without yielding anything.
                    if (begun == times || isEmpty) {
                        return null;
                    }
                    pass = stage.open();
                    begun++;
                    isEmpty = true;
                }
                var element = pass.next();
                if (element != null) {
                    isEmpty = false;
                    return element;
                }
                pass.close();
                pass = null;
            }
        }

        @Override
        public void recycle(Element element) {
            var current = pass;
            if (current != null) {
                current.recycle(element);
            }
        }

        @Override
        public void close() {
            isEmpty = true;
            if (pass != null) {
                pass.close();
                pass = null;
            }
        }
    }
}
