package org.garam.backend.cuda.product;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.op.BinaryFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Kernel;
import org.garam.plan.View;

/**
 * A kernel's epilogue that cuBLASLt has too.
 *
 * @param epilogue which one
 * @param bias the vector it adds, or null
 */
record RecognizedEpilogue(BlasLtEpilogue epilogue, View bias) {
    /**
     * {@return the epilogue of a kernel whose product is {@code call}; nothing if cuBLASLt has none that does the same}
     */
    static Optional<RecognizedEpilogue> of(Kernel.Gemm gemm, ProductCall call) {
        if (gemm.extras().size() > 1 || gemm.epilogue().resultType(0) != gemm.output().dtype()
                || gemm.output().dtype() != gemm.left().dtype().arithmetic()) {
            return Optional.empty();
        }
        ValueNumbers numbers = new ValueNumbers(gemm.output().dtype());
        int computed = numbers.of(gemm.epilogue());
        Optional<BlasLtEpilogue> epilogue = definitions(numbers).entrySet().stream()
                .filter(definition -> definition.getValue() == computed).map(Map.Entry::getKey).findFirst();
        View bias = gemm.extras().isEmpty() ? null : gemm.extras().getFirst();
        return epilogue.filter(found -> !found.hasBias() || isVector(bias, call))
                .map(found -> new RecognizedEpilogue(found, found.hasBias() ? bias : null));
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

    /** {@return what each epilogue computes of the product, input 0, and the bias, input 1} */
    private static Map<BlasLtEpilogue, Integer> definitions(ValueNumbers numbers) {
        int product = numbers.input(0);
        int sum = numbers.binary(BinaryFunction.ADD, product, numbers.input(1));
        Map<BlasLtEpilogue, Integer> definitions = new EnumMap<>(BlasLtEpilogue.class);
        definitions.put(BlasLtEpilogue.NONE, product);
        definitions.put(BlasLtEpilogue.BIAS, sum);
        definitions.put(BlasLtEpilogue.RELU, relu(numbers, product));
        definitions.put(BlasLtEpilogue.BIAS_RELU, relu(numbers, sum));
        definitions.put(BlasLtEpilogue.GELU, gelu(numbers, product));
        definitions.put(BlasLtEpilogue.BIAS_GELU, gelu(numbers, sum));
        return definitions;
    }

    private static int relu(ValueNumbers numbers, int x) {
        return numbers.binary(BinaryFunction.MAXIMUM, x, numbers.constant(0));
    }

    /** As {@link org.garam.model.activation.Gelu} is computed, approximated with a hyperbolic tangent. */
    private static int gelu(ValueNumbers numbers, int x) {
        int square = numbers.binary(BinaryFunction.MULTIPLY, x, x);
        int cube = numbers.binary(BinaryFunction.MULTIPLY, square, x);
        int added = numbers.binary(BinaryFunction.ADD, x,
                numbers.binary(BinaryFunction.MULTIPLY, cube, numbers.constant(0.044715)));
        int tangent = numbers.unary(UnaryFunction.TANH, numbers.binary(BinaryFunction.MULTIPLY, added,
                numbers.constant(Math.sqrt(2 / Math.PI))));
        return numbers.binary(BinaryFunction.MULTIPLY, numbers.binary(BinaryFunction.MULTIPLY, x,
                numbers.constant(0.5)), numbers.binary(BinaryFunction.ADD, tangent, numbers.constant(1)));
    }
}
