package org.garam.model.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import org.garam.conformance.TestEngine;
import org.garam.op.ShapeException;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.junit.jupiter.api.Test;

public class ReductionTest {
    private static final float[][] SCORES = {{1, 2, 3}, {0, 0, 0}, {5, 1, 1}};
    private static final Loss LOSS = new SparseCategoricalCrossentropy(true).ignoreClass(-1);

    private final Engine engine = TestEngine.current();

    private double value(Loss loss, int[] ids, float... weights) {
        return engine.call(() -> loss.value(Tensor.of((Object) ids), Tensor.of(SCORES),
                weights.length == 0 ? null : Tensor.of(weights)).item());
    }

    @Test
    void ignoredTargetsDoNotCount() {
        double first = value(LOSS.reducedBy(Reduction.SUM), new int[] {2, -1, -1});
        double both = value(LOSS.reducedBy(Reduction.SUM), new int[] {2, 0, -1});
        assertEquals(first + Math.log(3), both, 1e-6);
        assertEquals(both / 2, value(LOSS, new int[] {2, 0, -1}), 1e-6);
        assertEquals((2 * first + Math.log(3)) / 3,
                value(LOSS.reducedBy(Reduction.MEAN_WITH_SAMPLE_WEIGHT), new int[] {2, 0, -1}, 2, 1, 7), 1e-6);
        assertEquals(0, value(LOSS, new int[] {-1, -1, -1}));
    }

    @Test
    void anyClassCanBeIgnored() {
        Loss ignoresZero = new SparseCategoricalCrossentropy(true).ignoreClass(0);
        assertEquals(value(new SparseCategoricalCrossentropy(true).reducedBy(Reduction.SUM), new int[] {2, 9, 9}),
                value(ignoresZero, new int[] {2, 0, 0}), 1e-6);
    }

    @Test
    void classesMayLieAlongAnotherAxis() {
        engine.run(() -> {
            Tensor last = Tensor.of(new float[][][] {{{1, 2, 3}, {0, 4, 0}}});
            Tensor middle = Tensor.of(new float[][][] {{{1, 0}, {2, 4}, {3, 0}}});
            Tensor ids = Tensor.of(new int[][] {{2, 0}});
            Tensor oneHotLast = Tensor.of(new float[][][] {{{0, 0, 1}, {1, 0, 0}}});
            Tensor oneHotMiddle = Tensor.of(new float[][][] {{{0, 1}, {0, 0}, {1, 0}}});
            float[] expected = new SparseCategoricalCrossentropy(true).perSample(ids, last).toFloats();
            assertArrayEquals(expected,
                    new SparseCategoricalCrossentropy(true, OptionalInt.empty(), 1).perSample(ids, middle)
                            .toFloats());
            assertArrayEquals(expected, new CategoricalCrossentropy(true, 0, 1).perSample(oneHotMiddle, middle)
                    .toFloats(), 1e-6f);
            assertArrayEquals(new CategoricalCrossentropy(true, 0.1).perSample(oneHotLast, last).toFloats(),
                    new CategoricalCrossentropy(true, 0.1, 1).perSample(oneHotMiddle, middle).toFloats(), 1e-6f);
        });
    }

    @Test
    void weightsThatCancelGiveZero() {
        assertEquals(0, value(new SparseCategoricalCrossentropy(true).reducedBy(Reduction.MEAN_WITH_SAMPLE_WEIGHT),
                new int[] {0, 1, 2}, 0, 0, 0));
    }

    @Test
    void weightsOfOtherShapesAreExplained() {
        engine.run(() -> {
            Tensor losses = Tensor.of(1, 2, 3);
            String message = assertThrows(ShapeException.class,
                    () -> Reduction.SUM.of(losses, Tensor.of(1, 2), Optional.empty())).getMessage();
            assertEquals("received sample weights of shape [2] for losses of shape [3]; give one weight for each loss,"
                    + " or one for each sample, [3]", message);
            Tensor column = Tensor.of(new float[][] {{1}, {1}, {3}});
            assertEquals(12, Reduction.SUM.of(losses, column, Optional.empty()).item());
        });
    }

    @Test
    void namesAreKerasNames() {
        assertEquals(Reduction.SUM_OVER_BATCH_SIZE, Reduction.named("sum_over_batch_size"));
        Loss unreduced = new MeanSquaredError().reducedBy(Reduction.NONE);
        assertEquals(Reduction.SUM, unreduced.reducedBy(Reduction.SUM).reduction());
        String message = assertThrows(IllegalArgumentException.class, () -> Reduction.named("sume")).getMessage();
        assertTrue(message.startsWith("unknown reduction \"sume\"; did you mean \"sum\"?; known are"), message);
    }
}
