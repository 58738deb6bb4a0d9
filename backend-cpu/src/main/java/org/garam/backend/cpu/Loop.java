package org.garam.backend.cpu;

/** Generated code over a matrix of positions. Instances have no state and serve all threads. */
interface Loop {
    /**
     * Runs all rows, in order.
     *
     * @param memory the arrays of inputs and outputs, then one of {@link LoopProgram#scratchLength} elements of the
     *     type computed in, that no other thread uses
     * @param layout for each input and output: the offset of the first element, the distance of rows, that of columns
     */
    void run(Object[] memory, int[] layout, int rows, int columns);
}
