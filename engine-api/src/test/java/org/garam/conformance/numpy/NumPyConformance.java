package org.garam.conformance.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.garam.conformance.DeviceUnderTest;
import org.garam.conformance.numpy.NumPyFile.Case;
import org.garam.conformance.numpy.NumPyFile.Values;
import org.garam.runtime.Differentiation;
import org.garam.runtime.Engine;
import org.garam.runtime.GradientTape;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.spi.BackendProvider;
import org.garam.tensor.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The tensor functions on one backend: what NumPy computes, eagerly and compiled, and the derivatives of first and
 * second order against differences. A backend's test class extends this one and names the provider; that is all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class NumPyConformance {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-6;

    private Engine engine;

    /** {@return the backend under test} */
    protected abstract BackendProvider provider();

    /**
     * {@return whether functions run in every way: in both types, eagerly and compiled, with derivatives} What they and
     * their derivatives are made of is the same on all devices, and each op and its gradient is compared on every device
     * by the suite of ops. Where each of the thousands of kernels costs a C compiler's time, a function runs once in
     * float32 and once in float64, eagerly and compiled.
     */
    protected boolean inEveryWay() {
        return true;
    }

    @BeforeAll
    void open() {
        engine = new Engine(DeviceUnderTest.open(provider()));
    }

    @AfterAll
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void everyFunctionHasACase() {
        assertEquals(List.of(), Functions.unused(NumPyFile.functions().stream().map(Case::name)));
    }

    @TestFactory
    Stream<DynamicNode> functions() {
        return NumPyFile.functions().stream().map(tested -> {
            Function<List<Tensor>, List<Tensor>> function = Functions.of(tested.name()).orElseThrow();
            return dynamicContainer(tested.name(), inEveryWay() ? inEveryWay(tested, function) : once(tested, function));
        });
    }

    private List<DynamicNode> inEveryWay(Case tested, Function<List<Tensor>, List<Tensor>> function) {
        List<DynamicNode> tests = new ArrayList<>();
        for (DType dtype : usesFloats(tested) ? List.of(DType.FLOAT32, DType.FLOAT64) : List.of(DType.FLOAT32)) {
            tests.add(eager(tested, dtype, function));
            tests.add(compiled(tested, dtype, function));
        }
        if (isDifferentiable(tested)) {
            tests.add(dynamicTest("gradients", () -> run(DType.FLOAT64, () -> checkGradient(tested, function))));
        }
        return tests;
    }

    private List<DynamicNode> once(Case tested, Function<List<Tensor>, List<Tensor>> function) {
        DynamicNode eager = eager(tested, DType.FLOAT32, function);
        // A sort of such a row is a hundred kernels.
        boolean isLong = tested.name().startsWith("sort of") && tested.name().contains("long");
        return isLong ? List.of(eager)
                : List.of(eager, compiled(tested, usesFloats(tested) ? DType.FLOAT64 : DType.FLOAT32, function));
    }

    private DynamicNode eager(Case tested, DType dtype, Function<List<Tensor>, List<Tensor>> function) {
        return dynamicTest(dtype + " eager", () -> run(dtype, () -> check(tested, dtype, function)));
    }

    private DynamicNode compiled(Case tested, DType dtype, Function<List<Tensor>, List<Tensor>> function) {
        return dynamicTest(dtype + " compiled", () -> run(dtype, () -> check(tested, dtype,
                in -> Engine.compileAll(function).applyAll(in.toArray(Tensor[]::new)))));
    }

    private void run(DType dtype, Runnable test) {
        Assumptions.assumeTrue(engine.device().info().arithmetic().contains(dtype));
        engine.run(test);
    }

    private static boolean usesFloats(Case tested) {
        return Stream.concat(tested.inputs().stream(), tested.expected().stream()).anyMatch(values -> values.dtype() == null);
    }

    // ---- values -----------------------------------------------------------------------------------------------------

    private static void check(Case tested, DType dtype, Function<List<Tensor>, List<Tensor>> function) {
        List<Tensor> results = function.apply(tested.inputs().stream().map(input -> input.tensor(dtype)).toList());
        assertEquals(tested.expected().size(), results.size());
        for (int i = 0; i < results.size(); i++) {
            Values expected = tested.expected().get(i);
            Tensor actual = results.get(i);
            if (expected.dtype() != null) {
                assertEquals(expected.dtype(), actual.dtype());
            }
            assertEquals(expected.shape(), actual.shape());
            double[] elements = actual.toDoubles();
            double largest = Arrays.stream(expected.elements()).filter(Double::isFinite).map(Math::abs).max().orElse(0);
            double precision = !actual.dtype().isFloating() ? 0 : actual.dtype() == DType.FLOAT32 ? 1e-6 : 1e-13;
            for (int j = 0; j < elements.length; j++) {
                double wanted = expected.elements()[j];
                boolean same = wanted == elements[j] || Double.isNaN(wanted) && Double.isNaN(elements[j]);
                String what = "result " + i + ", element " + j + ": " + elements[j] + ", NumPy says " + wanted;
                assertTrue(same || Math.abs(wanted - elements[j]) <= precision * (largest + Math.abs(wanted)), what);
            }
        }
    }

    // ---- derivatives ------------------------------------------------------------------------------------------------

    /** Smooth in all inputs, which are floating-point numbers or choose among such. */
    private static boolean isDifferentiable(Case tested) {
        List<String> discontinuous = List.of("floorDivide", "floor ceil", "isNaN", "comparisons", "eye", "zeros",
                "cast", "argMax", "topK of",
                "oneHot", "cumSum of special", "reduceLogSumExp of", "sort with ties", "sort of a long row", "mean of nothing");
        return tested.inputs().stream().anyMatch(values -> values.dtype() == null)
                && discontinuous.stream().noneMatch(tested.name()::startsWith);
    }

    private static void checkGradient(Case tested, Function<List<Tensor>, List<Tensor>> function) {
        List<Tensor> inputs = tested.inputs().stream().map(input -> input.tensor(DType.FLOAT64)).toList();
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).dtype().isFloating()) {
                checkGradient(inputs, i, function);
            }
        }
    }

    private static void checkGradient(List<Tensor> inputs, int variable, Function<List<Tensor>, List<Tensor>> function) {
        UnaryOperator<Tensor> scalar = x -> {
            List<Tensor> operands = new ArrayList<>(inputs);
            operands.set(variable, x);
            return function.apply(operands).stream().filter(result -> result.dtype().isFloating())
                    .map(result -> Reductions.reduceSum(result.mul(weights(result)))).reduce(Tensor::add).orElseThrow();
        };
        Tensor x = inputs.get(variable);
        Tensor direction = weights(x);
        Tensor gradient = Differentiation.gradient(scalar, x);
        assertEquals(x.type(), gradient.type());
        compare("gradient", slope(scalar, x, direction), gradient.mul(direction));
        assertEqual("compiled gradient", gradient, Engine.compile(Differentiation.gradient(scalar)).apply(x));
        UnaryOperator<Tensor> first = z -> Reductions.reduceSum(Differentiation.gradient(scalar, z).mul(weights(z)));
        Tensor second = Differentiation.gradient(first, x);
        compare("second derivative", slope(first, x, direction), second.mul(direction));
        assertEqual("compiled second derivative", second, Engine.compile(Differentiation.gradient(first)).apply(x));
        try (GradientTape outer = GradientTape.record().watch(x); GradientTape inner = GradientTape.record().watch(x)) {
            Tensor taped = inner.gradient(scalar.apply(x), x);
            assertEqual("gradient of a tape", gradient, taped);
            Tensor sum = Reductions.reduceSum(taped.mul(weights(x)));
            assertEqual("second derivative of a tape", second, outer.gradient(sum, x));
        }
    }

    /** Different ones for all elements, so that none can be taken for another. */
    private static Tensor weights(Tensor like) {
        double[] weights = new double[Math.toIntExact(like.shape().count())];
        Arrays.setAll(weights, i -> 0.5 + 0.37 * (i * 7 % 11) / 11 - i % 3 * 0.6);
        return Tensor.of(weights).reshape(like.shape().toArray());
    }

    private static double slope(UnaryOperator<Tensor> scalar, Tensor x, Tensor direction) {
        Tensor step = direction.mul(STEP);
        return (scalar.apply(x.add(step)).item() - scalar.apply(x.sub(step)).item()) / (2 * STEP);
    }

    private static void compare(String what, double expected, Tensor products) {
        double[] parts = products.toDoubles();
        double actual = Arrays.stream(parts).sum();
        double magnitude = 1 + Arrays.stream(parts).map(Math::abs).sum();
        assertTrue(Math.abs(expected - actual) <= TOLERANCE * magnitude,
                () -> what + ": " + actual + ", differences say " + expected);
    }

    private static void assertEqual(String what, Tensor expected, Tensor actual) {
        double[] wanted = expected.toDoubles();
        double[] found = actual.toDoubles();
        double largest = Arrays.stream(wanted).map(Math::abs).max().orElse(0);
        assertEquals(expected.type(), actual.type(), what);
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], found[i], 1e-11 * (1 + largest), what + ", element " + i);
        }
    }
}
