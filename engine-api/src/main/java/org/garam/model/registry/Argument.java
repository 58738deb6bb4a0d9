package org.garam.model.registry;

import java.nio.file.Path;

/** The check of what users give to models, layers and callbacks: what may not be missing is named. */
public final class Argument {
    private Argument() {}

    /**
     * {@return {@code value}}
     *
     * @param what what it is, for example {@code the loss}
     * @param remedy what to give, for example {@code new MeanSquaredError()}
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T given(T value, String what, String remedy) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null; give " + remedy);
        }
        return value;
    }

    /** {@return the path of this name, which is given} */
    public static Path path(String name, String what) {
        return Path.of(given(name, what, "its name"));
    }
}
