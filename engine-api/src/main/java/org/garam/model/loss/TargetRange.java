package org.garam.model.loss;

/**
 * The numbers a loss takes as targets.
 *
 * @param lowest the smallest one
 * @param highest the largest one
 */
public record TargetRange(double lowest, double highest) {
    /** All numbers. */
    public static final TargetRange ALL = new TargetRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    /** Truth values and probabilities, 0 to 1. */
    public static final TargetRange PROBABILITIES = new TargetRange(0, 1);
}
