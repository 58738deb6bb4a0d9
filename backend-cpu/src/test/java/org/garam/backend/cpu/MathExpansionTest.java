package org.garam.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.backend.cpu.LoopStructure.Walk;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.ScalarCode;
import org.garam.tensor.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accuracy in units in the last place, and equal bits of the vector and the scalar form. */
class MathExpansionTest {
    private static final int SIZE = 1 << 16;

    @ParameterizedTest
    @EnumSource(UnaryFunction.class)
    void float32(UnaryFunction function) {
        if (function == UnaryFunction.NOT) {
            return;
        }
        float[] inputs = new float[SIZE];
        Random random = new Random(1);
        for (int i = 0; i < SIZE; i++) {
            inputs[i] = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt())
                    : (float) (random.nextGaussian() * (i % 3 == 0 ? 30 : 1));
        }
        for (int i = 0; i < SPECIAL.length; i++) {
            inputs[i] = (float) SPECIAL[i];
        }
        inputs[SPECIAL.length] = Float.MIN_VALUE;
        inputs[SPECIAL.length + 1] = -Float.MIN_VALUE;
        inputs[SPECIAL.length + 2] = 2e-39f;
        float[] vector = new float[SIZE];
        float[] scalar = new float[SIZE];
        run(function, DType.FLOAT32, inputs, vector, true);
        run(function, DType.FLOAT32, inputs, scalar, false);
        DoubleUnaryOperator exact = exact(function);
        double worst = 0;
        for (int i = 0; i < SIZE; i++) {
            assertEquals(Float.floatToIntBits(scalar[i]), Float.floatToIntBits(vector[i]), function + " of "
                    + inputs[i]);
            worst = Math.max(worst, error(exact.applyAsDouble(inputs[i]), vector[i], inputs[i], function));
        }
        assertTrue(worst <= 2, function + " is " + worst + " ulp off");
    }

    private static double error(double exact, float actual, float input, UnaryFunction function) {
        float rounded = (float) exact;
        if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
            if (Float.isInfinite(rounded) && Math.abs(actual) == Float.MAX_VALUE || rounded == 0
                    && Math.abs(actual) == Float.MIN_VALUE) {
                return 1;
            }
            assertEquals(rounded, actual, function + " of " + input);
            return 0;
        }
        return Math.abs(exact - actual) / Math.ulp(rounded);
    }

    @ParameterizedTest
    @EnumSource(UnaryFunction.class)
    void float64(UnaryFunction function) {
        if (function == UnaryFunction.NOT) {
            return;
        }
        double[] inputs = new double[SIZE];
        Random random = new Random(2);
        for (int i = 0; i < SIZE; i++) {
            inputs[i] = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong())
                    : random.nextGaussian() * (i % 3 == 0 ? 200 : 1);
        }
        System.arraycopy(SPECIAL, 0, inputs, 0, SPECIAL.length);
        double[] vector = new double[SIZE];
        double[] scalar = new double[SIZE];
        run(function, DType.FLOAT64, inputs, vector, true);
        run(function, DType.FLOAT64, inputs, scalar, false);
        DoubleUnaryOperator exact = exact(function);
        double worst = 0;
        for (int i = 0; i < SIZE; i++) {
            assertEquals(Double.doubleToLongBits(scalar[i]), Double.doubleToLongBits(vector[i]), function + " of "
                    + inputs[i]);
            double expected = exact.applyAsDouble(inputs[i]);
            if (Double.isNaN(expected) || Double.isInfinite(expected) || expected == 0) {
                assertEquals(expected, vector[i], function + " of " + inputs[i]);
            } else {
                worst = Math.max(worst, Math.abs(expected - vector[i]) / Math.ulp(expected));
            }
        }
        // What it is compared with is itself up to an ulp off.
        assertTrue(worst <= (function == UnaryFunction.ERF ? 2000 : 3), function + " is " + worst + " ulp off");
    }

    private static final double[] SPECIAL = {0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
        Double.NaN, 1e-300, -1e-300, Double.MIN_VALUE, 88.72283, 88.7229, -103.97, -104.5, -87.5, 709.78, 709.79,
                -745.1, -745.2, -720,
        8388609, 1e10, -1e10, 0.625, 9.02, 1e-5, -1e-5, 1e-8, -0.99999994, 3.4e38, 4503599627370497.5};

    private static DoubleUnaryOperator exact(UnaryFunction function) {
        return switch (function) {
            case EXP -> StrictMath::exp;
            case EXPM1 -> StrictMath::expm1;
            case LOG -> StrictMath::log;
            case LOG1P -> StrictMath::log1p;
            case SIN -> StrictMath::sin;
            case COS -> StrictMath::cos;
            case TANH -> StrictMath::tanh;
            case SIGMOID -> x -> x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : x < -40 ? StrictMath.exp(x)
                    : StrictMath.exp(x) / (1 + StrictMath.exp(x));
            default -> function::apply;
        };
    }

    private static void run(UnaryFunction function, DType dtype, Object in, Object out, boolean vectors) {
        ScalarCode code = new ScalarCode(List.of(new Instruction.Load(0, dtype),
                new Instruction.Unary(function, 0, dtype)), List.of(1));
        LoopStructure structure = new LoopStructure(code, List.of(new Access(dtype, Walk.UNIT)),
                List.of(new Access(dtype, Walk.UNIT)));
        CompiledLoop loop = LoopCompiler.compileNew(structure, vectors && VectorSupport.available()).orElseThrow();
        loop.loop().run(new Object[] {in, out, loop.newScratch()}, new int[] {0, 0, 1, 0, 0, 1}, 1, SIZE);
    }
}
