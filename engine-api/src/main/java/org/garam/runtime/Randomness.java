package org.garam.runtime;

import org.garam.op.Op;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * Random numbers as a function of a state that is a tensor: int64[2], key and counter. The same state gives the same
 * numbers on every device; drawing does not change it, {@link #advance} says what it is afterwards.
 */
public final class Randomness {
    /** A key that becomes a constant of a program has so many bits at most. */
    public static final int EXACT_KEY_BITS = 53;

    private Randomness() {}

    /** {@return a state that starts at {@code counter}} */
    public static Tensor state(long key, long counter) {
        return Tensor.of(new long[] {key, counter});
    }

    /**
     * {@return a state that stands at {@code counter}}
     *
     * @param key 0 or more, of at most {@link #EXACT_KEY_BITS} bits
     * @param counter an int64 scalar
     */
    public static Tensor state(long key, Tensor counter) {
        if (key >>> EXACT_KEY_BITS != 0) {
            throw new IllegalArgumentException("a key beside a counter that is a tensor is 0 or more and has at most "
                    + EXACT_KEY_BITS + " bits, received " + key);
        }
        Arguments.tensor("state", "counter", counter);
        return Arrangement.concat(0, counter.mul(0).add(key).reshape(1), counter.reshape(1));
    }

    /**
     * {@return uniform numbers in [0, 1)}
     *
     * @param type of floating-point numbers
     * @param state key and counter
     * @throws ShapeException if the state is not int64[2]
     */
    public static Tensor uniform(TensorType type, Tensor state) {
        Arguments.given("uniform", "type", type, "a TensorType of floating-point numbers");
        Op.RandomUniform draw = new Op.RandomUniform(type);
        return Expression.apply(draw, (program, operands) -> program.add(draw, operands), state);
    }

    /** {@return how far {@link #uniform} of this type moves the counter} */
    public static long blocks(TensorType type) {
        Arguments.given("blocks", "type", type, "a TensorType of floating-point numbers");
        int numbersInBlock = type.dtype() == DType.FLOAT64 ? 2 : 4;
        return Math.ceilDiv(type.shape().count(), numbersInBlock);
    }

    /** {@return the state {@code blocks} further on} */
    public static Tensor advance(Tensor state, long blocks) {
        Arguments.tensor("advance", "state", state);
        // Positions are [0, 1]: the key stays.
        return blocks == 0 ? state : state.add(Arrangement.iotaLike(state, state.type(), 0).mul(blocks));
    }
}
