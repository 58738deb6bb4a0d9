package org.garam.model.callback;

import java.util.OptionalDouble;
import org.garam.model.state.SavedState;

/** What callbacks' settings have in common. */
final class Settings {
    private Settings() {}

    static int atLeast(int least, int value, String meaning) {
        if (value < least) {
            throw new IllegalArgumentException(meaning + ", " + least + " or more, received " + value);
        }
        return value;
    }

    static int verbose(int level) {
        if (level != 0 && level != 1) {
            throw new IllegalArgumentException("verbose of a callback is 0 (nothing) or 1 (what it does), received "
                    + level);
        }
        return level;
    }

    /** {@return a number that may not have been saved} */
    static OptionalDouble number(SavedState saved, String name) {
        return saved.has(name) ? OptionalDouble.of(saved.number(name)) : OptionalDouble.empty();
    }
}
