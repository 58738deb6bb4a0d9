package org.garam.backend.cuda.library;

/**
 * cuBLAS on one stream: products are queued there, in order, and need no memory but the workspace that was given when
 * it was opened. They may be captured in a graph.
 */
public interface Blas extends AutoCloseable {
    /**
     * {@return what queues the product each time it is run; a run allocates nothing and throws a
     * {@link org.garam.spi.DeviceException} if the library refuses}
     *
     * @param a the address of A on the device
     * @param b the address of B
     * @param c the address of C, which is overwritten
     */
    Runnable product(MatrixProduct product, long a, long b, long c);

    @Override
    void close();
}
