package org.garam.runtime;

import org.garam.argument.Required;
import org.garam.op.ShapeException;
import org.garam.tensor.TensorType;

/** The checks all public methods share: what may not be missing is named, and what would do instead. */
final class Arguments {
    /** The remedy where a number meets a tensor. */
    static final String CAST_THE_TENSOR = "cast the tensor first, for example to float32";
    /** The remedy where a tensor is made of numbers. */
    static final String ANOTHER_TYPE = "make the tensor of another element type, for example float32, and cast it";

    private Arguments() {}

    /** {@return {@code value}} See {@link Required#given}. */
    static <T> T given(String function, String parameter, T value, String accepted) {
        return Required.given(function, parameter, value, accepted);
    }

    /**
     * {@return {@code number}, which is an element of {@code type}: of integers a whole number in their range}
     *
     * @throws ShapeException if it is not
     */
    static double fitting(TensorType type, double number, String remedy) {
        if (type.dtype().isInteger() && type.dtype().round(number) != number) {
            throw new ShapeException("the number " + number + " does not fit " + type + "; " + remedy);
        }
        return number;
    }

    static Tensor tensor(String function, String parameter, Tensor value) {
        return given(function, parameter, value, "a tensor, for example Tensor.of(new float[] {1, 2})");
    }

    /** {@return {@code tensors}, none of which is null} */
    static Tensor[] tensors(String function, Tensor... tensors) {
        given(function, "the array of tensors", tensors, "tensors, one by one or as an array");
        for (int i = 0; i < tensors.length; i++) {
            tensor(function, "tensor " + (i + 1) + " of " + tensors.length, tensors[i]);
        }
        return tensors;
    }

    /** {@return {@code numbers}: axes, sizes or positions} */
    static int[] numbers(String function, String parameter, int... numbers) {
        return given(function, parameter, numbers, "whole numbers, one by one or as an array");
    }
}
