package org.garam.model.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.garam.argument.Required;
import org.garam.runtime.Suggestion;

/** How figures of classes become one; Keras' {@code average} of F-scores. */
public enum Average {
    /** They do not: there is one for each class. */
    NONE,
    /** The counts of all classes are added up first. */
    MICRO,
    /** The mean over classes. */
    MACRO,
    /** The mean over classes, weighted by how many targets each one has. */
    WEIGHTED;

    /**
     * {@return the average Keras calls {@code name}, for example {@code "macro"}}
     *
     * @throws IllegalArgumentException if there is none; the message lists all there are
     */
    public static Average named(String name) {
        List<String> known = Arrays.stream(values()).map(Average::toString).toList();
        String wanted = Required.given("average", "the name", name, "one of " + String.join(", ", known))
                .toLowerCase(Locale.ROOT);
        if (!known.contains(wanted)) {
            throw new IllegalArgumentException("unknown average \"" + name + "\"" + Suggestion.of(wanted, known)
                    + "; known are " + String.join(", ", known));
        }
        return values()[known.indexOf(wanted)];
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
