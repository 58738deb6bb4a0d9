package org.garam.model.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.garam.conformance.ReferenceDevice;
import org.garam.model.activation.Activation;
import org.garam.model.constraint.MaxNorm;
import org.garam.model.initializer.Constant;
import org.garam.model.regularizer.L2;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Shapes, weights and defaults of layers, and what they say about settings and shapes they are not defined for. */
class LayerShapesTest {
    /** Something wrong, and a part of what is said about it. */
    private record Wrong(String part, Supplier<?> action) {}

    @TestFactory
    Stream<DynamicTest> whatIsWrongIsSaid() {
        Shape image = Shape.of(4, 6, 3);
        return Stream.of(
                new Wrong("received -1.0", () -> new ReLU(-1)),
                new Wrong("slope of 0 or more, received -0.1", () -> new LeakyReLU(-0.1)),
                new Wrong("finite alpha, received NaN", () -> new ELU(Double.NaN)),
                new Wrong("axis 4 is outside of a batch of samples of shape [4, 6, 3]; choose one of 1 to 3, or -1",
                        () -> new Softmax(4).outputShape(image)),
                new Wrong("axis 0 is that of the batch", () -> new BatchNormalization().axis(0).outputShape(image)),
                new Wrong("axis -4 is that of the batch", () -> new LayerNormalization(-4).outputShape(image)),
                new Wrong("give samples at least one axis", () -> new UnitNormalization().outputShape(Shape.SCALAR)),
                new Wrong("PReLU: axis 9", () -> new PReLU().sharedAxes(9).outputShape(image)),
                new Wrong("momentum between 0 and 1, received 1.5", () -> new BatchNormalization().momentum(1.5)),
                new Wrong("epsilon of 0 or more, received -1.0", () -> new BatchNormalization().epsilon(-1)),
                new Wrong("epsilon of 0 or more, received NaN", () -> new LayerNormalization().epsilon(Double.NaN)),
                new Wrong("1 group or more, or -1", () -> new GroupNormalization(0)),
                new Wrong("the 3 channels of samples of shape [4, 6, 3] into 2 equal groups; choose a divisor of 3",
                        () -> new GroupNormalization(2).outputShape(image)),
                new Wrong("(72 numbers) into [5, -1] (a multiple of 5)",
                        () -> new Reshape(5, -1).outputShape(image)),
                new Wrong("(72 numbers) into [70] (70)", () -> new Reshape(70).outputShape(image)),
                new Wrong("one of which may be -1, received [-1, -1]", () -> new Reshape(-1, -1)),
                new Wrong("sizes of 1 or more", () -> new Reshape(3, 0)),
                new Wrong("each of the numbers 1, 2, .. of the axes once, received [0, 1]", () -> new Permute(0, 1)),
                new Wrong("puts 2 axes in the order [2, 1]", () -> new Permute(2, 1).outputShape(image)),
                new Wrong("1 time or more, received 0", () -> new RepeatVector(0)),
                new Wrong("put a Flatten layer before it", () -> new RepeatVector(2).outputShape(image)),
                new Wrong("in Java 1 / 255 is 0", () -> new Rescaling(1 / 255)),
                new Wrong("l1 of 0 or more, received -1.0", () -> new ActivityRegularization(-1, 0)),
                new Wrong("received 0 and 3", () -> new Embedding(0, 3)),
                new Wrong("unknown regularizer \"l3\"", () -> new Dense(1).kernelRegularizer("l3")),
                new Wrong("unknown constraint \"maxnrm\"; did you mean \"max_norm\"",
                        () -> new Dense(1).biasConstraint("maxnrm")),
                new Wrong("regularizer: the name is null; give one of l1",
                        () -> new Dense(1).biasRegularizer((String) null)),
                new Wrong("regularizer is null", () -> new Flatten().activityRegularizer((L2) null)),
                new Wrong("the constraint is null", () -> new Dense(1).kernelConstraint((MaxNorm) null)),
                new Wrong("the initializer is null",
                        () -> new BatchNormalization().gammaInitializer((Constant) null)),
                new Wrong("activation: the name is null; give one of linear", () -> new Dense(1, (String) null)),
                new Wrong("Dense: the activation is null", () -> new Dense(1, (Activation) null)))
                .map(wrong -> dynamicTest(wrong.part, () -> {
                    String message = assertThrows(RuntimeException.class, wrong.action::get).getMessage();
                    assertTrue(message.contains(wrong.part), message);
                }));
    }

    @Test
    void shapesFollowFromShapes() {
        Shape image = Shape.of(4, 6, 3);
        Map<Layer, Shape> expected = Map.of(new Reshape(-1, 8), Shape.of(9, 8), new Permute(3, 1, 2), Shape.of(3, 4, 6),
                new BatchNormalization(), image, new PReLU(), image, new Rescaling(2), image, new Softmax(1), image,
                new Embedding(9, 5), image.append(Shape.of(5)), new ReLU(6), image);
        expected.forEach((layer, shape) -> assertEquals(shape, layer.outputShape(image), layer.toString()));
        assertEquals(Shape.of(2, 5), new RepeatVector(2).outputShape(Shape.of(5)));
    }

    private static List<String> weights(Layer layer) {
        return layer.weights(Shape.of(4, 6, 3)).stream().map(spec -> spec.name() + spec.shape()).toList();
    }

    @Test
    void weightsAreThoseOfKerasInItsOrder() {
        assertEquals(List.of("gamma[3]", "beta[3]", "moving_mean[3]", "moving_variance[3]"),
                weights(new BatchNormalization()));
        assertEquals(List.of("beta[4]", "moving_mean[4]", "moving_variance[4]"),
                weights(new BatchNormalization().axis(1).scale(false)));
        assertEquals(List.of("gamma[4, 3]", "beta[4, 3]"), weights(new LayerNormalization(-1, 1)));
        assertEquals(List.of("gamma[3]"), weights(new GroupNormalization(3).center(false)));
        assertEquals(List.of("alpha[4, 6, 3]"), weights(new PReLU()));
        assertEquals(List.of("alpha[1, 1, 3]"), weights(new PReLU().sharedAxes(1, 2)));
        assertEquals(List.of("embeddings[9, 5]"), weights(new Embedding(9, 5)));
    }

    @Test
    void whatIsChosenForAWeightIsInItsSpecification() {
        WeightSpec gamma = new BatchNormalization().gammaInitializer("zeros").gammaRegularizer(new L2(0.5))
                .gammaConstraint(new MaxNorm(3)).weights(Shape.of(2)).getFirst();
        assertEquals(new WeightOptions("zeros").regularizer(new L2(0.5)).constraint(new MaxNorm(3))
                .spec("gamma", Shape.of(2)), gamma);
        Dense dense = new Dense(2).kernelRegularizer("l2").biasConstraint("non_neg").kernelInitializer("ones");
        assertEquals(List.of(new WeightOptions("ones").regularizer(new L2(0.01)).spec("kernel", Shape.of(3, 2)),
                new WeightOptions("zeros").constraint("non_neg").spec("bias", Shape.of(2))),
                dense.weights(Shape.of(3)));
    }

    @Test
    void aNameAndAPenaltyGoTogetherInAnyOrder() {
        Layer first = new Dense(2).named("a").activityRegularizer("l1");
        assertEquals(first, new Dense(2).activityRegularizer("l1").named("a"));
        assertEquals("Dense", first.className());
        assertEquals(1, first.activityRegularizer().stream().count());
    }

    @Test
    void defaultsOfActivationLayersAreThoseOfKeras() throws IOException {
        try (InputStream stream = LayerShapesTest.class.getResourceAsStream("/golden/activations.json")) {
            JsonNode defaults = new ObjectMapper().readTree(stream).get("layer_defaults");
            assertEquals(defaults.at("/LeakyReLU/negative_slope").doubleValue(), new LeakyReLU().negativeSlope());
            assertEquals(new ReLU(Double.POSITIVE_INFINITY, defaults.at("/ReLU/negative_slope").doubleValue(),
                    defaults.at("/ReLU/threshold").doubleValue()), new ReLU());
            assertTrue(defaults.at("/ReLU/max_value").isNull());
            assertEquals(defaults.at("/ELU/alpha").doubleValue(), new ELU().alpha());
            assertEquals(defaults.at("/Softmax/axis").intValue(), new Softmax().axis());
        }
    }

    /** Deviations of the mean would cancel out in the mean of squares. */
    @Test
    void aLargeMeanDoesNotSpoilTheVariance() {
        try (Engine engine = new Engine(new ReferenceDevice.Provider().open(0))) {
            engine.run(() -> {
                Tensor x = Tensor.of(new float[][] {{9999, 10001}});
                Tensor y = new LayerNormalization().epsilon(0).scale(false).center(false)
                        .call(x, Weights.of(Map.of()), Phase.inference());
                assertEquals(-1, y.toFloats()[0], 1e-5);
                assertEquals(1, y.toFloats()[1], 1e-5);
            });
        }
    }
}
