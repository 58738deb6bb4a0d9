package org.garam.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.garam.autodiff.Gradients;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.ReduceFunction;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Gradients against central finite differences on the reference interpreter, and where those say nothing. */
class GradientTest {
    private static final double STEP = 1e-5;
    /** Of the sum of the magnitudes that are added up: the error of the differences, far below that of a wrong rule. */
    private static final double TOLERANCE = 2e-6;
    private static final int SINGLE_ELEMENTS = 1;

    @TestFactory
    Stream<DynamicTest> differences() {
        return Stream.of(OpCases.all(), PlanCases.all()).flatMap(List::stream).filter(OpCase::differentiable)
                .filter(GradientTest::isSmooth).map(tested -> dynamicTest(tested.name(), () -> check(tested)));
    }

    /** Random halves are so few numbers that they meet integers and each other; their rules are those of float32. */
    private static boolean isSmooth(OpCase tested) {
        return tested.inputs().stream().noneMatch(input -> input.type().dtype().isHalf())
                || tested.program().nodes().stream().allMatch(node -> switch (node.op()) {
                    case Op.MatMul _, Op.Cast _, Op.Transpose _, Op.Broadcast _, Op.Reshape _, Op.Slice _ -> true;
                    default -> false;
                });
    }

    private static void check(OpCase tested) {
        Program loss = tested.loss();
        List<HostTensor> arguments = tested.lossArguments();
        List<HostTensor> gradients = Reference.run(tested.gradients(), arguments, Rounding.EXACT).outputs();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < gradients.size(); i++) {
            int variable = tested.variables().get(i);
            double[] gradient = gradients.get(i).elements();
            double[] everywhere = Values.bothSigns(0.5, 1.5).make(gradients.get(i).type(), random);
            checkAlong(everywhere, loss, arguments, variable, gradient, tested.name());
            for (int n = 0; n < Math.min(SINGLE_ELEMENTS, gradient.length); n++) {
                double[] single = new double[gradient.length];
                single[random.nextInt(single.length)] = 1;
                checkAlong(single, loss, arguments, variable, gradient, tested.name());
            }
        }
    }

    private static void checkAlong(double[] direction, Program loss, List<HostTensor> arguments, int variable,
            double[] gradient,
            String name) {
        double above = loss(loss, arguments, variable, direction, STEP);
        double below = loss(loss, arguments, variable, direction, -STEP);
        double expected = (above - below) / (2 * STEP);
        double actual = 0;
        double magnitude = 1;
        for (int i = 0; i < direction.length; i++) {
            actual += gradient[i] * direction[i];
            magnitude += Math.abs(gradient[i] * direction[i]);
        }
        double found = actual;
        // The rules' constants are rounded to the type.
        DType dtype = arguments.get(variable).type().dtype();
        double tolerance = dtype.isHalf() ? Rounding.epsilon(dtype) : TOLERANCE;
        assertTrue(Math.abs(actual - expected) <= tolerance * magnitude, () -> name + ", input " + variable
                + ": the gradient is "
                + found + ", differences say " + expected + "\n" + loss);
    }

    private static double loss(Program loss, List<HostTensor> arguments, int variable, double[] direction,
            double step) {
        List<HostTensor> moved = new ArrayList<>(arguments);
        double[] elements = arguments.get(variable).elements().clone();
        for (int i = 0; i < elements.length; i++) {
            elements[i] += step * direction[i];
        }
        moved.set(variable, new HostTensor(arguments.get(variable).type(), elements));
        return Reference.run(loss, moved, Rounding.EXACT).outputs().getFirst().elements()[0];
    }

    // ---- what differences do not tell -------------------------------------------------------------------------------

    private interface Formula {
        int of(Ops ops, int x);
    }

    /** {@return the gradient of the sum of {@code formula} at {@code x}} */
    private static double[] gradient(Formula formula, double... x) {
        Ops ops = new Ops(new ProgramBuilder());
        TensorType type = TensorType.of(DType.FLOAT64, x.length);
        int in = ops.program().parameter(type);
        int sum = ops.total(formula.of(ops, in));
        List<Integer> gradients = Gradients.of(ops.program(), sum, List.of(in));
        Program program = ops.program().build(gradients, Map.of());
        return Reference.run(program, List.of(new HostTensor(type, x))).outputs().getFirst().elements();
    }

    @Test
    void stoppedGradientsAreConstants() {
        assertArrayEquals(new double[] {2, 3}, gradient((ops, x) -> ops.multiply(x, ops.stopGradient(x)), 2, 3));
        assertArrayEquals(new double[] {0, 0}, gradient((ops, x) -> ops.stopGradient(ops.exp(x)), 2, 3));
    }

    @Test
    void reluPassesNothingAtZero() {
        assertArrayEquals(new double[] {0, 0, 1}, gradient(Ops::relu, -1, 0, 1));
    }

    @Test
    void equalExtremesShareTheGradient() {
        assertArrayEquals(new double[] {0.5, 0, 0.5},
                gradient((ops, x) -> ops.reduce(ReduceFunction.MAX, x, 0), 3, 1, 3));
        assertArrayEquals(new double[] {0, 1, 0}, gradient((ops, x) -> ops.reduce(ReduceFunction.MIN, x, 0), 3, 1, 3));
    }

    @Test
    void productsOfZeros() {
        Formula product = (ops, x) -> ops.reduce(ReduceFunction.PRODUCT, x, 0);
        assertArrayEquals(new double[] {12, 0, 0}, gradient(product, 0, 3, 4));
        assertArrayEquals(new double[] {0, 0, 0}, gradient(product, 0, 0, 4));
    }

    @Test
    void secondDerivativesOfProductsOfZeros() {
        Formula slopes = (ops, x) -> Gradients.of(ops.program(), ops.reduce(ReduceFunction.PRODUCT, x, 0), List.of(x))
                .getFirst();
        // Of a b c the slopes b c, a c and a b, whose sum has the slopes b + c, a + c and a + b.
        assertArrayEquals(new double[] {3, 5, 2}, gradient(slopes, 2, 0, 3));
        assertArrayEquals(new double[] {4, 4, 0}, gradient(slopes, 0, 0, 4));
        assertArrayEquals(new double[] {0, 0, 0}, gradient(slopes, 0, 0, 0));
        // Of a b c d the sum of the products of two of the three others.
        assertArrayEquals(new double[] {15, 31, 10, 6}, gradient(slopes, 2, 0, 3, 5));
    }

    @Test
    void powersAtZero() {
        Formula square = (ops, x) -> ops.binary(BinaryFunction.POWER, x, ops.like(x, 2));
        assertArrayEquals(new double[] {0, -6}, gradient(square, 0, -3));
        Formula constant = (ops, x) -> ops.binary(BinaryFunction.POWER, x, ops.like(x, 0));
        assertArrayEquals(new double[] {0, 0}, gradient(constant, 0, 5));
    }

    @Test
    void integersHaveNoGradient() {
        Formula whole = (ops, x) -> ops.cast(DType.FLOAT64, ops.cast(DType.INT32, ops.scale(x, 10)));
        assertArrayEquals(new double[] {0, 0}, gradient(whole, 1.5, -2.5));
    }

    @Test
    void gradientsOfGradients() {
        Formula slope = (ops, x) -> Gradients.of(ops.program(), ops.total(ops.multiply(ops.multiply(x, x), x)),
                List.of(x)).getFirst();
        assertArrayEquals(new double[] {12, -18}, gradient(slope, 2, -3), 1e-12);
    }
}
