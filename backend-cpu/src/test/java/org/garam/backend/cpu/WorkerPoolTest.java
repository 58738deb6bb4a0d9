package org.garam.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void everyWorkerRunsEveryTaskOnce(int threads) {
        try (var pool = new WorkerPool(threads)) {
            assertEquals(threads, pool.threads());
            var calls = new AtomicIntegerArray(threads);
            for (int dispatch = 0; dispatch < 2_000; dispatch++) {
                pool.run((worker, workers) -> {
                    assertEquals(threads, workers);
                    calls.incrementAndGet(worker);
                });
            }
            for (int worker = 0; worker < threads; worker++) {
                assertEquals(2_000, calls.get(worker));
            }
        }
    }

    @Test
    void theCallerIsWorkerZero() {
        try (var pool = new WorkerPool(3)) {
            var threads = new Thread[3];
            pool.run((worker, workers) -> threads[worker] = Thread.currentThread());
            assertSame(Thread.currentThread(), threads[0]);
            assertTrue(threads[1].isDaemon() && threads[2].isDaemon());
        }
    }

    @Test
    void helpersThatFellAsleepWakeUp() throws InterruptedException {
        try (var pool = new WorkerPool(3)) {
            var calls = new AtomicInteger();
            for (int dispatch = 0; dispatch < 20; dispatch++) {
                Thread.sleep(5);
                pool.run((worker, workers) -> calls.incrementAndGet());
            }
            assertEquals(60, calls.get());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void noWorkerPassesABarrierBeforeAllArrived(int threads) {
        try (var pool = new WorkerPool(threads)) {
            var arrived = new AtomicInteger();
            pool.run((worker, workers) -> {
                for (int phase = 1; phase <= 300; phase++) {
                    arrived.incrementAndGet();
                    pool.barrier();
                    assertEquals(phase * workers, arrived.get());
                    pool.barrier();
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureReachesTheCallerAndFreesThoseAtTheBarrier(int failing) {
        try (var pool = new WorkerPool(3)) {
            for (int round = 0; round < 50; round++) {
                var failure = new ArithmeticException("worker " + failing);
                assertSame(failure, assertThrows(ArithmeticException.class, () -> pool.run((worker, workers) -> {
                    if (worker == failing) {
                        throw failure;
                    }
                    pool.barrier();
                })));
                pool.run((worker, workers) -> pool.barrier());
            }
        }
    }

    @Test
    void aWorkerThatSkipsTheBarrierIsAnError() {
        try (var pool = new WorkerPool(2)) {
            assertThrows(IllegalStateException.class, () -> pool.run((worker, workers) -> {
                if (worker == 1) {
                    pool.barrier();
                }
            }));
        }
    }

    @Test
    void concurrentCallersTakeTurns() throws InterruptedException {
        try (var pool = new WorkerPool(2)) {
            var inside = new AtomicInteger();
            var calls = new AtomicInteger();
            var callers = new ArrayList<Thread>();
            for (int caller = 0; caller < 4; caller++) {
                callers.add(Thread.ofPlatform().start(() -> {
                    for (int dispatch = 0; dispatch < 500; dispatch++) {
                        pool.run((worker, workers) -> {
                            pool.barrier();
                            if (worker == 0) {
                                assertEquals(1, inside.incrementAndGet());
                                calls.incrementAndGet();
                                inside.decrementAndGet();
                            }
                            pool.barrier();
                        });
                    }
                }));
            }
            for (var caller : callers) {
                caller.join();
            }
            assertEquals(2_000, calls.get());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aNestedRunIsRefused(int nesting) {
        try (var pool = new WorkerPool(2)) {
            assertThrows(IllegalStateException.class, () -> pool.run((worker, workers) -> {
                if (worker == nesting) {
                    pool.run((inner, inners) -> { });
                }
            }));
        }
    }

    @Test
    void aClosedPoolRefusesToRun() {
        var pool = new WorkerPool(2);
        pool.close();
        assertThrows(IllegalStateException.class, () -> pool.run((worker, workers) -> { }));
        assertThrows(IllegalArgumentException.class, () -> new WorkerPool(0));
    }
}
