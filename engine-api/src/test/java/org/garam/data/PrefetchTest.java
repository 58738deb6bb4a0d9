package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrefetchTest {

    private static final Dataset NUMBERS = Dataset.fromTensorSlices(IntStream.range(0, 100).toArray());

    @Test
    void makesElementsAheadInAThreadOfItsOwn() throws InterruptedException {
        var made = new AtomicInteger();
        var worker = new AtomicReference<Thread>();
        var three = new CountDownLatch(3);
        try (var elements = NUMBERS.mapFeatures(x -> {
            worker.set(Thread.currentThread());
            made.incrementAndGet();
            three.countDown();
            return x;
        }).prefetch(2).iterator()) {
            // Two wait in the queue, and the third is in the hands of the thread.
            assertTrue(three.await(30, TimeUnit.SECONDS));
            assertEquals(0, elements.next().features().item());
            assertTrue(made.get() <= 4, made::toString);
            assertTrue(worker.get().isDaemon());
        }
        assertFalse(worker.get().isAlive());
    }

    @Test
    void endsItsThreadAtTheEnd() throws InterruptedException {
        var worker = new AtomicReference<Thread>();
        var count = NUMBERS.mapFeatures(x -> {
            worker.set(Thread.currentThread());
            return x;
        }).prefetch(3).stream().count();
        assertEquals(100, count);
        worker.get().join();
    }

    @Test
    void failuresShowWhereTheElementIsAskedFor() {
        var failure = new IllegalStateException("number 2 is bad");
        var elements = NUMBERS.mapFeatures(x -> {
            if (x.item() == 2) {
                throw failure;
            }
            return x;
        }).prefetch(5).iterator();
        assertEquals(0, elements.next().features().item());
        assertEquals(1, elements.next().features().item());
        assertSame(failure, assertThrows(IllegalStateException.class, elements::hasNext));
        assertFalse(elements.hasNext());
        var error = new StackOverflowError();
        assertSame(error, assertThrows(StackOverflowError.class, () -> NUMBERS.filter(element -> {
            throw error;
        }).prefetch(1).iterator().next()));
    }

    @Test
    void closingInterruptsTheElementThatIsBeingMade() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var elements = NUMBERS.mapFeatures(x -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException wanted) {
                interrupted.countDown();
            }
            return x;
        }).prefetch(1).iterator();
        begun.await();
        elements.close();
        assertTrue(interrupted.await(0, TimeUnit.SECONDS));
    }

    @Test
    void aForgottenPassEndsItsThread() throws InterruptedException {
        var worker = new AtomicReference<Thread>();
        NUMBERS.mapFeatures(x -> {
            worker.set(Thread.currentThread());
            return x;
        }).prefetch(1).iterator().next();
        while (!worker.get().join(Duration.ofMillis(50))) {
            System.gc();
        }
        assertFalse(worker.get().isAlive());
    }

    @Test
    void whoWaitsMayBeInterrupted() {
        var never = new CountDownLatch(1);
        try (var elements = NUMBERS.mapFeatures(x -> {
            try {
                never.await();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            return x;
        }).prefetch(1).iterator()) {
            Thread.currentThread().interrupt();
            var message = assertThrows(IllegalStateException.class, elements::next).getMessage();
            assertTrue(message.contains("was interrupted; close the iterator"), message);
            assertTrue(Thread.interrupted());
        }
    }
}
