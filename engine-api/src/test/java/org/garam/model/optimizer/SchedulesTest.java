package org.garam.model.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.garam.conformance.TestEngine;
import org.garam.runtime.CompiledFunction;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules against the rates Keras computed in float32, by the names its file has for them. */
public class SchedulesTest {
    private static final Map<String, LearningRate> SCHEDULES = Map.of(
            "ExponentialDecay(0.1,5,0.5)", new ExponentialDecay(0.1, 5, 0.5),
            "ExponentialDecay(0.1,5,0.5,staircase=True)", new ExponentialDecay(0.1, 5, 0.5, true),
            "InverseTimeDecay(0.1,5,0.5)", new InverseTimeDecay(0.1, 5, 0.5),
            "PolynomialDecay(0.1,10,0.01,2.0)", new PolynomialDecay(0.1, 10, 0.01, 2),
            "PolynomialDecay(0.1,10,0.01,1.0,cycle=True)", new PolynomialDecay(0.1, 10, 0.01, 1, true),
            "PiecewiseConstantDecay([5,10],[0.1,0.05,0.01])",
            new PiecewiseConstantDecay(List.of(5, 10), List.of(0.1, 0.05, 0.01)),
            "CosineDecay(0.1,15,alpha=0.1)", new CosineDecay(0.1, 15, 0.1),
            "CosineDecay(0.0,15,alpha=0.1,warmup_target=0.1,warmup_steps=5)",
            new CosineDecay(0, 15, 0.1).warmup(0.1, 5),
            "CosineDecayRestarts(0.1,4,t_mul=2.0,m_mul=0.9)", new CosineDecayRestarts(0.1, 4, 2, 0.9));

    private final Engine engine = TestEngine.current();

    private static JsonNode golden() throws IOException {
        try (InputStream stream = SchedulesTest.class.getResourceAsStream("/golden/optimizers.json")) {
            return new ObjectMapper().readTree(stream).get("schedules_lr_at_step_0_to_30");
        }
    }

    @TestFactory
    Stream<DynamicTest> giveTheRatesOfKeras() throws IOException {
        JsonNode golden = golden();
        assertEquals(SCHEDULES.size(), golden.size());
        return golden.properties().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(),
                () -> engine.run(() -> compare(SCHEDULES.get(entry.getKey()), entry.getValue()))));
    }

    private static void compare(LearningRate schedule, JsonNode rates) {
        CompiledFunction compiled = Engine.compile(schedule::at);
        for (int step = 0; step < rates.size(); step++) {
            double expected = rates.get(step).doubleValue();
            assertEquals(expected, compiled.apply(Tensor.scalar(DType.FLOAT32, step)).item(), 1e-7, "step " + step);
            assertEquals(expected, schedule.at(step), 1e-7, "step " + step);
        }
    }

    /** Where a fall begins the rate is the highest, a step before nearly the lowest: rounding must not mix them up. */
    @Test
    void restartsHappenAtTheirStep() {
        engine.run(() -> {
            for (double factor : new double[] {1, 1.5, 2, 3}) {
                CompiledFunction rate = Engine.compile(new CosineDecayRestarts(1, 64, factor, 1)::at);
                double begin = 0;
                for (double length = 64; begin + length < 100_000 && length == Math.rint(length); length *= factor) {
                    assertEquals(1, rate.apply(Tensor.scalar(DType.FLOAT32, begin)).item(), 1e-4, "at " + begin);
                    begin += length;
                    assertTrue(rate.apply(Tensor.scalar(DType.FLOAT32, begin - 1)).item() < 1e-3, "before " + begin);
                }
                assertTrue(begin > 1000);
            }
        });
    }

    @Test
    void aConstantStays() {
        engine.run(() -> {
            LearningRate rate = LearningRate.constant(0.3);
            assertEquals(0.3, rate.at(1_000_000));
            assertEquals(0.3, rate.at(Tensor.scalar(DType.FLOAT64, 7)).item());
        });
    }

    @Test
    void onesOwnIsALambda() {
        engine.run(() -> {
            LearningRate rate = step -> step.add(1).pow(-1);
            OptimizerRun run = new OptimizerRun(new SGD(rate), DType.FLOAT64, List.of(), 0);
            for (int i = 0; i < 3; i++) {
                run.step(-6);
            }
            assertEquals(6 + 3 + 2, run.weights()[0], 1e-14);
        });
    }

    @Test
    void aScheduleThatGivesNoSingleNumberIsRefused() {
        engine.run(() -> {
            Map<String, LearningRate> wrong = Map.of("float32[1]", step -> step.reshape(1), "null", _ -> null);
            wrong.forEach((told, schedule) -> {
                OptimizerRun run = new OptimizerRun(new SGD(schedule), DType.FLOAT32, List.of(), 0);
                String message = assertThrows(IllegalArgumentException.class, () -> run.step(1)).getMessage();
                assertTrue(message.contains(told) && message.contains("SGD"), message);
            });
        });
    }

    private record Mistake(Supplier<Object> made, String... said) {
        @Override
        public String toString() {
            return String.join(" ", said);
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake(() -> new ExponentialDecay(0.1, 0, 0.5), "ExponentialDecay", "decay steps", "0.0"),
                new Mistake(() -> new ExponentialDecay(-0.1, 5, 0.5), "ExponentialDecay", "initial", "-0.1"),
                new Mistake(() -> new InverseTimeDecay(0.1, -5, 0.5), "InverseTimeDecay", "decay steps", "-5.0"),
                new Mistake(() -> new PolynomialDecay(0.1, 10, 0.01, 0), "PolynomialDecay", "power", "0.0"),
                new Mistake(() -> new PiecewiseConstantDecay(List.of(5, 10), List.of(0.1, 0.2)),
                        "PiecewiseConstantDecay", "one value more", "[5, 10]", "[0.1, 0.2]"),
                new Mistake(() -> new PiecewiseConstantDecay(List.of(5, 5), List.of(0.1, 0.2, 0.3)), "ascending",
                        "[5, 5]"),
                new Mistake(() -> new PiecewiseConstantDecay(null, List.of(0.1)), "the list of boundaries is null", "give"),
                new Mistake(() -> new PiecewiseConstantDecay(List.of(5), Arrays.asList(0.1, null)), "[0.1, null]"),
                new Mistake(() -> new CosineDecay(0.1, 0), "CosineDecay", "decay steps", "0.0"),
                new Mistake(() -> new CosineDecay(0.1, 10, 0, OptionalDouble.empty(), 5), "CosineDecay",
                        "5.0", "warmup(target, steps)"),
                new Mistake(() -> new CosineDecayRestarts(0.1, 10, 0.5, 1), "CosineDecayRestarts", "tMul", "1 or more",
                        "0.5"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isToldWhatIsAccepted(Mistake mistake) {
        String message = assertThrows(IllegalArgumentException.class, mistake.made::get).getMessage();
        for (String part : mistake.said) {
            assertTrue(message.contains(part), () -> "expected \"" + part + "\" in: " + message);
        }
    }
}
