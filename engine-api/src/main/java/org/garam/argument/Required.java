package org.garam.argument;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The check all public methods share: what may not be missing is named, and what would do instead. */
public final class Required {
    private Required() {}

    /**
     * {@return {@code value}}
     *
     * @param owner what the user called
     * @param parameter the name of the parameter
     * @param accepted what is accepted, for example {@code a tensor}
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T given(String owner, String parameter, T value, String accepted) {
        return refuseNull(owner, parameter + " is", value, accepted);
    }

    /** {@return {@code values}, which have a name in the plural} See {@link #given}. */
    public static <T> T allGiven(String owner, String parameters, T values, String accepted) {
        return refuseNull(owner, parameters + " are", values, accepted);
    }

    private static <T> T refuseNull(String owner, String subject, T value, String accepted) {
        if (value == null) {
            throw new IllegalArgumentException(owner + ": " + subject + " null; give " + accepted);
        }
        return value;
    }

    /** {@return {@code values}, none of which is null} See {@link #given}. */
    public static <T extends Collection<?>> T each(String owner, String parameter, T values, String accepted) {
        int number = 0;
        for (Object value : allGiven(owner, "the " + parameter + "s", values, accepted + ", or none")) {
            number++;
            given(owner, parameter + " " + number + " of " + values.size(), value, accepted);
        }
        return values;
    }

    /** {@return {@code values}, none of which is null} See {@link #given}. */
    public static <T> T[] each(String owner, String parameter, T[] values, String accepted) {
        allGiven(owner, "the " + parameter + "s", values, accepted + ", or none");
        for (int i = 0; i < values.length; i++) {
            given(owner, parameter + " " + (i + 1) + " of " + values.length, values[i], accepted);
        }
        return values;
    }

    /** {@return {@code numbers}: axes or sizes} See {@link #given}. */
    public static List<Integer> integers(String owner, String parameter, int... numbers) {
        return Arrays.stream(given(owner, parameter, numbers, "whole numbers, one by one or as an array"))
                .boxed().toList();
    }

    /** {@return {@code numbers}: thresholds or weights} See {@link #given}. */
    public static List<Double> reals(String owner, String parameter, double... numbers) {
        return Arrays.stream(given(owner, parameter, numbers, "numbers, one by one or as an array")).boxed().toList();
    }

    /** {@return {@code file}} See {@link #given}. */
    public static Path file(String owner, Path file) {
        return given(owner, "the file", file, "its path, for example \"model.garam\"");
    }

    /** {@return the path called {@code file}} See {@link #given}. */
    public static Path file(String owner, String file) {
        return Path.of(given(owner, "the file", file, "its path, for example \"model.garam\""));
    }
}
