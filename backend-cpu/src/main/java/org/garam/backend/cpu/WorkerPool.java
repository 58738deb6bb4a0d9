package org.garam.backend.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs one task on all workers at once; the caller is worker 0. A training step of a small network lasts tens of
 * microseconds, so the helpers wait for the next task spinning, and sleep only when none came for a while. Neither
 * {@link #run} nor {@link #barrier} allocates.
 */
final class WorkerPool implements AutoCloseable {
    @FunctionalInterface
    interface Task {
        void run(int worker, int workers);
    }

    /** How long a helper stays awake after its last task: longer than the gap between two steps of a training loop. */
    private static final long AWAKE_NANOS = 2_000_000;
    private static final long NAP_NANOS = 50_000;

    /** Some microseconds. Who spins longer uses up its share of a busy processor and is then late for its work. */
    private static final int SPINS = 300;
    private static final int YIELDS = 2_000;

    // The shared words lie 128 bytes apart: no two in one cache line, nor in the pair of lines that is fetched
    // together.
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int STRIDE = 32;
    private static final int EPOCH = STRIDE;
    private static final int FINISHED = 2 * STRIDE;
    private static final int ARRIVED = 3 * STRIDE;
    private static final int PHASE = 4 * STRIDE;
    private static final int FIRST_ASLEEP = 5 * STRIDE;

    private final int[] words;
    private final int workers;
    private final int spins;
    private final Helper[] helpers;
    private final ReentrantLock running = new ReentrantLock();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private Task task;
    private volatile boolean closed;

    WorkerPool(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a worker pool needs at least 1 thread, not " + threads);
        }
        workers = threads;
        words = new int[FIRST_ASLEEP + (threads + 1) * STRIDE];
        // With fewer processors than threads, a spinning thread keeps the one it waits for from running.
        spins = threads <= Runtime.getRuntime().availableProcessors() ? SPINS : 1;
        helpers = new Helper[threads - 1];
        for (int worker = 1; worker < threads; worker++) {
            helpers[worker - 1] = new Helper(worker);
            helpers[worker - 1].start();
        }
    }

    int threads() {
        return workers;
    }

    /** Returns when every worker has finished; throws what the first failing worker threw. */
    void run(Task task) {
        if (running.isHeldByCurrentThread()
                || Thread.currentThread() instanceof Helper helper && helper.pool() == this) {
            throw new IllegalStateException("run() called inside a task of the same worker pool");
        }
        running.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the worker pool is closed");
            }
            if (workers == 1) {
                task.run(0, 1);
            } else {
                runOnAll(task);
            }
        } finally {
            running.unlock();
        }
    }

    private void runOnAll(Task task) {
        this.task = task;
        words[ARRIVED] = 0;
        words[FINISHED] = 0;
        WORD.setVolatile(words, EPOCH, words[EPOCH] + 1);
        for (var helper : helpers) {
            helper.wake();
        }
        execute(task, 0);
        for (int turn = 0; load(FINISHED) < workers; turn++) {
            pause(turn);
        }
        this.task = null;
        var thrown = failure.get();
        if (thrown != null) {
            failure.set(null);
            throw WorkerPool.<RuntimeException>unchecked(thrown);
        }
    }

    private void execute(Task task, int worker) {
        try {
            task.run(worker, workers);
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        }
        WORD.getAndAdd(words, FINISHED, 1);
    }

    /**
     * Waits, inside a task, until every worker is here. When a worker failed, or returned without coming here, nobody
     * waits for it in vain: the others get an {@link IllegalStateException}.
     */
    void barrier() {
        if (workers == 1) {
            return;
        }
        int phase = load(PHASE);
        if ((int) WORD.getAndAdd(words, ARRIVED, 1) == workers - 1) {
            words[ARRIVED] = 0;
            WORD.setVolatile(words, PHASE, phase + 1);
            return;
        }
        for (int turn = 0; load(PHASE) == phase; turn++) {
            // The order matters: who finishes after this barrier has changed the phase before.
            if (load(FINISHED) > 0 && load(PHASE) == phase) {
                throw new IllegalStateException("a worker left the task while others wait at a barrier");
            }
            pause(turn);
        }
    }

    private void pause(int turn) {
        if (turn < spins) {
            Thread.onSpinWait();
        } else if (turn < spins + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(this, NAP_NANOS);
        }
    }

    private int load(int index) {
        return (int) WORD.getVolatile(words, index);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Override
    public void close() {
        running.lock();
        try {
            closed = true;
        } finally {
            running.unlock();
        }
        for (var helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    private final class Helper extends Thread {
        private final int worker;
        private final int asleep;

        Helper(int worker) {
            super("garam-cpu-" + worker);
            this.worker = worker;
            asleep = FIRST_ASLEEP + worker * STRIDE;
            setDaemon(true);
        }

        WorkerPool pool() {
            return WorkerPool.this;
        }

        void wake() {
            if (load(asleep) != 0) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            int epoch = 0;
            while (awaitTask(epoch)) {
                epoch++;
                execute(task, worker);
            }
        }

        private boolean awaitTask(int epoch) {
            long sleepAt = 0;
            for (int turn = 0; load(EPOCH) == epoch; turn++) {
                if (turn < spins) {
                    Thread.onSpinWait();
                } else if (closed) {
                    return false;
                } else if (sleepAt == 0) {
                    sleepAt = System.nanoTime() + AWAKE_NANOS;
                } else if (System.nanoTime() - sleepAt < 0) {
                    Thread.yield();
                } else {
                    sleep(epoch);
                }
            }
            return true;
        }

        private void sleep(int epoch) {
            // First "asleep", then the last look at the epoch; the dispatcher does it the other way round.
            WORD.setVolatile(words, asleep, 1);
            while (load(EPOCH) == epoch && !closed) {
                LockSupport.park(WorkerPool.this);
            }
            WORD.setVolatile(words, asleep, 0);
        }
    }
}
