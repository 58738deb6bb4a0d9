package org.garam.model.layer;

/** Checks of what layers that disturb their input are given. */
final class Rates {
    private Rates() {}

    static void requireShare(String layer, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(layer + " takes the share of numbers to drop, 0 or more and less than 1,"
                    + " received " + rate + (rate > 1 && rate <= 100 ? "; for " + rate + " per cent give " + rate / 100 : ""));
        }
    }
}
