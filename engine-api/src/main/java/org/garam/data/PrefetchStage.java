package org.garam.data;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Elements made ahead of their use by a thread of its own, {@code size} at most. */
record PrefetchStage(Stage source, int size) implements Stage {

    @Override
    public Cursor open() {
        return new Prefetching(source, size);
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

    private static final class Prefetching implements Cursor {

        /** How long a closing pass waits for the element that is being made. */
        private static final long PATIENCE_MILLIS = 10_000;
        private static final long PAUSE_MILLIS = 100;

        /** What comes out of the queue: an element, or without one the end, which may be a failure. */
        private record Delivery(Element element, Throwable failure) {
        }

        private final Stage stage;
        private final BlockingQueue<Delivery> queue;
        private final Thread worker;
        private volatile Cursor source;
        private volatile boolean isClosed;
        private boolean isEnded;

        Prefetching(Stage stage, int size) {
            this.stage = stage;
            queue = new ArrayBlockingQueue<>(size);
            worker = Thread.ofPlatform().daemon().name("garam-prefetch").unstarted(this::work);
            worker.start();
        }

        private void work() {
            try {
                deliver(new Delivery(null, makeAll()));
            } catch (InterruptedException closing) {
                isClosed = true;
            }
        }

        /** {@return what ended it: null if there are no more elements or nobody wants them} */
        private Throwable makeAll() throws InterruptedException {
            try (var opened = stage.open()) {
                source = opened;
                var element = opened.next();
                while (element != null && deliver(new Delivery(element, null))) {
                    element = opened.next();
                }
                return null;
            } catch (RuntimeException | Error failure) {
                return failure;
            }
        }

        // Looks up now and then: code that makes elements may have swallowed the interruption.
        private boolean deliver(Delivery delivery) throws InterruptedException {
            while (!isClosed) {
                if (queue.offer(delivery, PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Element next() {
            if (isEnded || isClosed) {
                return null;
            }
            var delivery = await();
            isEnded = delivery.element() == null;
            switch (delivery.failure()) {
                case null -> {
                    return delivery.element();
                }
                case Error failure -> throw failure;
                default -> throw (RuntimeException) delivery.failure();
            }
        }

        private Delivery await() {
            try {
                return queue.take();
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("prefetch: the thread that waits for the next element was interrupted;"
                        + " close the iterator, or begin another pass", interruption);
            }
        }

        @Override
        public void recycle(Element element) {
            var current = source;
            if (current != null) {
                current.recycle(element);
            }
        }

        @Override
        public void close() {
            isClosed = true;
            queue.clear();
            worker.interrupt();
            try {
                worker.join(PATIENCE_MILLIS);
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
