package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;

/** Finds the kernels of a plan that cuBLASLt could run together. */
final class Folds {
    private final List<Kernel> kernels;
    private final PlanOrder order;

    private Folds(Plan plan) {
        kernels = plan.kernels();
        order = new PlanOrder(kernels);
    }

    /** {@return what could be folded; of those that have a kernel in common the first is to be preferred} */
    static List<Fold> in(Plan plan) {
        return new Folds(plan).all();
    }

    private List<Fold> all() {
        List<Fold> activations = new ArrayList<>();
        List<Fold> biases = new ArrayList<>();
        for (int i = 0; i < kernels.size(); i++) {
            int position = i;
            switch (kernels.get(i)) {
                case Kernel.Gemm gemm -> activations.addAll(activations(position, gemm));
                case Kernel.Reduction reduction -> biases.addAll(sumsOfFactors(position, reduction));
                case Kernel.Elementwise _, Kernel.RowKernel _, Kernel.Gather _, Kernel.ScatterAdd _,
                        Kernel.RandomBits _ -> { }
            }
        }
        return Stream.concat(activations.stream(), biases.stream())
                .filter(fold -> fold.calls().stream().allMatch(Fold.Call::isApart)).toList();
    }

    private List<Fold> activations(int position, Kernel.Gemm gemm) {
        RecognizedEpilogue recognized = ProductCall.of(gemm).filter(call -> call.product().batch() == 1)
                .flatMap(call -> RecognizedEpilogue.of(gemm, call)).orElse(null);
        if (recognized == null) {
            return List.of();
        }
        return switch (recognized.epilogue()) {
            case DRELU -> reluGradients(position, gemm, recognized.extra());
            case DGELU -> sumsOfProduct(position, gemm).map(sums -> new Fold(List.of(new Fold.Call(position, gemm,
                    BlasLtEpilogue.DGELU_BGRAD, output(sums), recognized.extra())), Map.of(sums, position))).stream().toList();
            case DEFAULT, BIAS -> gelu(position, gemm, recognized).stream().toList();
            default -> List.of();
        };
    }

    /** With the sums of the gradient, and without if they cannot be had along with it. */
    private List<Fold> reluGradients(int position, Kernel.Gemm gemm, View activated) {
        int forward = lastWriter(activated, position);
        if (forward < 0 || !(kernels.get(forward) instanceof Kernel.Gemm layer) || !layer.output().equals(activated)
                || !order.isKept(activated, forward, position)) {
            return List.of();
        }
        RecognizedEpilogue recognized = ProductCall.of(layer).filter(call -> call.isRowMajor()
                == ProductCall.of(gemm).orElseThrow().isRowMajor())
                .flatMap(call -> RecognizedEpilogue.of(layer, call)).orElse(null);
        if (recognized == null || recognized.epilogue() != BlasLtEpilogue.RELU
                && recognized.epilogue() != BlasLtEpilogue.RELU_BIAS) {
            return List.of();
        }
        boolean hasBias = recognized.epilogue().hasBias();
        Fold.Call passing = new Fold.Call(forward, layer, hasBias ? BlasLtEpilogue.RELU_AUX_BIAS
                : BlasLtEpilogue.RELU_AUX, hasBias ? recognized.extra() : null, null);
        Fold alone = new Fold(List.of(passing, new Fold.Call(position, gemm, BlasLtEpilogue.DRELU, null, null)), Map.of());
        return Stream.concat(sumsOfProduct(position, gemm).map(sums -> new Fold(List.of(passing,
                new Fold.Call(position, gemm, BlasLtEpilogue.DRELU_BGRAD, output(sums), null)), Map.of(sums, position))).stream(),
                Stream.of(alone)).toList();
    }

    /** The function that makes a product's output, which the backward pass reads too, into a layer's output. */
    private Optional<Fold> gelu(int position, Kernel.Gemm gemm, RecognizedEpilogue recognized) {
        boolean hasBias = recognized.epilogue().hasBias();
        return IntStream.range(position + 1, kernels.size()).boxed().filter(next ->
                kernels.get(next) instanceof Kernel.Elementwise function && function.inputs().size() == 1
                        && function.outputs().size() == 1 && isAll(function.inputs().getFirst(), gemm.output())
                        && isAll(function.outputs().getFirst(), gemm.output().dtype(), gemm.output().shape().count())
                        && RecognizedEpilogue.isGelu(function.code(), gemm.left().dtype())
                        && order.isKept(gemm.output(), position, next) && order.isMovable(next, position))
                .findFirst().map(next -> {
                    View activated = kernels.get(next).outputs().getFirst();
                    Kernel.Gemm layer = new Kernel.Gemm(gemm.left(), gemm.right(), gemm.precision(), gemm.extras(),
                            gemm.epilogue(), View.dense(activated.place(), activated.dtype(), activated.offset(),
                            gemm.output().shape()));
                    return new Fold(List.of(new Fold.Call(position, layer, hasBias ? BlasLtEpilogue.GELU_AUX_BIAS
                            : BlasLtEpilogue.GELU_AUX, hasBias ? recognized.extra() : null, gemm.output())), Map.of(next, position));
                });
    }

    /** Axes may have been merged: whether both are the same elements, one behind the other. */
    private static boolean isAll(View merged, View view) {
        return view.isDense() && merged.place().equals(view.place()) && merged.offset() == view.offset()
                && isAll(merged, view.dtype(), view.shape().count());
    }

    private static boolean isAll(View merged, DType dtype, long count) {
        return merged.isDense() && merged.dtype() == dtype && merged.shape().count() == count;
    }

    private int lastWriter(View view, int before) {
        return IntStream.iterate(before - 1, i -> i >= 0, i -> i - 1)
                .filter(i -> PlanOrder.overlap(kernels.get(i).outputs(), List.of(view))).findFirst().orElse(-1);
    }

    /** {@return the place of the kernel that sums a product's result over the library's columns} */
    private Optional<Integer> sumsOfProduct(int position, Kernel.Gemm gemm) {
        View output = gemm.output();
        boolean isRowMajor = ProductCall.of(gemm).orElseThrow().isRowMajor();
        int kept = isRowMajor ? -1 : -2;
        int reduced = isRowMajor ? -2 : -1;
        return IntStream.range(position + 1, kernels.size()).boxed()
                .filter(next -> kernels.get(next) instanceof Kernel.Reduction reduction
                        && isSum(reduction, output, kept, reduced)
                        && order.isKept(output, position, next) && order.isMovable(next, position)).findFirst();
    }

    /**
     * Products that have a factor which the kernel sums over the product's depth. Factors that may be rounded are left
     * alone: whether the library sums them before or after it rounds them is not documented.
     */
    private List<Fold> sumsOfFactors(int position, Kernel.Reduction reduction) {
        return IntStream.range(0, kernels.size()).filter(other -> kernels.get(other) instanceof Kernel.Gemm)
                .mapToObj(other -> sumsOfFactor(position, reduction, other, (Kernel.Gemm) kernels.get(other)))
                .filter(Objects::nonNull).toList();
    }

    private Fold sumsOfFactor(int position, Kernel.Reduction reduction, int other, Kernel.Gemm gemm) {
        boolean isOfRight = isSum(reduction, gemm.right(), -1, -2);
        if (!isOfRight && !isSum(reduction, gemm.left(), -2, -1) || !order.isMovable(position, other)
                && !order.isMovable(other, position)) {
            return null;
        }
        int called = order.isMovable(position, other) ? other : position;
        ProductCall call = ProductCall.of(gemm).filter(found -> found.product().batch() == 1).orElse(null);
        boolean isPlain = call != null && gemm.precision() == Precision.FULL && RecognizedEpilogue.of(gemm, call).filter(recognized ->
                recognized.epilogue() == BlasLtEpilogue.DEFAULT).isPresent();
        return isPlain ? new Fold(List.of(new Fold.Call(called, gemm, isOfRight == call.isRowMajor()
                ? BlasLtEpilogue.BGRADA : BlasLtEpilogue.BGRADB, reduction.output(), null)),
                called == other ? Map.of(position, other) : Map.of(other, position)) : null;
    }

    /** {@return whether the kernel sums the matrix over one of its axes, into elements one behind the other} */
    private static boolean isSum(Kernel.Reduction reduction, View matrix, int kept, int reduced) {
        if (reduction.function() != ReduceFunction.SUM || reduction.inputs().size() != 1 || reduction.kept().rank() != 1
                || reduction.reduced().rank() != 1 || matrix.shape().rank() < 2
                || !isUnchanged(reduction.code(), matrix.dtype())
                || !reduction.output().isDense()
                || reduction.output().dtype() != matrix.dtype() && reduction.output().dtype() != matrix.dtype().arithmetic()) {
            return false;
        }
        View summed = reduction.inputs().getFirst();
        return summed.place().equals(matrix.place()) && summed.offset() == matrix.offset()
                && summed.dtype() == matrix.dtype() && isAxis(summed, 0, matrix, kept) && isAxis(summed, 1, matrix, reduced);
    }

    private static boolean isAxis(View x, int axis, View y, int other) {
        return x.shape().size(axis) == y.shape().size(other)
                && (x.shape().size(axis) == 1 || x.stride(axis) == y.stride(other));
    }

    private static boolean isUnchanged(ScalarCode code, DType dtype) {
        return code.instructions().getFirst() instanceof Instruction.Load && code.instructions().stream().skip(1)
                .allMatch(instruction -> instruction instanceof Instruction.Cast(int _, DType to)
                        && to == dtype.arithmetic());
    }

    private View output(int position) {
        return kernels.get(position).outputs().getFirst();
    }
}
