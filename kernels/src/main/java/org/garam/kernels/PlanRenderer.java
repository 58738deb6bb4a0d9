package org.garam.kernels;

import java.util.List;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;

/**
 * Turns the kernels of a plan into C functions and their launches, each kind by its template. The text holds the sizes
 * and strides of most kernels as numbers, for which compilers can do more than for variables.
 */
public final class PlanRenderer {
    private static final int MOST_VIEWS = FunctionWriter.MOST_BYTES / FunctionWriter.BYTES_OF_A_POINTER;

    private final DeviceTraits traits;
    private final GemmTiling tiling;

    /** A renderer that takes the tiles of matrix products from {@code tiling}. */
    public PlanRenderer(DeviceTraits traits, GemmTiling tiling) {
        this.traits = traits;
        this.tiling = tiling;
    }

    /** {@return whether the kernel can be one function: it has no more parameters than every device takes} */
    public static boolean accepts(Kernel kernel) {
        return kernel.views().count() <= MOST_VIEWS;
    }

    /** {@return the plan as launches} */
    public RenderedPlan render(Plan plan) {
        return new RenderedPlan(plan.kernels().stream().flatMap(kernel -> render(kernel).stream()).toList());
    }

    /** {@return one kernel of a plan as launches} */
    public List<Launch> render(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Elementwise elementwise -> ElementwiseTemplate.render(traits, elementwise);
            case Kernel.RowKernel rows -> RowTemplate.render(traits, rows);
            case Kernel.Reduction reduction -> ReductionTemplate.render(traits, reduction);
            case Kernel.Gemm gemm -> GemmTemplate.render(gemm, traits, tiling.choose(gemm));
            case Kernel.Gather gather -> GatherTemplate.render(traits, gather);
            case Kernel.ScatterAdd scatterAdd -> ScatterAddTemplate.render(traits, scatterAdd);
            case Kernel.RandomBits random -> RandomBitsTemplate.render(traits, random);
        };
    }
}
