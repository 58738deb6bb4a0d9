package org.garam.kernels.host;

import java.util.List;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.GemmTile;
import org.garam.kernels.GemmTiling;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;

/** Takes the time of matrix products. */
public final class GemmTiming implements GemmAutotune.Timing {
    private static final int MEASUREMENTS = 3;

    /** Compiles a plan with its products divided in a given way. */
    @FunctionalInterface
    public interface Compiler {
        /** @throws DeviceException if the device refuses */
        Executable compile(Plan plan, GemmTiling tiling);
    }

    private final Device device;
    private final DeviceTraits traits;
    private final KernelTrial.Failures failures;
    private final Compiler compiler;

    public GemmTiming(Device device, DeviceTraits traits, KernelTrial.Failures failures, Compiler compiler) {
        this.device = device;
        this.traits = traits;
        this.failures = failures;
        this.compiler = compiler;
    }

    /**
     * {@return the nanoseconds the product takes with the tile, without its epilogue: the median of some measurements}
     *
     * @throws DeviceException if the device cannot compile it or has not enough memory
     */
    @Override
    public long nanoseconds(Kernel.Gemm gemm, GemmTile tile) {
        Kernel.Gemm plain = new Kernel.Gemm(gemm.left(), gemm.right(), gemm.precision(), List.of(),
                ScalarCode.copy(gemm.output().dtype()), gemm.output());
        try (KernelTrial trial = new KernelTrial(device, traits, failures, List.of(plain));
                KernelTrial.Candidate candidate = trial.candidate(compiler.compile(trial.plan(), _ -> tile))) {
            return KernelTrial.median(MEASUREMENTS, candidate::nanoseconds);
        }
    }
}
