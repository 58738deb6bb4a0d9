package org.garam.model.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.garam.conformance.TestEngine;
import org.garam.op.UnaryFunction;
import org.garam.program.Program;
import org.garam.runtime.Engine;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.spi.BoundExecutable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Activations compared with their definitions, and far from zero. */
public class ActivationsTest {
    private static final double[] POINTS = {-30, -4, -2.5, -0.75, -0.25, 0.25, 0.75, 2.5, 4, 30};
    /** The definitions in plain Java, of activations that golden files do not have with their default settings. */
    private static final Map<String, DoubleUnaryOperator> DEFINITIONS = Map.of(
            "selu", x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
            "softplus", x -> Math.log1p(Math.exp(x)),
            "mish", x -> x * Math.tanh(Math.log1p(Math.exp(x))),
            "gelu", x -> x * (1 + UnaryFunction.ERF.apply(x / Math.sqrt(2))) / 2,
            "leaky_relu", x -> x > 0 ? x : 0.2 * x,
            "tanh_shrink", x -> x - Math.tanh(x),
            "squareplus", x -> (x + Math.sqrt(x * x + 4)) / 2,
            "sparse_plus", x -> x <= -1 ? 0 : x < 1 ? (x + 1) * (x + 1) / 4 : x,
            "sparse_sigmoid", x -> Math.clamp((x + 1) / 2, 0, 1));

    private final Engine engine = TestEngine.current();

    /** {@return the activations that are compared with their definitions here} */
    public static Set<String> definedNames() {
        return DEFINITIONS.keySet();
    }

    @TestFactory
    Stream<DynamicTest> definitions() {
        return DEFINITIONS.entrySet().stream().map(entry -> dynamicTest(entry.getKey(), () -> engine.run(() -> {
            double[][] computed = valueAndGradient(entry.getKey(), POINTS);
            for (int i = 0; i < POINTS.length; i++) {
                double x = POINTS[i];
                double h = 1e-6;
                DoubleUnaryOperator f = entry.getValue();
                double slope = (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
                assertEquals(f.applyAsDouble(x), computed[0][i], 1e-13 * Math.max(1, Math.abs(x)), "at " + x);
                assertEquals(slope, computed[1][i], 1e-8, "gradient at " + x);
            }
        })));
    }

    @TestFactory
    Stream<DynamicTest> extremesStayNumbers() {
        return Activations.names().stream().filter(name -> !"exponential".equals(name))
                .map(name -> dynamicTest(name, () ->
                engine.run(() -> {
                    for (double[] row : valueAndGradient(name, -1e4, -800, 0, 800, 1e4)) {
                        for (double value : row) {
                            assertTrue(Double.isFinite(value), name + " is " + value);
                        }
                    }
                })));
    }

    private double[][] valueAndGradient(String name, double... points) {
        Tensor x = Tensor.of(new double[][] {points});
        Trace trace = new Trace(engine);
        Tensor in = trace.parameter(x.type());
        Tensor ones = trace.constant(x.type(), 1);
        Tensor y = Activations.named(name).apply(in);
        Tensor value = Tensor.of(new double[1][points.length]);
        Tensor gradient = Tensor.of(new double[1][points.length]);
        Program program = trace.build(List.of(y, trace.gradients(y, ones, List.of(in)).getFirst()));
        try (LoadedProgram loaded = engine.load(program);
                BoundExecutable bound = loaded.bind(List.of(x.buffer(), value.buffer(), gradient.buffer()))) {
            bound.run();
        }
        return new double[][] {value.toDoubles(), gradient.toDoubles()};
    }
}
