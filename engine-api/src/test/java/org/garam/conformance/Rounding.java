package org.garam.conformance;

import java.util.SplittableRandom;
import org.garam.op.BinaryFunction;
import org.garam.op.Precision;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;

/** What the reference interpreter does to the result of every inexact step. */
interface Rounding {
    /** Nothing but what every device does: results stay as exact as a double is, halves are rounded to their type. */
    Rounding NONE = (_, value, _) -> value;

    /** Nothing at all, for differences that are smaller than what rounding to a half takes away. */
    Rounding EXACT = new Rounding() {
        @Override
        public double apply(DType dtype, double value, double ulps) {
            return value;
        }

        @Override
        public double store(DType dtype, double value) {
            return value;
        }
    };

    /**
     * {@return the value after rounding}
     *
     * @param ulps how far from the exact value a device may be, in units in the last place; 0 for exact functions,
     *     {@link #CORRECT} for IEEE 754's correctly rounded operations, {@link #REORDERED} for steps of a reduction
     */
    double apply(DType dtype, double value, double ulps);

    /** {@return what remains of a result of a floating-point type in memory} */
    default double store(DType dtype, double value) {
        return dtype.isHalf() ? dtype.round(value) : value;
    }

    /** The bound of a correctly rounded operation, which besides yields representable results exactly. */
    double CORRECT = 1;

    /** The bound of one step of a sum or product over many elements, which devices may take in another order. */
    double REORDERED = 0.5;

    /**
     * {@return a rounding that errs at random by about as much as devices may} How far results of several such runs lie
     * apart tells how much rounding matters to a program, whatever the program is.
     */
    static Rounding noise(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (dtype, value, ulps) -> {
            boolean exact = ulps == 0 || !dtype.isFloating()
                    || ulps == CORRECT && dtype == DType.FLOAT32 && (float) value == value;
            if (exact) {
                return value;
            }
            double drawn = random.nextDouble() - 0.5;
            // Not too small, as then a few runs might all by chance be exact.
            return value * (1 + (Math.copySign(0.5, drawn) + drawn) * ulps * epsilon(dtype));
        };
    }

    /** {@return the same, but that halves are at random not rounded to their type} */
    static Rounding keepingBits(long seed) {
        Rounding noise = noise(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        return new Rounding() {
            @Override
            public double apply(DType dtype, double value, double ulps) {
                return noise.apply(dtype, value, ulps);
            }

            @Override
            public double store(DType dtype, double value) {
                return random.nextBoolean() ? value : noise.store(dtype, value);
            }
        };
    }

    /** {@return the distance from 1 to the next larger number of a floating-point type; for integers, float64's} */
    static double epsilon(DType dtype) {
        return dtype.isFloating() ? Math.scalb(1.0, 1 - dtype.significantBits()) : Math.ulp(1.0);
    }

    /** {@return the error granted to a factor of float32: what is lost if the bits that are not kept are cut off} */
    static double ulps(Precision precision) {
        return switch (precision) {
            case FULL -> 0;
            case TENSOR_FLOAT32, FLOAT16 -> epsilon(DType.FLOAT16) / epsilon(DType.FLOAT32);
            case BFLOAT16 -> epsilon(DType.BFLOAT16) / epsilon(DType.FLOAT32);
        };
    }

    /** {@return the error granted to a function; OpenCL's full profile grants the same or more} */
    static double ulps(UnaryFunction function) {
        return switch (function) {
            case NEGATE, ABS, SIGN, FLOOR, CEIL, ROUND, NOT -> 0;
            case SQRT, RECIPROCAL -> 3;
            case EXP, EXPM1, LOG, LOG1P, SIN, COS -> 4;
            case TANH, SIGMOID -> 6;
            case ERF -> 16;
        };
    }

    /** {@return the error granted to a function; OpenCL's full profile grants the same or more} */
    static double ulps(BinaryFunction function) {
        return switch (function) {
            case MAXIMUM, MINIMUM, AND, OR -> 0;
            case ADD, SUBTRACT, MULTIPLY -> CORRECT;
            case DIVIDE -> 3;
            case POWER -> 16;
        };
    }
}
