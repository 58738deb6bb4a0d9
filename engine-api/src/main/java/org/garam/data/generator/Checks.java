package org.garam.data.generator;

import java.util.function.Supplier;

/** What the generators' options have in common. */
final class Checks {

    private Checks() {
    }

    static void require(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise.get());
        }
    }

    static void requireAtLeast(int least, String what, int received) {
        require(received >= least, () -> what + " is " + received + "; give " + least + " or more");
    }

    static void requireFinite(String what, double received) {
        require(Double.isFinite(received), () -> what + " is " + received + "; give a finite number");
    }

    static void requireDeviation(String what, double received) {
        require(received >= 0 && Double.isFinite(received),
                () -> what + " is a standard deviation, received " + received + "; give a finite number, 0 or more");
    }

    static void requireShare(String what, double received) {
        require(received >= 0 && received <= 1, () -> what + " is a share, received " + received + "; give 0 to 1");
    }
}
