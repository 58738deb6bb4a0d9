package org.garam.model.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.conformance.TestEngine;
import org.garam.program.Program;
import org.garam.runtime.Engine;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Losses that golden files lack, or lack with these settings, compared with their definitions in plain Java. */
public class LossDefinitionsTest {
    @FunctionalInterface
    private interface Definition {
        double of(double[] targets, double... predictions);
    }

    private record Case(Loss loss, Definition definition, double[][] targets, double[][] predictions) {
        @Override
        public String toString() {
            return loss.toString();
        }
    }

    private static final double[][] ONE_HOT = {{0, 1, 0}, {1, 0, 0}};
    private static final double[][] SIGNS = {{-1, 1, 1}, {1, -1, 0}};
    private static final double[][] TRUTHS = {{0, 1, 1}, {1, 0, 0}};
    private static final double[][] SHARES = {{0.2, 0.5, 0.3}, {0.6, 0.3, 0.1}};
    private static final double[][] SCORES = {{-1.5, 0.25, 2}, {0.75, -3, 0.5}};

    private static final List<Case> CASES = List.of(
            new Case(new SquaredHinge(), mean((y, p) -> Math.pow(Math.max(0, 1 - y * p), 2)), SIGNS, SCORES),
            new Case(new SquaredHinge(), mean((y, p) -> Math.pow(Math.max(0, 1 - (2 * y - 1) * p), 2)), TRUTHS, SCORES),
            new Case(new CategoricalFocalCrossentropy(), (y, p) -> focal(y, p, 2, 0.25, 0.25, 0.25), ONE_HOT, SHARES),
            new Case(new CategoricalFocalCrossentropy(List.of(0.1, 0.5, 0.9), 1.5, true, 0, -1),
                    (y, p) -> focal(y, softmax(p), 1.5, 0.1, 0.5, 0.9), ONE_HOT, SCORES),
            new Case(new CategoricalFocalCrossentropy(List.of(1.0), 3, false, 0.3, -1),
                    (y, p) -> focal(map(y, t -> 0.7 * t + 0.1), p, 3, 1, 1, 1), ONE_HOT, SHARES),
            new Case(new BinaryFocalCrossentropy(true, 0.3, 1.5, false, 0, -1),
                    mean(LossDefinitionsTest::binaryFocal), TRUTHS, SHARES),
            new Case(new BinaryFocalCrossentropy(true, 0.3, 1.5, true, 0, -1),
                    mean((y, x) -> binaryFocal(y, 1 / (1 + Math.exp(-x)))), TRUTHS, SCORES),
            new Case(new Poisson(), mean((y, p) -> p - y * Math.log(p + 1e-7)), TRUTHS, SHARES),
            new Case(new Huber(0.8), mean((y, p) -> Math.abs(p - y) <= 0.8 ? (p - y) * (p - y) / 2
                    : 0.8 * Math.abs(p - y) - 0.32), SIGNS, SCORES),
            new Case(new LogCosh(), mean((y, p) -> Math.log(Math.cosh(p - y))), SIGNS, SCORES));

    private final Engine engine = TestEngine.current();

    /** {@return the names of the losses that are compared with their definitions here} */
    public static Set<String> definedNames() {
        return CASES.stream().map(tested -> tested.loss.name()).collect(Collectors.toSet());
    }

    private static Definition mean(DoubleBinaryOperator function) {
        return (y, p) -> IntStream.range(0, y.length).mapToDouble(i -> function.applyAsDouble(y[i], p[i])).sum()
                / y.length;
    }

    private static double[] map(double[] values, DoubleUnaryOperator function) {
        return Arrays.stream(values).map(function).toArray();
    }

    private static double[] softmax(double... scores) {
        double sum = Arrays.stream(scores).map(Math::exp).sum();
        return map(scores, score -> Math.exp(score) / sum);
    }

    private static double focal(double[] y, double[] p, double gamma, double... alpha) {
        double sum = Arrays.stream(p).sum();
        return IntStream.range(0, y.length).mapToDouble(i ->
                -alpha[i] * Math.pow(1 - p[i] / sum, gamma) * y[i] * Math.log(p[i] / sum)).sum();
    }

    /** With class balancing, an alpha of 0.3 and a gamma of 1.5; for truth values. */
    private static double binaryFocal(double y, double p) {
        double right = y == 1 ? p : 1 - p;
        return -(y == 1 ? 0.3 : 0.7) * Math.pow(1 - right, 1.5) * Math.log(right);
    }

    @TestFactory
    Stream<DynamicTest> valuesAndGradients() {
        return CASES.stream().map(tested -> dynamicTest(tested.toString(), () -> engine.run(() -> {
            double[][] computed = compute(tested);
            double h = 1e-6;
            for (int row = 0; row < tested.targets.length; row++) {
                double[] y = tested.targets[row];
                double[] p = tested.predictions[row].clone();
                assertEquals(tested.definition.of(y, p), computed[0][row], 1e-13, "loss of row " + row);
                for (int i = 0; i < p.length; i++) {
                    double at = p[i];
                    p[i] = at + h;
                    double above = tested.definition.of(y, p);
                    p[i] = at - h;
                    double below = tested.definition.of(y, p);
                    p[i] = at;
                    assertEquals((above - below) / (2 * h), computed[1][row * p.length + i], 1e-8,
                            "gradient of row " + row + ", element " + i);
                }
            }
        })));
    }

    private double[][] compute(Case tested) {
        Tensor targets = Tensor.of(tested.targets);
        Tensor x = Tensor.of(tested.predictions);
        Trace trace = new Trace(engine);
        Tensor in = trace.parameter(x.type());
        Tensor losses = tested.loss.perSample(targets, in);
        Tensor sum = tested.loss.reducedBy(Reduction.SUM).value(targets, in);
        Tensor gradient = trace.gradients(sum, List.of(in)).getFirst();
        Program program = trace.build(List.of(losses, gradient));
        Tensor value = Tensor.of(new double[tested.targets.length]);
        Tensor slopes = Tensor.of(new double[tested.targets.length][3]);
        List<DeviceBuffer> buffers = new ArrayList<>(List.of(x.buffer()));
        buffers.addAll(trace.captured());
        buffers.addAll(List.of(value.buffer(), slopes.buffer()));
        try (LoadedProgram loaded = engine.load(program); BoundExecutable bound = loaded.bind(buffers)) {
            bound.run();
        }
        return new double[][] {value.toDoubles(), slopes.toDoubles()};
    }
}
