package org.garam.backend.cpu;

/**
 * Copies {@code steps} pieces of a matrix into scratch memory. What a piece is (a row of some vectors, a square block
 * to be transposed) is fixed when a packer is generated.
 */
interface PanelPacker {
    void run(Object source, int sourceOffset, int sourceStride, int sourceLast,
             Object target, int targetOffset, int targetStride, int steps);
}
