package org.garam.data;

import java.util.Locale;
import java.util.Set;

/** What is done where a file of separated values has no value. */
public sealed interface MissingValues {

    /** The texts that mean that there is no value, in lower case; besides them blanks. */
    Set<String> MARKS = Set.of("", "na", "n/a", "#n/a", "nan", "null", "none");

    /** A missing value is an error that names its place: the default. */
    record Refuse() implements MissingValues {
    }

    /** Rows with a missing value are left out. */
    record SkipRow() implements MissingValues {
    }

    /**
     * This takes the place of a missing value.
     *
     * @param value a number, or NaN
     */
    record Fill(double value) implements MissingValues {
    }

    /** {@return the policy that a missing value is an error} */
    static MissingValues refuse() {
        return new Refuse();
    }

    /** {@return the policy to leave out rows with a missing value} */
    static MissingValues skipRow() {
        return new SkipRow();
    }

    /** {@return the policy to put {@code value} in the place of a missing one} */
    static MissingValues fill(double value) {
        return new Fill(value);
    }

    /** {@return whether {@code text} means that there is no value} */
    static boolean isMissing(String text) {
        return text.length() <= 4 && MARKS.contains(text.strip().toLowerCase(Locale.ROOT));
    }
}
