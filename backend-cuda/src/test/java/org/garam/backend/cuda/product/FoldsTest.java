package org.garam.backend.cuda.product;

import static org.garam.runtime.Differentiation.gradients;
import static org.garam.runtime.LinearAlgebra.matmul;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.conformance.ReferenceDevice;
import org.garam.model.activation.Activations;
import org.garam.model.activation.Gelu;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.runtime.Engine;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which kernels of a plan cuBLASLt could run together: in plans of networks, and in plans where it may not. */
class FoldsTest {
    private static final int BATCH = 8;
    private static final List<Integer> UNITS = List.of(5, 16, 24, 3);

    private static final List<String> GELU = List.of("[gelu_aux_bias]", "[gelu_aux_bias]", "[dgelu_bgrad]",
            "[dgelu_bgrad]", "[bgrada]", "[bgrada]", "[bgrada]");

    private record Network(String name, String activation, DType dtype, List<String> folds) {}

    /** The first of the folds that have kernels in common, as they are taken. */
    @TestFactory
    Stream<DynamicTest> foldsOfTheGradientsOfANetwork() {
        List<String> relu = List.of("[relu_aux_bias, drelu_bgrad]", "[relu_aux_bias, drelu]",
                "[relu_aux_bias, drelu_bgrad]", "[relu_aux_bias, drelu]", "[bgrada]", "[bgrada]", "[bgrada]");
        return Stream.of(
                new Network("relu", "relu", DType.FLOAT32, relu),
                new Network("relu of halves", "relu", DType.BFLOAT16, relu),
                new Network("the approximation of gelu", "gelu", DType.FLOAT32, GELU),
                new Network("the approximation of gelu of halves", "gelu", DType.FLOAT16, GELU),
                new Network("an activation cuBLASLt has not", "tanh", DType.FLOAT32,
                        List.of("[bgrada]", "[bgrada]", "[bgrada]"))
        ).map(network -> dynamicTest(network.name, () -> {
            Plan plan = plan(network);
            assertEquals(network.folds, Folds.in(plan).stream().map(Fold::toString).toList(), plan.toString());
        }));
    }

    private static Plan plan(Network network) {
        DType dtype = network.dtype;
        Stream<TensorType> weights = Stream.of(0, 1, 2).flatMap(layer -> Stream.of(
                TensorType.of(dtype, UNITS.get(layer), UNITS.get(layer + 1)), TensorType.of(dtype, UNITS.get(layer + 1))));
        TensorType[] types = Stream.concat(weights, Stream.of(TensorType.of(dtype, BATCH, UNITS.getFirst())))
                .toArray(TensorType[]::new);
        return new Engine(new ReferenceDevice()).call(() -> Engine.compileAll(in -> gradients(weight -> {
            Tensor x = in.getLast();
            for (int layer = 0; layer < 3; layer++) {
                Tensor sum = matmul(x, weight.get(2 * layer)).add(weight.get(2 * layer + 1));
                x = layer == 2 ? sum : network.activation.equals("gelu") ? new Gelu(true).apply(sum)
                        : Activations.named(network.activation).apply(sum);
            }
            return Reductions.reduceSum(x.mul(x));
        }, in.subList(0, 6).toArray(Tensor[]::new))).plan(types));
    }

    private static View matrix(int argument, int rows, int columns) {
        return View.dense(new Place.Argument(argument), DType.FLOAT32, 0, Shape.of(rows, columns));
    }

    private static Kernel.Gemm product(View left, View right, View output) {
        return new Kernel.Gemm(left, right, Precision.FULL, List.of(), ScalarCode.copy(DType.FLOAT32), output);
    }

    private static Kernel.Reduction columnSums(View matrix, View output) {
        return new Kernel.Reduction(Shape.of(matrix.shape().size(1)), Shape.of(matrix.shape().size(0)),
                List.of(matrix.transpose(List.of(1, 0))), ScalarCode.copy(DType.FLOAT32), ReduceFunction.SUM, output);
    }

    private record Ordered(String name, List<Kernel> kernels, List<String> folds) {}

    /** The gradient of weights [3, 4] from samples [6, 3], and that of the bias: sums of what was handed back [6, 4]. */
    @TestFactory
    Stream<DynamicTest> sumsAreFoldedIfNothingBetweenIsInTheWay() {
        View samples = matrix(0, 6, 3).transpose(List.of(1, 0));
        View handedBack = matrix(1, 6, 4);
        View weights = matrix(2, 3, 4);
        View bias = View.dense(new Place.Argument(3), DType.FLOAT32, 0, Shape.of(4));
        Kernel gradient = product(samples, handedBack, weights);
        Kernel sums = columnSums(handedBack, bias);
        Kernel overwritten = product(matrix(4, 6, 5), matrix(5, 5, 4), handedBack);
        Kernel read = Kernel.Elementwise.of(List.of(bias), ScalarCode.copy(DType.FLOAT32),
                List.of(View.dense(new Place.Argument(6), DType.FLOAT32, 0, Shape.of(4))));
        return Stream.of(
                new Ordered("sums first", List.of(sums, gradient), List.of("[bgrada]")),
                new Ordered("sums last", List.of(gradient, sums), List.of("[bgrada]")),
                new Ordered("sums read between", List.of(sums, read, gradient), List.of("[bgrada]")),
                new Ordered("sums read between, samples written there", List.of(sums, read,
                        Kernel.Elementwise.of(List.of(matrix(8, 6, 3)), ScalarCode.copy(DType.FLOAT32),
                        List.of(matrix(0, 6, 3))), gradient), List.of()),
                new Ordered("bias read before", List.of(gradient, read, sums), List.of("[bgrada]")),
                new Ordered("bias read before, weights too", List.of(gradient, read, columnSums(weights,
                        View.dense(new Place.Argument(9), DType.FLOAT32, 0, Shape.of(4))), sums), List.of()),
                new Ordered("overwritten between", List.of(sums, overwritten, gradient), List.of()),
                new Ordered("sums of the left factor",
                        List.of(product(handedBack.transpose(List.of(1, 0)), matrix(0, 6, 3), matrix(2, 4, 3)), sums),
                        List.of("[bgradb]")),
                new Ordered("sums of something else", List.of(columnSums(matrix(7, 6, 4), bias), gradient), List.of()),
                new Ordered("sums where the product is", List.of(gradient, columnSums(handedBack,
                        View.dense(new Place.Argument(2), DType.FLOAT32, 4, Shape.of(4)))), List.of())
        ).map(ordered -> dynamicTest(ordered.name, () -> assertEquals(ordered.folds, names(ordered.kernels))));
    }

    /** The bits say of the forward pass's output what the gradient asks of it, unless somebody changes that. */
    @Test
    void anOutputThatIsOverwrittenHasNoBits() {
        Kernel.Gemm[] relu = new Kernel.Gemm[2];
        Plan plan = plan(new Network("relu", "relu", DType.FLOAT32, List.of()));
        Fold fold = Folds.in(plan).getFirst();
        for (int i = 0; i < relu.length; i++) {
            relu[i] = (Kernel.Gemm) plan.kernels().get(fold.calls().get(i).position());
        }
        Kernel changed = Kernel.Elementwise.of(List.of(relu[0].output()), ScalarCode.copy(DType.FLOAT32),
                List.of(relu[0].output()));
        assertEquals(List.of("[relu_aux_bias, drelu]"), names(List.of(relu[0], relu[1])));
        assertEquals(List.of(), names(List.of(relu[0], changed, relu[1])));
        assertEquals(List.of(), names(List.of(relu[1], relu[0])));
    }

    /** Each alone may be moved; together the second would overwrite what the first reads before it is read. */
    @Test
    void movesThatPassEachOtherAreNotAllowedTogether() {
        View samples = matrix(0, 6, 3);
        View handedBack = matrix(1, 6, 4);
        View bias = View.dense(new Place.Argument(3), DType.FLOAT32, 0, Shape.of(4));
        View other = matrix(8, 6, 4);
        List<Kernel> kernels = List.of(
                product(samples.transpose(List.of(1, 0)), handedBack, matrix(2, 3, 4)),
                Kernel.Elementwise.of(List.of(bias), ScalarCode.copy(DType.FLOAT32),
                        List.of(View.dense(new Place.Argument(6), DType.FLOAT32, 0, Shape.of(4)))),
                product(matrix(7, 6, 3).transpose(List.of(1, 0)), other, matrix(9, 3, 4)),
                columnSums(handedBack, bias),
                columnSums(other, View.dense(new Place.Argument(0), DType.FLOAT32, 0, Shape.of(4))));
        List<Fold> folds = Folds.in(new Plan(List.of(), kernels, Map.of()));
        assertEquals(List.of(Map.of(0, 3), Map.of(4, 2)), folds.stream().map(Fold::moved).toList());
        PlanOrder order = new PlanOrder(kernels);
        assertTrue(folds.stream().allMatch(fold -> order.allows(fold.moved())));
        assertFalse(order.allows(Map.of(0, 3, 4, 2)));
    }

    private static List<String> names(List<Kernel> kernels) {
        return Folds.in(new Plan(List.of(), kernels, Map.of())).stream().map(Fold::toString).toList();
    }
}
