package org.garam.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Elements drawn at random from those that are waiting, {@code size} at most. */
final class ShuffleStage implements Stage {

    private final Stage source;
    private final int size;
    private final long seed;
    private final boolean reshuffleEachIteration;
    private final AtomicLong passes = new AtomicLong();

    ShuffleStage(Stage source, int size, long seed, boolean reshuffleEachIteration) {
        this.source = source;
        this.size = size;
        this.seed = seed;
        this.reshuffleEachIteration = reshuffleEachIteration;
    }

    @Override
    public Cursor open() {
        var pass = reshuffleEachIteration ? passes.getAndIncrement() : 0;
        // One stream of seeds, not neighbouring seeds: each pass is independent of the others.
        var random = new SplittableRandom(new SplittableRandom(seed).longs(pass + 1).skip(pass).findFirst()
                .getAsLong());
        return new Shuffling(source.open(), size, random);
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

    private static final class Shuffling implements Cursor {

        private final Cursor source;
        private final int size;
        private final SplittableRandom random;
        private final List<Element> waiting = new ArrayList<>();
        private boolean isEnded;

        Shuffling(Cursor source, int size, SplittableRandom random) {
            this.source = source;
            this.size = size;
            this.random = random;
        }

        @Override
        public Element next() {
            while (!isEnded && waiting.size() < size) {
                var element = source.next();
                isEnded = element == null;
                if (!isEnded) {
                    waiting.add(element);
                }
            }
            if (waiting.isEmpty()) {
                return null;
            }
            var place = random.nextInt(waiting.size());
            var drawn = waiting.get(place);
            var last = waiting.removeLast();
            if (place < waiting.size()) {
                waiting.set(place, last);
            }
            return drawn;
        }

        // Elements that are drawn are not read any more: shuffling batches, their arrays go back to be filled.
        @Override
        public void recycle(Element element) {
            source.recycle(element);
        }

        @Override
        public void close() {
            isEnded = true;
            waiting.clear();
            source.close();
        }
    }
}
