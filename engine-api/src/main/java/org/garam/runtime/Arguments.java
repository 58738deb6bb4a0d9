package org.garam.runtime;

import org.garam.argument.Required;

/** What may not be missing where tensors are worked with. */
final class Arguments {
    private Arguments() {}

    /** {@return {@code value}} See {@link Required#given}. */
    static <T> T given(String function, String parameter, T value, String accepted) {
        return Required.given(function, parameter, value, accepted);
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
