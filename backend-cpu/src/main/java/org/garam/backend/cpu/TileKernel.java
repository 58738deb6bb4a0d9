package org.garam.backend.cpu;

/**
 * Computes one tile of a matrix product C = A B. The number of rows, the distance between rows of A and the number of
 * vectors in a row are fixed when a kernel is generated. From one k to the next the kernel advances by {@code aStep}
 * and {@code bStep}. The last vector of each row lies {@code bLastVector} behind the first one in B, {@code
 * cLastVector} in C.
 */
interface TileKernel {
    void run(Object a, int aOffset, int aStep, Object b, int bOffset, int bStep, int bLastVector,
             Object c, int cOffset, int cRowStride, int cLastVector, int k);
}
