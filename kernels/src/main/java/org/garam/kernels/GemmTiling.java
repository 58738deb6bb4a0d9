package org.garam.kernels;

import org.garam.plan.Kernel;

/** Chooses how a matrix product is divided among work-items. */
@FunctionalInterface
public interface GemmTiling {
    /** {@return one of {@link GemmTile#candidates}} */
    GemmTile choose(Kernel.Gemm gemm);
}
