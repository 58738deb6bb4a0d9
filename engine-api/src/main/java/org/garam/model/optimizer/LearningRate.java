package org.garam.model.optimizer;

import org.garam.runtime.DeviceScope;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/**
 * How far an optimizer's steps go: one number that can be changed between steps, or a schedule, which is a function of
 * the number of steps done. A schedule is a formula of tensors like any other and becomes part of the training step, so
 * that the device follows it by itself. One's own is a lambda:
 *
 * {@snippet :
 * LearningRate halved = step -> binary(POWER, 0.5, step.div(1000)).mul(0.1);
 * model.compile(new SGD(halved), "mse");
 * }
 */
@FunctionalInterface
public interface LearningRate {
    /**
     * {@return the rate, a scalar of the type of {@code step}}
     *
     * @param step how many steps were done before, a scalar, float32 or float64
     */
    Tensor at(Tensor step);

    /** {@return the rate after so many steps, computed on the current engine, in float64 where it can} */
    default double at(long step) {
        boolean isExact = Engine.current().device().info().arithmetic().contains(DType.FLOAT64);
        try (DeviceScope _ = DeviceScope.open()) {
            return at(Tensor.scalar(isExact ? DType.FLOAT64 : DType.FLOAT32, step)).item();
        }
    }

    /**
     * {@return a rate that stays until somebody sets another}
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    static LearningRate constant(double rate) {
        return new Constant(rate);
    }

    /**
     * A rate that stays until somebody sets another; it is kept on the device.
     *
     * @param rate a finite number of 0 or more
     */
    record Constant(double rate) implements LearningRate {
        public Constant {
            Require.nonNegative("an optimizer", "learning rate", rate);
        }

        @Override
        public Tensor at(Tensor step) {
            return Schedules.constant(step, rate);
        }

        @Override
        public double at(long step) {
            return rate;
        }
    }
}
