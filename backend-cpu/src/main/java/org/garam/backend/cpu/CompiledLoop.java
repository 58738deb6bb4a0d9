package org.garam.backend.cpu;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A loop in machine code.
 *
 * @param loop the generated code
 * @param program what it was generated from
 * @param lanes the lanes of its vectors, 1 if it is a scalar loop
 * @param unroll how many vectors a turn of the main loop takes
 * @param scratchLength the elements of the scratch array it needs
 * @param warming whether somebody has had it compiled by the JIT, or is about to
 */
record CompiledLoop(Loop loop, LoopProgram program, int lanes, int unroll, int scratchLength, AtomicBoolean warming) {
    CompiledLoop(Loop loop, LoopProgram program, int lanes, int unroll) {
        this(loop, program, lanes, unroll, LoopProgram.scratchLength(lanes), new AtomicBoolean());
    }

    /** {@return roughly how long it takes for one column, in nanoseconds} */
    double nanosecondsPerColumn() {
        int steps = program.steps().size();
        return lanes > 1 ? 0.03 + 0.2 * steps / lanes : 0.5 + 0.3 * steps;
    }

    /** {@return a new scratch array for one worker, or null if none is needed} */
    Object newScratch() {
        if (lanes == 1) {
            return null;
        }
        return switch (program.lane()) {
            case FLOAT -> new float[scratchLength];
            case DOUBLE -> new double[scratchLength];
            case INT, LONG, BOOL -> new int[scratchLength];
        };
    }
}
