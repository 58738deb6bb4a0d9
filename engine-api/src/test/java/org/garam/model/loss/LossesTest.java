package org.garam.model.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.conformance.TestEngine;
import org.garam.model.activation.Activations;
import org.garam.op.ShapeException;
import org.garam.program.Program;
import org.garam.runtime.Differentiation;
import org.garam.runtime.Engine;
import org.garam.runtime.GradientTape;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.runtime.Variable;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

public class LossesTest {
    private final Engine engine = TestEngine.current();

    /** Loss and gradient with respect to scores that are made probabilities. */
    private float[][] throughActivation(Loss loss, String activation, Object expected, float[][] scores) {
        return engine.call(() -> {
            Tensor targets = Tensor.of(expected);
            Tensor x = Tensor.of(scores);
            Trace trace = new Trace(engine);
            Tensor in = trace.parameter(x.type());
            Tensor mean = Reductions.reduceMean(loss.perSample(targets, Activations.named(activation).apply(in)));
            Program program = trace.build(List.of(mean, trace.gradients(mean, List.of(in)).getFirst()));
            Tensor value = Tensor.scalar(DType.FLOAT32, 0);
            Tensor gradient = Tensor.of(new float[scores.length * scores[0].length]);
            List<DeviceBuffer> buffers = new ArrayList<>(List.of(x.buffer()));
            buffers.addAll(trace.captured());
            buffers.addAll(List.of(value.buffer(), gradient.buffer()));
            try (LoadedProgram loaded = engine.load(program); BoundExecutable bound = loaded.bind(buffers)) {
                bound.run();
            }
            return new float[][] {value.toFloats(), gradient.toFloats()};
        });
    }

    private record Saturated(Loss loss, String activation, Object expected, float[][] scores, double value,
            float[] gradient) {
        Tensor of(Tensor logits) {
            return loss.value(Tensor.of(expected), Activations.named(activation).apply(logits));
        }

        void check(Tensor computed, Tensor slope) {
            assertEquals(value, computed.item(), loss.name());
            assertArrayEquals(gradient, slope.toFloats(), loss.name());
        }
    }

    private static List<Saturated> saturated() {
        float[][] far = {{200, 0, -200}};
        float[][] last = {{0, 0, 1}};
        float[][] sure = {{200}};
        return List.of(
                new Saturated(new SparseCategoricalCrossentropy(), "softmax", new int[] {2}, far, 400,
                        new float[] {1, 0, -1}),
                new Saturated(new CategoricalCrossentropy(), "softmax", last, far, 400, new float[] {1, 0, -1}),
                new Saturated(new CategoricalFocalCrossentropy(), "softmax", last, far, 100,
                        new float[] {0.25f, 0, -0.25f}),
                new Saturated(new BinaryCrossentropy(), "sigmoid", new float[1][1], sure, 200, new float[] {1}),
                new Saturated(new BinaryFocalCrossentropy(), "sigmoid", new float[1][1], sure, 200, new float[] {1}));
    }

    private interface Way {
        void check(Saturated loss, Tensor scores);
    }

    private static Map<String, Way> ways() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("tape", (loss, scores) -> {
            try (GradientTape tape = GradientTape.record().watch(scores)) {
                Tensor value = loss.of(scores);
                loss.check(value, tape.gradient(value, scores));
            }
        });
        ways.put("tape of a variable", (loss, scores) -> {
            Variable variable = new Variable(scores);
            try (GradientTape tape = GradientTape.record()) {
                Tensor value = loss.of(variable);
                loss.check(value, tape.gradient(value, variable));
            }
        });
        ways.put("function", (loss, scores) -> {
            var found = Differentiation.valueAndGradients(operands -> loss.of(operands.getFirst()), scores);
            loss.check(found.value(), found.gradients().getFirst());
        });
        ways.put("compiled", (loss, scores) -> {
            List<Tensor> found = Engine.compileAll(operands -> List.of(loss.of(operands.getFirst()),
                    Differentiation.gradient(loss::of, operands.getFirst()))).applyAll(scores);
            loss.check(found.getFirst(), found.getLast());
        });
        return ways;
    }

    @TestFactory
    Stream<DynamicTest> saturatedProbabilitiesKeepTheirGradient() {
        return ways().entrySet().stream().flatMap(way -> saturated().stream()
                .map(loss -> dynamicTest(way.getKey() + ": " + loss.loss.name(), () -> engine.run(() -> {
                    Tensor scores = Tensor.of(loss.scores);
                    assertEquals(loss.value, loss.of(scores).item(), "eager");
                    way.getValue().check(loss, scores);
                }))));
    }

    @Test
    void probabilitiesOfAVariableOutliveItsValues() {
        engine.run(() -> {
            Variable scores = new Variable(new float[][] {{200}});
            Tensor probabilities = Activations.named("sigmoid").apply(scores);
            scores.assign(0);
            assertEquals(200, new BinaryCrossentropy().value(Tensor.of(new float[1][1]), probabilities).item());
        });
    }

    @Test
    void probabilitiesMayBeWhatIsDifferentiatedWithRespectTo() {
        engine.run(() -> {
            Tensor expected = Tensor.of(new float[][] {{1}});
            Loss loss = new BinaryCrossentropy();
            Tensor probabilities = Activations.named("sigmoid").apply(Tensor.of(new float[1][1]));
            // d/dp -log(p) at one half.
            assertEquals(-2, Differentiation.gradient(p -> loss.value(expected, p), probabilities).item(), 1e-6);
            try (GradientTape tape = GradientTape.record().watch(probabilities)) {
                assertEquals(-2, tape.gradient(loss.value(expected, probabilities), probabilities).item(), 1e-6);
            }
        });
    }

    @Test
    void scoresOfAnotherActivationAreNotUsed() {
        float[][] clipped = throughActivation(new BinaryCrossentropy(), "softmax", new float[][] {{0, 1}},
                new float[][] {{200, 0}});
        assertEquals(-Math.log(1e-7), clipped[0][0], 0.2);
        assertArrayEquals(new float[] {0, 0}, clipped[1]);
    }

    @Test
    void theGradientAtZeroScoresIsThatOfTheSigmoid() {
        float[][] undecided = throughActivation(new BinaryCrossentropy(true), "linear", new float[][] {{1}},
                new float[][] {{0}});
        assertEquals(Math.log(2), undecided[0][0], 1e-7);
        assertArrayEquals(new float[] {-0.5f}, undecided[1]);
    }

    @Test
    void classIdsMayBeOfAnyType() {
        engine.run(() -> {
            Tensor scores = Tensor.of(new float[][] {{1, 2, 3}, {0, 0, 0}});
            Loss loss = new SparseCategoricalCrossentropy(true);
            float[] expected = loss.perSample(Tensor.of((Object) new int[] {2, 0}), scores).toFloats();
            assertArrayEquals(expected, loss.perSample(Tensor.of(2f, 0f), scores).toFloats());
            assertArrayEquals(expected, loss.perSample(Tensor.of((Object) new byte[] {2, 0}), scores).toFloats());
            assertArrayEquals(expected, loss.perSample(Tensor.of(new long[][] {{2}, {0}}), scores).toFloats());
            assertEquals(Math.log(3), expected[1], 1e-6);
        });
    }

    @Test
    void targetsMayLackTheAxisOfSizeOne() {
        engine.run(() -> {
            Tensor expected = Tensor.of((Object) new int[] {1, 2});
            Tensor predicted = Tensor.of(new float[][] {{3}, {3}});
            assertArrayEquals(new float[] {4, 1}, new MeanSquaredError().perSample(expected, predicted).toFloats());
        });
    }

    @Test
    void shapesThatDoNotGoTogetherAreExplained() {
        engine.run(() -> {
            Tensor scores = Tensor.of(new float[6], 2, 3);
            assertMessage(new SparseCategoricalCrossentropy(), Tensor.of(new float[6], 2, 3), scores,
                    "sparse_categorical_crossentropy: received targets of shape [2, 3] for predictions of shape [2, 3],"
                            + " but takes one class id for each row of predictions; these look like one-hot vectors:"
                            + " use categorical_crossentropy, or the position of the 1 as target");
            assertMessage(new CategoricalCrossentropy(), Tensor.of(1, 2), scores,
                    "categorical_crossentropy: received targets of shape [2] for predictions of shape [2, 3], but takes"
                            + " one value per class; these look like class ids: use sparse_categorical_crossentropy,"
                            + " or one-hot encode them");
            assertMessage(new CategoricalCrossentropy(), Tensor.of(new float[8], 2, 4), scores,
                    "categorical_crossentropy: received targets of shape [2, 4] for predictions of shape [2, 3], but"
                            + " takes one value per class; the last layer has 3 units where the targets have 4 values");
            assertMessage(new MeanSquaredError(), Tensor.of(1, 2, 3), Tensor.of(new float[2], 2, 1),
                    "mean_squared_error: received targets of shape [3] for predictions of shape [2, 1]; both need one"
                            + " shape: reshape the targets, or change the last layer");
            assertMessage(new MeanAbsoluteError(), Tensor.of(1, 2), Tensor.of(1, 2),
                    "mean_absolute_error: received targets of shape [2] for predictions of shape [2], but takes"
                            + " predictions [batch, .., values]; reshape them, for one number per sample to"
                            + " [batch, 1]");
        });
    }

    private static void assertMessage(Loss loss, Tensor expected, Tensor predicted, String message) {
        ShapeException thrown = assertThrows(ShapeException.class, () -> loss.perSample(expected, predicted));
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void smoothingIsAShare() {
        assertThrows(IllegalArgumentException.class, () -> new BinaryCrossentropy(false, 1.5));
        assertTrue(new SparseCategoricalCrossentropy().takesClassIds());
    }
}
