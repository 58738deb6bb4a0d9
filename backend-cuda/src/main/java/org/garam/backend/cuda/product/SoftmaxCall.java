package org.garam.backend.cuda.product;

import java.util.Optional;
import org.garam.backend.cuda.library.Dnn;
import org.garam.op.BinaryFunction;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;

/** The softmax of rows that lie one behind the other, or its logarithm, by cuDNN. */
record SoftmaxCall(Dnn.Rows rows, Dnn.Softmax kind, View input, View output) implements KernelPart.LibraryCall {
    /** {@return which of the two the kernel is; nothing if it is another function of rows, or they do not lie so} */
    static Optional<Dnn.Softmax> kind(Kernel.RowKernel kernel) {
        if (kernel.inputs().size() != 1 || kernel.outputs().size() != 1) {
            return Optional.empty();
        }
        View input = kernel.inputs().getFirst();
        View output = kernel.outputs().getFirst();
        long rows = kernel.rows().count();
        boolean isMatrix = Dnn.computes(input.dtype()) && output.dtype() == input.dtype()
                && output.shape().equals(input.shape()) && !(input.place() instanceof Place.Positions)
                && input.isDense() && output.isDense() && rows > 0 && rows <= Integer.MAX_VALUE && kernel.columns() > 0;
        return isMatrix ? kind(new ValueNumbers(output.dtype()), kernel.code()) : Optional.empty();
    }

    private static Optional<Dnn.Softmax> kind(ValueNumbers numbers, ScalarCode code) {
        int computed = numbers.of(code);
        int x = numbers.input(0);
        int shifted = numbers.binary(BinaryFunction.SUBTRACT, x, numbers.reduce(ReduceFunction.MAX, x));
        int exponential = numbers.unary(UnaryFunction.EXP, shifted);
        int sum = numbers.reduce(ReduceFunction.SUM, exponential);
        if (computed == numbers.binary(BinaryFunction.DIVIDE, exponential, sum)) {
            return Optional.of(Dnn.Softmax.PROBABILITIES);
        }
        return computed == numbers.binary(BinaryFunction.SUBTRACT, shifted, numbers.unary(UnaryFunction.LOG, sum))
                ? Optional.of(Dnn.Softmax.LOGARITHMS) : Optional.empty();
    }

    static SoftmaxCall of(Dnn dnn, Dnn.Softmax kind, Kernel.RowKernel kernel) {
        View input = kernel.inputs().getFirst();
        return new SoftmaxCall(dnn.rows(input.dtype(), (int) kernel.rows().count(), kernel.columns()), kind, input,
                kernel.outputs().getFirst());
    }

    @Override
    public Runnable bind(CallMemory memory) {
        return rows.softmax(kind, memory.at(input), memory.at(output));
    }

    /** {@return for example {@code cuDNN softmax [32, 10] float32}} */
    @Override
    public String toString() {
        return "cuDNN " + (kind == Dnn.Softmax.LOGARITHMS ? "log_softmax " : "softmax ") + input.shape() + " "
                + input.dtype();
    }
}
