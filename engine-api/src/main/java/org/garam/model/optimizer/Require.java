package org.garam.model.optimizer;

/** The checks of settings; each returns what it has checked, or says what was received and what is accepted. */
final class Require {
    private Require() {}

    static double nonNegative(String owner, String what, double value) {
        return require(value >= 0 && value < Double.POSITIVE_INFINITY, owner, "a finite " + what + " of 0 or more",
                value);
    }

    static double positive(String owner, String what, double value) {
        return require(value > 0 && value < Double.POSITIVE_INFINITY, owner, "a finite " + what + " of more than 0",
                value);
    }

    static double atLeastOne(String owner, String what, double value) {
        return require(value >= 1 && value < Double.POSITIVE_INFINITY, owner, "a finite " + what + " of 1 or more",
                value);
    }

    /** A part of a whole, both ends included. */
    static double fraction(String owner, String what, double value) {
        return require(value >= 0 && value <= 1, owner, "a " + what + " between 0 and 1", value);
    }

    /** How much of a mean stays at each step; a bias correction divides by what is missing to 1. */
    static double retention(String owner, String what, double value) {
        return require(value >= 0 && value < 1, owner, "a " + what + " of 0 or more and less than 1", value);
    }

    static double require(boolean holds, String owner, String accepted, double value) {
        if (!holds) {
            throw new IllegalArgumentException(owner + " takes " + accepted + ", received " + value);
        }
        return value;
    }

    static LearningRate learningRate(String owner, LearningRate rate) {
        if (rate == null) {
            throw new IllegalArgumentException(owner + " takes a learning rate, received null; give it a number, or a"
                    + " schedule such as new ExponentialDecay(0.1, 1000, 0.96)");
        }
        return rate;
    }
}
