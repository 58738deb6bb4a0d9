package org.garam.backend.cuda.product;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.UnaryFunction;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * A kernel's epilogue that cuBLASLt has too.
 *
 * <p>Of halves the library rounds the result alone, where a plan rounds after every step: an epilogue is recognised
 * whatever it rounds on the way, for the result is nearer to the exact one then (as XLA's excess precision). Only what
 * float16 is rounded to before it becomes a float32 again has to be: there a gradient shows that it is too large.
 *
 * @param epilogue which one
 * @param extra what it reads besides the product: the bias, the output of the ReLU whose gradient it is, the input of
 *     the GELU whose gradient it is; or null
 */
record RecognizedEpilogue(BlasLtEpilogue epilogue, View extra) {
    private static final double CUBIC = 0.044715;
    private static final double LINEAR = Math.sqrt(2 / Math.PI);

    /**
     * {@return the epilogue of a kernel whose product is {@code call}; nothing if cuBLASLt has none that does the same}
     */
    static Optional<RecognizedEpilogue> of(Kernel.Gemm gemm, ProductCall call) {
        if (gemm.extras().size() > 1) {
            return Optional.empty();
        }
        View extra = gemm.extras().isEmpty() ? null : gemm.extras().getFirst();
        return recognize(gemm.epilogue(), gemm.left().dtype(), gemm.output().dtype())
                .filter(found -> !found.hasBias() || isVector(extra, call))
                .filter(found -> !found.hasMatrix() || isLike(extra, gemm.output()))
                .map(found -> new RecognizedEpilogue(found, extra));
    }

    /** {@return which epilogue the code is} */
    private static Optional<BlasLtEpilogue> recognize(ScalarCode code, DType factors, DType output) {
        if (code.resultType(0) != output) {
            return Optional.empty();
        }
        ValueNumbers numbers = factors == DType.FLOAT16 && output != factors
                ? new ValueNumbers(factors.arithmetic()) : numbers(factors);
        int computed = numbers.of(code);
        return definitions(numbers).entrySet().stream()
                .filter(definition -> definition.getValue() == computed).map(Map.Entry::getKey).findFirst();
    }

    /** {@return whether the code is the approximation of GELU, of its only input} */
    static boolean isGelu(ScalarCode code, DType dtype) {
        ValueNumbers numbers = numbers(dtype);
        return code.results().size() == 1 && numbers.of(code) == gelu(numbers, numbers.input(0));
    }

    private static ValueNumbers numbers(DType dtype) {
        return dtype.isHalf() ? ValueNumbers.ofHalves(dtype) : new ValueNumbers(dtype);
    }

    /**
     * Whether there is an element for each of the library's rows, one behind the other, the same in each of its
     * columns.
     */
    private static boolean isVector(View bias, ProductCall call) {
        int along = call.isRowMajor() ? bias.shape().rank() - 1 : bias.shape().rank() - 2;
        for (int axis = 0; axis < bias.shape().rank(); axis++) {
            if (bias.shape().size(axis) != 1 && bias.strides().get(axis) != (axis == along ? 1 : 0)) {
                return false;
            }
        }
        return bias.dtype() == call.c().dtype();
    }

    private static boolean isLike(View extra, View output) {
        return extra.dtype() == output.dtype() && extra.shape().equals(output.shape())
                && extra.strides().equals(output.strides());
    }

    /** {@return what each epilogue computes of the product, input 0, and what it reads besides, input 1} */
    private static Map<BlasLtEpilogue, Integer> definitions(ValueNumbers numbers) {
        int product = numbers.input(0);
        int extra = numbers.input(1);
        int sum = numbers.binary(BinaryFunction.ADD, product, extra);
        Map<BlasLtEpilogue, Integer> definitions = new EnumMap<>(BlasLtEpilogue.class);
        definitions.put(BlasLtEpilogue.DEFAULT, product);
        definitions.put(BlasLtEpilogue.BIAS, sum);
        definitions.put(BlasLtEpilogue.RELU, relu(numbers, product));
        definitions.put(BlasLtEpilogue.RELU_BIAS, relu(numbers, sum));
        definitions.put(BlasLtEpilogue.GELU, gelu(numbers, product));
        definitions.put(BlasLtEpilogue.GELU_BIAS, gelu(numbers, sum));
        int zero = numbers.constant(0);
        definitions.put(BlasLtEpilogue.DRELU, numbers.select(numbers.compare(Comparison.GREATER, extra, zero), product,
                zero));
        definitions.put(BlasLtEpilogue.DGELU, geluGradient(numbers, product, extra));
        return definitions;
    }

    private static int relu(ValueNumbers numbers, int x) {
        return numbers.binary(BinaryFunction.MAXIMUM, x, numbers.constant(0));
    }

    /** As {@link org.garam.model.activation.Gelu} is computed, approximated with a hyperbolic tangent. */
    private static int gelu(ValueNumbers numbers, int x) {
        return times(numbers, times(numbers, x, numbers.constant(0.5)), plus(numbers, tangent(numbers, x),
                numbers.constant(1)));
    }

    private static int tangent(ValueNumbers numbers, int x) {
        int cube = times(numbers, times(numbers, x, x), x);
        int added = plus(numbers, x, times(numbers, cube, numbers.constant(CUBIC)));
        return numbers.unary(UnaryFunction.TANH, times(numbers, added, numbers.constant(LINEAR)));
    }

    /** As the gradient follows from it: through both factors, and through x + 0.044715 (x x) x in the tangent. */
    private static int geluGradient(ValueNumbers numbers, int gradient, int x) {
        int half = numbers.constant(0.5);
        int one = numbers.constant(1);
        int tangent = tangent(numbers, x);
        int ofLeft = times(numbers, times(numbers, gradient, plus(numbers, tangent, one)), half);
        int slope = numbers.binary(BinaryFunction.SUBTRACT, one, times(numbers, tangent, tangent));
        int ofTangent = times(numbers, times(numbers, gradient, times(numbers, x, half)), slope);
        int ofAdded = times(numbers, ofTangent, numbers.constant(LINEAR));
        int ofCube = times(numbers, ofAdded, numbers.constant(CUBIC));
        int ofFactor = times(numbers, times(numbers, ofCube, x), x);
        int sum = plus(numbers, plus(numbers, ofLeft, ofAdded), times(numbers, ofCube, times(numbers, x, x)));
        return plus(numbers, plus(numbers, sum, ofFactor), ofFactor);
    }

    private static int times(ValueNumbers numbers, int x, int y) {
        return numbers.binary(BinaryFunction.MULTIPLY, x, y);
    }

    private static int plus(ValueNumbers numbers, int x, int y) {
        return numbers.binary(BinaryFunction.ADD, x, y);
    }
}
