package org.garam.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.garam.op.ShapeException;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Gradients of functions of tensors. The function is traced, and its derivative computed as one compiled program, or
 * as a part of the traced function it is used in. Derivatives are functions as well and can be differentiated again.
 *
 * <p>A result of several elements is differentiated as its sum, as TensorFlow does; the gradient with respect to what
 * the result does not depend on is zero. {@link GradientTape} differentiates what was computed without a function.
 */
public final class Differentiation {
    /** What a function yields, and its gradients with respect to its operands. */
    public record ValueAndGradients(Tensor value, List<Tensor> gradients) {
        public ValueAndGradients {
            gradients = List.copyOf(gradients);
        }
    }

    private Differentiation() {}

    /** {@return the derivative of {@code function}: for x the gradient at x} */
    public static UnaryOperator<Tensor> gradient(UnaryOperator<Tensor> function) {
        Arguments.given("gradient", "function", function, "a function of a tensor, for example x -> x.mul(x)");
        return x -> gradient(function, x);
    }

    /** {@return the gradient of {@code function} at {@code x}, of the shape of {@code x}} */
    public static Tensor gradient(UnaryOperator<Tensor> function, Tensor x) {
        Arguments.given("gradient", "function", function, "a function of a tensor, for example x -> x.mul(x)");
        return gradients(operands -> function.apply(operands.getFirst()), x).getFirst();
    }

    /** {@return the gradients of {@code function} with respect to each of its {@code operands}} */
    public static List<Tensor> gradients(Function<List<Tensor>, Tensor> function, Tensor... operands) {
        return valueAndGradients(function, operands).gradients;
    }

    /** {@return the result of {@code function}, and its gradients with respect to each of its {@code operands}} */
    public static ValueAndGradients valueAndGradients(Function<List<Tensor>, Tensor> function, Tensor... operands) {
        Arguments.given("valueAndGradients", "function", function, "a function of a list of tensors");
        List<Tensor> given = List.of(differentiable("valueAndGradients", operands));
        Trace trace = new Trace(given.getFirst().engine());
        List<Tensor> parameters = given.stream().map(operand -> trace.parameter(operand.type())).toList();
        return differentiated(trace, () -> function.apply(parameters), parameters, given);
    }

    /**
     * {@return the result of {@code function}, and its gradients with respect to tensors it uses, variables for example}
     * Of a variable that the function assigns it is the gradient with respect to its value before.
     */
    public static ValueAndGradients valueAndGradients(Supplier<Tensor> function, Tensor... withRespectTo) {
        Arguments.given("valueAndGradients", "function", function, "a function that returns a tensor");
        List<Tensor> used = List.of(differentiable("valueAndGradients", withRespectTo));
        return differentiated(new Trace(used.getFirst().engine()), function, used, List.of());
    }

    private static ValueAndGradients differentiated(Trace trace, Supplier<Tensor> function, List<Tensor> withRespectTo,
            List<Tensor> operands) {
        Tensor result = result(trace, function);
        List<Tensor> outputs = new ArrayList<>(List.of(result));
        outputs.addAll(trace.gradients(result, trace.constant(result.type(), 1), withRespectTo));
        List<Tensor> results = trace.finish(outputs, operands);
        return new ValueAndGradients(results.getFirst(), results.subList(1, results.size()));
    }

    /**
     * {@return the vector-Jacobian product of {@code function} at {@code x}: the gradient of the sum of
     * {@code cotangent} times the result}
     *
     * @param cotangent of the type of the result
     */
    public static Tensor vectorJacobianProduct(UnaryOperator<Tensor> function, Tensor x, Tensor cotangent) {
        Arguments.given("vectorJacobianProduct", "function", function, "a function of a tensor");
        differentiable("vectorJacobianProduct", x, cotangent);
        Trace trace = new Trace(x.engine());
        Tensor parameter = trace.parameter(x.type());
        Tensor vector = trace.parameter(cotangent.type());
        Tensor result = result(trace, () -> function.apply(parameter));
        if (!result.type().equals(cotangent.type())) {
            throw new ShapeException("vectorJacobianProduct: takes a cotangent of the type of the result " + result.type()
                    + ", received " + cotangent.type());
        }
        return trace.finish(trace.gradients(result, vector, List.of(parameter)), List.of(x, cotangent)).getFirst();
    }

    /**
     * {@return the derivatives of every element of the result with respect to every element of {@code x}: the shape of
     * the result, then of {@code x}} One pass backwards for each element of the result: for small results.
     */
    public static Tensor jacobian(UnaryOperator<Tensor> function, Tensor x) {
        Arguments.given("jacobian", "function", function, "a function of a tensor");
        differentiable("jacobian", x);
        TensorType type = resultType(function, x);
        int count = Math.toIntExact(type.shape().count());
        Tensor cotangents = Creation.eye(count, count, type.dtype());
        Tensor[] rows = new Tensor[count];
        for (int i = 0; i < count; i++) {
            rows[i] = vectorJacobianProduct(function, x,
                    Arrangement.reshape(Arrangement.rows(cotangents, i, i + 1), type.shape().toArray()));
        }
        Shape shape = type.shape().append(x.shape());
        return count == 0 ? Creation.zeros(x.dtype(), shape.toArray())
                : Arrangement.stack(0, rows).reshape(shape.toArray());
    }

    /**
     * {@return the second derivatives of {@code function}, whose result is summed, at {@code x}: the shape of {@code x}
     * twice} One pass backwards for each element of {@code x}: for small ones.
     */
    public static Tensor hessian(UnaryOperator<Tensor> function, Tensor x) {
        return jacobian(gradient(function), x);
    }

    private static TensorType resultType(UnaryOperator<Tensor> function, Tensor x) {
        Trace trace = new Trace(x.engine());
        Tensor parameter = trace.parameter(x.type());
        return result(trace, () -> function.apply(parameter)).type();
    }

    private static Tensor result(Trace trace, Supplier<Tensor> function) {
        Tensor result = trace.lift(Arguments.tensor("gradient", "what the function returns", trace.call(function::get)));
        requireFloating("gradient", result);
        return result;
    }

    private static Tensor[] differentiable(String function, Tensor... tensors) {
        if (Arguments.tensors(function, tensors).length == 0) {
            throw new IllegalArgumentException(function + ": takes at least one tensor to differentiate with respect to");
        }
        for (Tensor tensor : tensors) {
            requireFloating(function, tensor);
        }
        return tensors;
    }

    static void requireFloating(String function, Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            throw new ShapeException(function + ": differentiates float32 or float64 tensors, received " + tensor.type()
                    + "; cast it first");
        }
    }
}
