package org.garam.conformance.numpy;

import static org.garam.runtime.Arrangement.*;
import static org.garam.runtime.Comparisons.*;
import static org.garam.runtime.Creation.*;
import static org.garam.runtime.Elementwise.*;
import static org.garam.runtime.Indexing.*;
import static org.garam.runtime.LinearAlgebra.*;
import static org.garam.runtime.Reductions.*;
import static org.garam.runtime.Scans.*;
import static org.garam.runtime.Sorting.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Indexing;
import org.garam.runtime.Sorting;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** The engine's functions under the names of NumPy's cases: the first words of those. */
final class Functions {
    private static final Map<String, Function<List<Tensor>, List<Tensor>>> BY_NAME = new HashMap<>();

    static {
        elementwise();
        reductions();
        scansAndSorting();
        movement();
        indexing();
    }

    private Functions() {}

    /** {@return the function whose name the case's name is or begins with; the longest one} */
    static Optional<Function<List<Tensor>, List<Tensor>>> of(String name) {
        if (name.startsWith("slice [")) {
            String indices = name.substring("slice [".length(), name.length() - 1);
            return Optional.of(in -> List.of(Indexing.slice(in.getFirst(), indices)));
        }
        return BY_NAME.keySet().stream().filter(known -> name.equals(known) || name.startsWith(known + " "))
                .max((a, b) -> Integer.compare(a.length(), b.length())).map(BY_NAME::get);
    }

    private static void one(String name, Function<Tensor, List<Tensor>> function) {
        BY_NAME.put(name, in -> function.apply(in.getFirst()));
    }

    private static void several(String name, Function<List<Tensor>, Tensor> function) {
        BY_NAME.put(name, in -> List.of(function.apply(in)));
    }

    private static void elementwise() {
        one("clip", x -> List.of(clip(x, -1, 0.5)));
        several("maximum", in -> maximum(in.get(0), in.get(1)));
        several("minimum", in -> minimum(in.get(0), in.get(1)));
        several("where", in -> where(in.get(0), in.get(1), in.get(2)));
        several("broadcast sum", in -> add(multiply(in.get(0), in.get(1)), in.get(2)));
        several("divide", in -> divide(in.get(0), in.get(1)));
        several("true divide", in -> in.get(0).div(in.get(1)));
        several("pow", in -> in.get(0).pow(in.get(1)));
        several("floorDivide", in -> floorDivide(in.get(0), in.get(1)));
        several("floorMod", in -> floorMod(in.get(0), in.get(1)));
        one("sin cos tan", x -> List.of(sin(x), cos(x), tan(x)));
        one("rsqrt reciprocal", x -> List.of(rsqrt(x), reciprocal(x)));
        one("erf", x -> List.of(erf(x)));
        one("floor ceil round", x -> List.of(floor(x), ceil(x), round(x)));
        several("cross-entropy", in -> {
            Tensor y = in.get(0);
            Tensor p = in.get(1);
            return reduceMean(neg(reduceSum(y.mul(log(p)), 1)));
        });
        one("exp expm1 log1p", x -> List.of(exp(x), expm1(x), log1p(abs(x))));
        one("abs sign square sqrt", x -> List.of(abs(x), sign(x), square(x), sqrt(abs(x).add(0.5))));
        one("sigmoid tanh softplus", x -> List.of(sigmoid(x), tanh(x), softplus(x)));
        BY_NAME.put("subtract raise", in -> List.of(subtract(in.get(0), in.get(1)), pow(in.get(0), in.get(1))));
        one("cast", x -> List.of(cast(x, DType.INT32), cast(cast(x, DType.INT8), x.dtype()), cast(x, DType.BOOL)));
        one("isNaN isInfinite isFinite", x -> List.of(isNaN(x), isInfinite(x), isFinite(x)));
        BY_NAME.put("comparisons", in -> {
            Tensor x = in.get(0);
            Tensor y = in.get(1);
            return List.of(equal(x, y), notEqual(x, y), less(x, y), lessEqual(x, y), greater(x, y), greaterEqual(x, y));
        });
        BY_NAME.put("logical", in -> List.of(logicalAnd(in.get(0), in.get(1)), logicalOr(in.get(0), in.get(1)),
                logicalXor(in.get(0), in.get(1)), logicalNot(in.get(0))));
        one("eye linspace range", x -> List.of(eye(3, 4, x.dtype()), linspace(-1, 2, 7, x.dtype()), range(5), range(5, -6, -3),
                range(0, 1, 0.125, x.dtype())));
        one("zeros ones constant vector", x -> List.of(zeros(x.dtype(), 2, 3), ones(x.dtype(), 2, 3), zerosLike(x),
                onesLike(x), constant(new double[][] {{1, 2.5}}, x.dtype()), vector(x, 3, -1)));
    }

    private static void reductions() {
        one("reduceMean", x -> x.dtype().isFloating() ? List.of(reduceMean(x), reduceMean(x, 0, 2), reduceMean(x, true, 1))
                : List.of(reduceMean(x, 1)));
        one("mean of nothing", x -> List.of(reduceMean(x, 0)));
        one("reduceSum", x -> List.of(reduceSum(x), reduceSum(x, 0, 2), reduceSum(x, true, -1)));
        one("reduceProd", x -> List.of(reduceProd(x, 1), reduceProd(x, 1, 2)));
        one("reduceMax reduceMin", x -> List.of(reduceMax(x, 1), reduceMin(x, true, 0, 2)));
        one("argMax argMin", x -> List.of(argMax(x, 1), argMin(x, -1)));
        one("reduceVariance reduceStd", x -> List.of(reduceVariance(x, 1), reduceStd(x, 0, 2), reduceVariance(x)));
        one("norm", x -> List.of(norm(x), norm(x, 1)));
        one("reduceLogSumExp", x -> List.of(reduceLogSumExp(x, 1), reduceLogSumExp(x)));
        one("reduceLogSumExp of infinities", x -> List.of(reduceLogSumExp(x, 1)));
        one("reduceAll reduceAny countNonZero", x -> List.of(reduceAll(x, 1), reduceAny(x, 0), countNonZero(x, 1)));
    }

    private static void scansAndSorting() {
        one("cumSum", x -> x.shape().rank() == 1 ? List.of(cumSum(x, 0)) : List.of(cumSum(x, 1), cumSum(x, 1, false, true),
                cumSum(x, -2, true, false), cumSum(x, -2, true, true)));
        one("cumProd", x -> List.of(cumProd(x, 1), cumProd(x, 0), cumProd(x, 1, true, false)));
        one("sort", x -> List.of(sort(x, 1), sort(x, 1, true), argSort(x, 1), argSort(x, 1, true)));
        one("topK", x -> {
            Sorting.TopK top = topK(x, 3);
            return List.of(top.values(), top.indices());
        });
    }

    private static void movement() {
        one("expandDims squeeze", x -> List.of(expandDims(x, 1), expandDims(x, -1), squeeze(x.reshape(1, 3, 4, 1, 5), 0, -2)));
        one("tile", x -> List.of(tile(x, 2, 1, 3), tile(x, 1, 0, 1)));
        one("repeat", x -> List.of(repeat(x, 3, 1), repeat(x, 2, -1)));
        BY_NAME.put("stack", in -> List.of(stack(0, in.get(0), in.get(1)), stack(-1, in.get(0), in.get(1))));
        one("unstack", x -> unstack(x, 1));
        one("split", x -> {
            List<Tensor> parts = new ArrayList<>(split(x, 2, 1));
            parts.addAll(split(x, new int[] {1, 3, 1}, -1));
            return parts;
        });
        one("pad", x -> List.of(pad(x, new int[][] {{1, 0}, {0, 2}, {3, 1}}, 7)));
        BY_NAME.put("concat", in -> List.of(concat(0, in.get(0), in.get(1), in.get(0)), concat(-1, in.get(0),
                in.get(1))));
        one("reshape broadcastTo", x -> List.of(reshape(x, 4, -1), broadcastTo(rows(transpose(x, 1, 0, 2), 0, 1)
                .reshape(3, 1, 5), x.shape())));
        one("rows window take", x -> List.of(rows(x, 1, 3), Arrangement.slice(x, List.of(1, 0, 2), Shape.of(2, 2, 3)),
                Arrangement.gather(x, Tensor.of(new int[] {2, 0, 2}))));
        one("matrixTranspose", x -> List.of(matrixTranspose(x)));
        one("reverse", x -> List.of(reverse(x, 0, -1), reverse(x)));
        one("roll", x -> List.of(roll(x, 2, 1), roll(x, -1, 2), roll(x, 7, 0)));
        one("transpose", x -> List.of(transpose(x), transpose(x, 1, 0, -1)));
    }

    private static void indexing() {
        for (int axis = 0; axis < 3; axis++) {
            int counted = axis;
            several("gather axis " + axis, in -> Indexing.gather(in.get(0), in.get(1), counted));
        }
        several("gatherAlong", in -> gatherAlong(in.get(0), in.get(1), -2));
        one("oneHot", x -> List.of(Arrangement.oneHot(x, 3, DType.FLOAT32)));
        several("matmul", in -> matmul(in.get(0), in.get(1)));
        several("matmul transposed", in -> matmul(in.get(1), in.get(0), true, true));
    }

    /** {@return the names no case has} */
    static List<String> unused(Stream<String> cases) {
        List<String> names = cases.toList();
        return BY_NAME.keySet().stream().filter(known -> names.stream().noneMatch(name -> name.equals(known)
                || name.startsWith(known + " "))).sorted().toList();
    }
}
