package org.garam.model.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.garam.conformance.TestEngine;
import org.garam.model.optimizer.Optimizer.Segment;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What golden files do not say of optimizers; those are compared with Keras' numbers by the conformance suite. */
public class OptimizersTest {
    private static final int LARGE = 100_000;
    private static final List<Segment> WHOLE = List.of(new Segment("kernel", 0, LARGE));

    private final Engine engine = TestEngine.current();

    @Test
    void allHaveTheirKerasNames() {
        List<String> names = List.of("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AdamW", "Adamax", "Nadam",
                "Ftrl", "Lion");
        assertEquals(names, Optimizers.names().stream().map(Optimizers::named).map(Optimizer::name).toList());
        names.forEach(name -> assertEquals(name, Optimizers.named(name).clipNorm(1).name()));
    }

    /** One for all weights; what is one number for the whole model is computed before it, once. */
    @Test
    void aStepIsOneKernelOverTheWeights() {
        List<Optimizer> alone = List.of(new SGD(), new SGD(0.1, 0.9, true), new Adagrad(), new Adadelta(),
                new RMSprop(), new RMSprop().momentum(0.9).centered(true), new Ftrl().l1(0.1).l2Shrinkage(0.1),
                new Lion(), new SGD().clipValue(1));
        List<Optimizer> corrected = List.of(new Adam(), new Adam().amsgrad(true), new AdamW(), new Adamax(),
                new Nadam(), new SGD(new CosineDecay(0.1, 100)), new AdamW().excludeFromWeightDecay("kernel"),
                new Adam().exponentialMovingAverage(0.9, 5), new Adam().gradientAccumulationSteps(4));
        engine.run(() -> {
            alone.forEach(tested -> assertEquals(1, OptimizerRun.kernels(tested, WHOLE, LARGE),
                    tested.toString()));
            corrected.forEach(tested -> assertEquals(2, OptimizerRun.kernels(tested, WHOLE, LARGE),
                    tested.toString()));
        });
    }

    /** The largest mean square is kept when later gradients are small. */
    @Test
    void amsgradRemembersTheLargest() {
        engine.run(() -> {
            Optimizer optimizer = new Adam(0.1).beta2(0.5).amsgrad(true);
            OptimizerRun run = new OptimizerRun(optimizer, DType.FLOAT64, List.of(), 0);
            run.step(2);
            assertEquals(2, run.slot("velocity_hat")[0], 1e-15);
            run.step(0);
            assertEquals(1, run.slot("velocity")[0], 1e-15);
            assertEquals(2, run.slot("velocity_hat")[0], 1e-15);
        });
    }

    /** The formula of the paper (McMahan et al., 2013), with all of its regularization. */
    @Test
    void ftrlRegularizes() {
        double rate = 0.3;
        double power = -0.7;
        double[] gradients = {0.5, -0.2, 0.05, 0.4, -0.9};
        double weight = 0.2;
        double sum = 0.2;
        double linear = 0;
        for (double gradient : gradients) {
            double next = sum + gradient * gradient;
            double change = (Math.pow(next, -power) - Math.pow(sum, -power)) / rate;
            linear += gradient + 2 * 0.01 * weight - change * weight;
            double quadratic = Math.pow(next, -power) / rate + 2 * (0.02 + 0.5 / (2 * rate));
            weight = Math.abs(linear) <= 0.3 ? 0 : (Math.copySign(0.3, linear) - linear) / quadratic;
            sum = next;
        }
        double expected = weight;
        Optimizer optimizer = new Ftrl(rate).learningRatePower(power).initialAccumulatorValue(0.2).l1(0.3).l2(0.02)
                .l2Shrinkage(0.01).beta(0.5);
        engine.run(() -> {
            OptimizerRun run = new OptimizerRun(optimizer, DType.FLOAT64, List.of(), 0.2);
            Arrays.stream(gradients).forEach(run::step);
            assertArrayEquals(new double[] {expected}, run.weights(), 1e-15);
        });
    }

    @Test
    void ftrlMakesWeightsExactlyZero() {
        engine.run(() -> {
            OptimizerRun run = new OptimizerRun(new Ftrl(0.1).l1(1), DType.FLOAT32, List.of(), 0.01, 0.01);
            run.step(0.1, 3);
            assertEquals(0, run.weights()[0]);
            assertTrue(run.weights()[1] < -0.01, () -> Arrays.toString(run.weights()));
        });
    }

    /** An optimizer of one's own that forgets what it has to remember. */
    private record Forgetful(LearningRate learningRate) implements Optimizer {
        @Override
        public String name() {
            return "Forgetful";
        }

        @Override
        public List<Slot> ownSlots() {
            return List.of(Slot.zeros("momentum"));
        }

        @Override
        public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor rate, Tensor iteration) {
            return new Step(weights.sub(gradient.mul(rate)), List.of());
        }
    }

    @Test
    void anUpdateGivesEachSlotANewValue() {
        engine.run(() -> {
            OptimizerRun run = new OptimizerRun(new Forgetful(LearningRate.constant(1)), DType.FLOAT32, List.of(), 0);
            String message = assertThrows(IllegalArgumentException.class, () -> run.step(1)).getMessage();
            assertTrue(message.contains("Forgetful") && message.contains("0 slots") && message.contains("tells 1"),
                    message);
        });
    }

    // ---- mistakes ---------------------------------------------------------------------------------------------------

    private record Mistake(Supplier<Object> made, String... said) {
        @Override
        public String toString() {
            return String.join(" ", said);
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake(() -> new SGD(-1), "learning rate", "0 or more", "-1.0"),
                new Mistake(() -> new Adam(Double.NaN), "learning rate", "NaN"),
                new Mistake(() -> new Lion(Double.POSITIVE_INFINITY), "learning rate", "Infinity"),
                new Mistake(() -> new Nadam(null), "Nadam", "learning rate", "null", "ExponentialDecay"),
                new Mistake(() -> new SGD(0.1, 1.5), "SGD", "momentum between 0 and 1", "1.5"),
                new Mistake(() -> new Adam().beta1(1), "Adam", "beta1", "less than 1", "1.0"),
                new Mistake(() -> new AdamW().beta2(-0.1), "AdamW", "beta2", "-0.1"),
                new Mistake(() -> new AdamW().weightDecay(-1), "AdamW", "weight decay", "-1.0"),
                new Mistake(() -> new Adamax().epsilon(-1e-7), "Adamax", "epsilon", "-1.0E-7"),
                new Mistake(() -> new Adagrad().initialAccumulatorValue(-1), "Adagrad", "initial accumulator", "-1.0"),
                new Mistake(() -> new Adadelta().rho(1.1), "Adadelta", "rho", "1.1"),
                new Mistake(() -> new RMSprop().momentum(-0.5), "RMSprop", "momentum", "-0.5"),
                new Mistake(() -> new Lion().beta1(0), "Lion", "beta1 of more than 0", "0.0"),
                new Mistake(() -> new Ftrl(0), "Ftrl", "learning rate of more than 0", "0.0"),
                new Mistake(() -> new Ftrl().learningRatePower(0.5), "Ftrl", "power of 0 or less", "0.5"),
                new Mistake(() -> new Ftrl().l1(-1), "Ftrl", "L1", "-1.0"),
                new Mistake(() -> new SGD().weightDecay(Double.NaN), "weight decay", "NaN"),
                new Mistake(() -> new SGD().clipValue(0), "clipValue", "more than 0", "0.0"),
                new Mistake(() -> new SGD().clipNorm(-1), "clipNorm", "more than 0", "-1.0"),
                new Mistake(() -> new SGD().clipNorm(1).globalClipNorm(2), "one way", "clipNorm(1.0)",
                        "globalClipNorm(2.0)"),
                new Mistake(() -> new SGD().excludeFromWeightDecay(), "excludeFromWeightDecay", "\"bias\"", "[]"),
                new Mistake(() -> new SGD().excludeFromWeightDecay("bias", null), "excludeFromWeightDecay", "null"),
                new Mistake(() -> new SGD().exponentialMovingAverage(1.5), "momentum", "between 0 and 1", "1.5"),
                new Mistake(() -> new SGD().exponentialMovingAverage(0.9, 0), "1 or more", "received 0"),
                new Mistake(() -> new SGD().gradientAccumulationSteps(1), "gradientAccumulationSteps", "2 or more",
                        "received 1"),
                new Mistake(() -> Optimizers.named("adamm"), "\"adamm\"", "did you mean"));
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
