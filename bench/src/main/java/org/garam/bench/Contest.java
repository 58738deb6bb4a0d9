package org.garam.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * One work in all ways of both sides. What cannot run, or fails while it is timed, is left out with the reason, and the
 * others are timed without it.
 */
final class Contest implements AutoCloseable {
    private static final String COMPILED = "compile";
    private static final int SECONDS_TO_PREPARE = 30;

    private final Peer peer;
    private final Map<String, ?> work;
    private final SequencedMap<String, Workload> garam = new LinkedHashMap<>();
    private final SequencedMap<String, Workload> variants = new LinkedHashMap<>();
    private final SequencedMap<String, String> obstacles = new LinkedHashMap<>();

    /** What fails while it is timed. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String name;

        Failure(String name, RuntimeException cause) {
            super(cause);
            this.name = name;
        }
    }

    /** A workload whose failures tell which one it is. */
    private record Named(String name, Workload workload) implements Workload {
        @Override
        public void run(int count) {
            try {
                workload.run(count);
            } catch (RuntimeException e) {
                throw new Failure(name, e);
            }
        }

        @Override
        public void close() {
            workload.close();
        }
    }

    /** Nothing is prepared yet. */
    Contest(Peer peer, Map<String, ?> work) {
        this.peer = peer;
        this.work = work;
    }

    /** Prepares Garam's way of this name. */
    void add(String name, Supplier<Workload> way) {
        try {
            garam.put(name, way.get());
        } catch (RuntimeException e) {
            obstacles.put(name, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Prepares what PyTorch can run.
     *
     * @param secondsToCompile what its compiler may take for all variants together
     */
    void addPeer(int secondsToCompile) {
        double left = secondsToCompile;
        variants.clear();
        List<String> names;
        try {
            names = new ArrayList<>(peer.variants(work));
        } catch (IllegalStateException e) {
            obstacles.put("PyTorch", String.valueOf(e.getMessage()));
            return;
        }
        names.removeAll(obstacles.keySet());
        for (String name : names) {
            boolean isCompiled = name.endsWith(COMPILED);
            if (isCompiled && left < 1) {
                obstacles.put(name, "not tried: the time for PyTorch's compiler was over");
                continue;
            }
            long start = System.nanoTime();
            try {
                variants.put(name, peer.prepare(work, name, isCompiled ? (int) left : SECONDS_TO_PREPARE));
            } catch (Peer.Replaced e) {
                obstacles.put(name, e.getMessage());
                // What was prepared went with the process.
                addPeer(isCompiled ? remaining(left, start) : (int) left);
                return;
            } catch (IllegalStateException e) {
                obstacles.put(name, e.getMessage());
            }
            left = isCompiled ? remaining(left, start) : left;
        }
    }

    private static int remaining(double seconds, long start) {
        return (int) (seconds - (System.nanoTime() - start) / 1e9);
    }

    /**
     * {@return the times of all that can run}
     *
     * @throws IllegalStateException if nothing can
     */
    Rounds time(int rounds, double warmUpNanos) {
        while (true) {
            SequencedMap<String, Workload> all = new LinkedHashMap<>();
            garam.forEach((name, workload) -> all.put(name, new Named(name, workload)));
            variants.forEach((name, workload) -> all.put(name, new Named(name, workload)));
            if (all.isEmpty()) {
                throw new IllegalStateException("nothing can run: " + obstacles);
            }
            try {
                return new Rounds(all, rounds, warmUpNanos);
            } catch (Failure e) {
                leaveOut(e);
            }
        }
    }

    private void leaveOut(Failure failure) {
        obstacles.put(failure.name, String.valueOf(failure.getCause().getMessage()));
        variants.remove(failure.name);
        Workload failed = garam.remove(failure.name);
        if (failed != null) {
            close(failed);
        }
        if (failure.getCause() instanceof Peer.Replaced) {
            // Compiling again would be the slowest way to lose a process again.
            addPeer(0);
        }
    }

    /** {@return what was left out, with the reason} */
    SequencedMap<String, String> obstacles() {
        return obstacles;
    }

    private static void close(Workload workload) {
        try {
            workload.close();
        } catch (RuntimeException _) {
            // It failed before, or the device has; that was told.
        }
    }

    @Override
    public void close() {
        garam.values().forEach(Contest::close);
    }
}
