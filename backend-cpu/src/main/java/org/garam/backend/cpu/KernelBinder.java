package org.garam.backend.cpu;

import java.util.List;
import org.garam.plan.Kernel;

/** The one place that knows which class does which kind of kernel. */
record KernelBinder(PlanMemory memory, ProductScratch scratch, int workers) {
    /** {@return the steps a kernel is done in, in order} */
    List<BoundKernel> bind(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Elementwise elementwise -> List.of(ElementwiseKernel.bind(elementwise, memory, workers));
            case Kernel.RowKernel rows -> List.of(RowKernelLoop.bind(rows, memory, workers));
            case Kernel.Reduction reduction -> ReductionKernel.bind(reduction, memory, workers);
            case Kernel.Gemm gemm -> GemmKernel.bind(gemm, memory, scratch, workers);
            case Kernel.Gather gather -> List.of(GatherKernel.bind(gather, memory, workers));
            case Kernel.ScatterAdd scatter -> ScatterAddKernel.bind(scatter, memory, workers);
            case Kernel.RandomBits random -> List.of(RandomKernel.bind(random, memory, workers));
        };
    }

    /**
     * {@return whether the code of a kernel fits the methods it is compiled to; elementwise code is cut into several}
     * Matrices of halves are not multiplied.
     */
    static boolean accepts(Kernel kernel) {
        return !(kernel instanceof Kernel.Gemm gemm && gemm.left().dtype().isHalf()) 
                && structures(kernel).stream().allMatch(structure -> LoopCompiler.compile(structure).isPresent());
    }

    private static List<LoopStructure> structures(Kernel kernel) {
        return switch (kernel) {
            case Kernel.RowKernel rows -> List.of(RowKernelLoop.structure(rows));
            case Kernel.Reduction reduction when ReductionKernel.prefersColumns(reduction) ->
                    ColumnReduction.structures(reduction);
            case Kernel.Reduction reduction -> List.of(ReductionKernel.rowStructure(reduction));
            case Kernel.Gemm gemm when !gemm.isPlain() -> List.of(GemmKernel.epilogueStructure(gemm));
            case Kernel.Gemm _, Kernel.Elementwise _, Kernel.Gather _, Kernel.ScatterAdd _, Kernel.RandomBits _ ->
                    List.of();
        };
    }
}
