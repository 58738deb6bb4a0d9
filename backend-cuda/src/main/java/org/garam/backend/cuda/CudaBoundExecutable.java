package org.garam.backend.cuda;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.garam.kernels.host.PlanMemory;
import org.garam.spi.BoundExecutable;

/**
 * A plan's commands with their addresses. A run queues them in one go, and allocates nothing. It lets go of its memory when
 * it is closed, or when nobody can reach it.
 *
 * <p>A plan of several commands becomes a graph when it is run for the second time: most of what is bound, single operations
 * above all, runs once, and recording costs more than a run.
 */
final class CudaBoundExecutable implements BoundExecutable {
    static final Cleaner CLEANER = Cleaner.create();

    /** Keeps the functions from being freed. */
    private final CudaExecutable executable;
    private final CudaStream stream;
    private final Held held;
    private final boolean isCaptured;
    private final Cleaner.Cleanable release;
    private boolean isFirstRun = true;
    private boolean closed;

    /** What is let go of. Must not refer to the executable, or that would stay reachable for ever. */
    private static final class Held implements Runnable {
        final CudaStream stream;
        final List<Command> commands;
        final PlanMemory memory;
        CapturedGraph graph;

        Held(CudaStream stream, List<Command> commands, PlanMemory memory) {
            this.stream = stream;
            this.commands = commands;
            this.memory = memory;
        }

        @Override
        public void run() {
            stream.lock().lock();
            try {
                if (graph != null) {
                    graph.close();
                }
                commands.forEach(Command::close);
                memory.close();
            } finally {
                stream.lock().unlock();
            }
        }
    }

    /**
     * Takes over {@code memory} unless it throws.
     *
     * @param isCaptured whether several commands become a graph
     */
    CudaBoundExecutable(CudaExecutable executable, CudaStream stream, List<Operation> operations, PlanMemory memory, boolean isCaptured) {
        this.executable = executable;
        this.stream = stream;
        List<Command> commands = new ArrayList<>();
        try {
            operations.forEach(operation -> commands.add(operation.bind(memory)));
        } catch (RuntimeException e) {
            commands.forEach(Command::close);
            throw e;
        }
        this.isCaptured = isCaptured && commands.size() > 1;
        held = new Held(stream, List.copyOf(commands), memory);
        release = CLEANER.register(this, held);
    }

    @Override
    public void run() {
        stream.lock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the executable is closed");
            }
            if (!isCaptured || isFirstRun) {
                isFirstRun = false;
                for (int i = 0; i < held.commands.size(); i++) {
                    held.commands.get(i).enqueue();
                }
                return;
            }
            if (held.graph == null) {
                held.graph = new CapturedGraph(stream, held.commands);
            }
            held.graph.launch();
        } finally {
            stream.lock().unlock();
            Reference.reachabilityFence(executable);
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        stream.lock().lock();
        try {
            closed = true;
            release.clean();
        } finally {
            stream.lock().unlock();
        }
    }
}
