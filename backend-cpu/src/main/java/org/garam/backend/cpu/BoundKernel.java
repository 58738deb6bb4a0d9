package org.garam.backend.cpu;

import java.util.List;

/** A kernel, or one of the steps it is done in, with its memory. */
interface BoundKernel {
    /**
     * Does one worker's share. All workers together do everything, without waiting for each other; which worker does
     * what has no influence on any bit of the result. Allocates nothing.
     */
    void run(int worker, int workers);

    /** {@return roughly how long one worker takes for all of it: decides whether sharing it is worth a barrier} */
    double nanoseconds();

    List<MemoryAccess> accesses();

    /** {@return the generated loops it runs} */
    default List<CompiledLoop> loops() {
        return List.of();
    }

    /** Has the JIT compile what else it runs. */
    default void warmUp() {}
}
