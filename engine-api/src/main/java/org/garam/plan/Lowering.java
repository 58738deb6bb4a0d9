package org.garam.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.garam.program.Program;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * Turns what is to be computed into how: a {@link Program} into a {@link Plan}. The passes, one per file:
 *
 * <ol>
 *   <li>{@link Accesses}: ops that only rearrange become views;
 *   <li>{@link Fusion}: which nodes become one kernel;
 *   <li>{@link StepBuilder}, {@link InPlaceUpdates}: which memory each value is computed into;
 *   <li>{@link StepGraph}: the order;
 *   <li>{@link MemoryPlanner}: offsets of scratch memory;
 *   <li>{@link KernelEmitter}: the kernels;
 *   <li>{@link PlanVerifier}: that all of this holds.
 * </ol>
 *
 * Before all of them, {@link HalfArithmetic} leaves little to do with float16 and bfloat16, and {@link Recomputation} has
 * kernels compute again what is cheaper to compute than to keep. If a device refuses a fused kernel, or no kernel can read
 * an operand the way it lies, the passes run again knowing so.
 */
public final class Lowering {
    private Lowering() {}

    /** {@return the plan for a device that accepts the kernels {@code accepts} does} */
    public static Plan lower(Program program, Predicate<Kernel> accepts) {
        return lower(program, accepts, true);
    }

    /** {@return the plan; with {@code fuse} false every node is a kernel of its own, for comparison and for debugging} */
    public static Plan lower(Program program, Predicate<Kernel> accepts, boolean fuse) {
        if (!HalfArithmetic.isIn(program)) {
            return lowerWidened(program, accepts, fuse);
        }
        try {
            return lowerWidened(HalfArithmetic.widen(program, true), accepts, fuse);
        } catch (RefusedProductException _) {
            return lowerWidened(HalfArithmetic.widen(program, false), accepts, fuse);
        }
    }

    private static Plan lowerWidened(Program program, Predicate<Kernel> accepts, boolean fuse) {
        BitSet unfusable = new BitSet();
        if (!fuse) {
            unfusable.set(0, program.valueCount());
            return settle(program, accepts, unfusable);
        }
        Program recomputing = Recomputation.rewrite(program);
        Plan plan = settle(recomputing, accepts, unfusable);
        // A kernel that is split stores all that it would have recomputed.
        return recomputing == program || unfusable.isEmpty() ? plan : settle(program, accepts, new BitSet());
    }

    private static Plan settle(Program program, Predicate<Kernel> accepts, BitSet unfusable) {
        BitSet copied = new BitSet();
        while (true) {
            Plan plan = attempt(program, accepts, copied, unfusable);
            if (plan != null) {
                PlanVerifier.verify(plan);
                return plan;
            }
        }
    }

    private static Plan attempt(Program program, Predicate<Kernel> accepts, BitSet copied, BitSet unfusable) {
        Accesses accesses = new Accesses(program, copied);
        List<Step> steps = StepBuilder.build(program, accesses, Fusion.fuse(program, accesses, unfusable)).schedule();
        Map<DType, Long> scratch = MemoryPlanner.plan(steps);
        List<Kernel> kernels = new ArrayList<>();
        boolean isSettled = true;
        for (Step step : steps) {
            Kernel kernel;
            try {
                kernel = step.kernel().get();
            } catch (UnreadableOperandException e) {
                copied.set(e.value);
                isSettled = false;
                continue;
            }
            if (kernel != null && !accepts.test(kernel)) {
                refuse(kernel, step, unfusable);
                isSettled = false;
            } else if (kernel != null) {
                kernels.add(kernel);
            }
        }
        if (!isSettled) {
            return null;
        }
        List<TensorType> arguments = Stream.concat(program.parameters().stream(), program.outputs().stream().map(program::type)).toList();
        return new Plan(arguments, kernels, scratch);
    }

    /** The device does not multiply matrices of halves. */
    private static final class RefusedProductException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedProductException() {
            super(null, null, false, false);
        }
    }

    private static void refuse(Kernel kernel, Step step, BitSet unfusable) {
        if (step.members().stream().allMatch(unfusable::get)) {
            if (kernel instanceof Kernel.Gemm gemm && gemm.left().dtype().isHalf()) {
                throw new RefusedProductException();
            }
            throw new UnsupportedOperationException("the device refuses a kernel that cannot be split: "
                    + PlanPrinter.describe(kernel));
        }
        step.members().forEach(unfusable::set);
    }
}
