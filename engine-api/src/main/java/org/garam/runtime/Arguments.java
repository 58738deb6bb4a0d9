package org.garam.runtime;

/** The check all public methods share: what may not be missing is named, and what would do instead. */
final class Arguments {
    private Arguments() {}

    /**
     * {@return {@code value}}
     *
     * @param function what the user called
     * @param parameter the name of the parameter
     * @param accepted what is accepted, for example {@code a tensor}
     * @throws IllegalArgumentException if it is null
     */
    static <T> T given(String function, String parameter, T value, String accepted) {
        if (value == null) {
            throw new IllegalArgumentException(function + ": " + parameter + " is null; give " + accepted);
        }
        return value;
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
