package org.garam.plan;

import java.util.List;
import java.util.stream.Collectors;
import org.garam.op.Precision;

/** Prints a plan so that a reader sees which kernel does what with which memory. */
final class PlanPrinter {
    private PlanPrinter() {}

    /** @param operations for each kernel what is queued for it; empty if that is not known */
    static String print(Plan plan, List<List<String>> operations) {
        StringBuilder text = new StringBuilder();
        text.append("plan of ").append(plan.kernels().size()).append(" kernels, ").append(plan.scratchBytes())
                .append(" bytes of scratch\n");
        for (int i = 0; i < plan.arguments().size(); i++) {
            text.append("  arg").append(i).append(": ").append(plan.arguments().get(i)).append('\n');
        }
        for (int i = 0; i < plan.kernels().size(); i++) {
            text.append("  ").append(i).append(": ").append(describe(plan.kernels().get(i))).append('\n');
            if (!operations.isEmpty()) {
                if (operations.get(i).isEmpty()) {
                    text.append("     run with another kernel\n");
                }
                operations.get(i).forEach(operation -> text.append("     run as ").append(operation).append('\n'));
            }
        }
        return text.toString();
    }

    static String describe(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Elementwise k -> "elementwise " + k.domain() + io(k) + " {" + k.code() + "}";
            case Kernel.RowKernel k -> "rows " + k.rows() + " x " + k.columns() + io(k) + " {" + k.code() + "}";
            case Kernel.Reduction k -> "reduce_" + k.function() + " " + k.kept() + " over " + k.reduced() + io(k)
                    + " {" + k.code() + "}";
            case Kernel.Gemm k -> "gemm" + (k.precision() == Precision.FULL ? "" : " in " + k.precision()) + io(k)
                    + (k.isPlain() ? "" : " {" + k.epilogue() + "}");
            case Kernel.Gather k -> "gather" + io(k);
            case Kernel.ScatterAdd k -> "scatter_add" + io(k);
            case Kernel.RandomBits k -> "random" + io(k);
        };
    }

    private static String io(Kernel kernel) {
        return " (" + list(kernel.inputs()) + ") -> (" + list(kernel.outputs()) + ")";
    }

    private static String list(List<View> views) {
        return views.stream().map(View::toString).collect(Collectors.joining(", "));
    }
}
