package org.garam.runtime;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The "did you mean" behind an unknown name. */
public final class Suggestion {
    private Suggestion() {}

    /** {@return {@code "; did you mean \"name\"?"} for the nearest known name, empty if none is near} */
    public static String of(String received, Collection<String> known) {
        String lower = received.toLowerCase(Locale.ROOT);
        return known.stream().min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= Math.max(2, name.length() / 3))
                .map(name -> "; did you mean \"" + name + "\"?").orElse("");
    }

    /** The Levenshtein distance: how many letters have to be inserted, removed or replaced. */
    private static int distance(String first, String second) {
        int[] previous = new int[second.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= first.length(); i++) {
            int[] current = new int[previous.length];
            current[0] = i;
            for (int j = 1; j < current.length; j++) {
                int replaced = previous[j - 1] + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[second.length()];
    }
}
