package org.garam.backend.cpu;

import java.util.List;
import org.garam.op.ReduceFunction;
import org.garam.tensor.DType;

/**
 * One step of the code inside of a loop. Steps are what remains of {@code ScalarCode} once functions are polynomials
 * and casts are machine conversions. Because functions are taken apart here, before it is decided whether a step works
 * on a number or on a vector of them, both forms give the same bits.
 */
sealed interface Step {
    LaneType type();

    List<Integer> operands();

    record Load(int input, LaneType type) implements Step {
        @Override
        public List<Integer> operands() {
            return List.of();
        }
    }

    /** @param bits the integer, or the bits of the floating-point number, so that equal means identical */
    record Constant(long bits, LaneType type) implements Step {
        @Override
        public List<Integer> operands() {
            return List.of();
        }

        double number() {
            return switch (type) {
                case FLOAT -> Float.intBitsToFloat((int) bits);
                case DOUBLE -> Double.longBitsToDouble(bits);
                case INT, LONG, BOOL -> bits;
            };
        }
    }

    record Apply(Operation operation, List<Integer> operands, LaneType type) implements Step {}

    /** The operand reduced over a row. */
    record Reduce(ReduceFunction function, int operand, DType dtype) implements Step {
        @Override
        public LaneType type() {
            return LaneType.of(dtype);
        }

        @Override
        public List<Integer> operands() {
            return List.of(operand);
        }
    }
}
