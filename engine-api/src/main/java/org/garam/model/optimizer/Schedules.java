package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.unary;

import org.garam.op.UnaryFunction;
import org.garam.runtime.Tensor;

/** What schedules are made of. */
final class Schedules {
    private Schedules() {}

    /** {@return how many times {@code length} steps were done, whole times only if asked for} */
    static Tensor periods(Tensor step, double length, boolean isWhole) {
        Tensor periods = step.div(length);
        return isWhole ? floor(periods) : periods;
    }

    static Tensor floor(Tensor x) {
        return unary(UnaryFunction.FLOOR, x);
    }

    /** {@return half a cosine, from 1 where {@code part} is 0 to 0 where it is 1} */
    static Tensor cosine(Tensor part) {
        return unary(UnaryFunction.COS, part.mul(Math.PI)).add(1).mul(0.5);
    }

    /** {@return {@code rate} in the type of {@code step} and where that is, traced or eager} */
    static Tensor constant(Tensor step, double rate) {
        return step.mul(0).add(rate);
    }
}
