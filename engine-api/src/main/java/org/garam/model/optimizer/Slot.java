package org.garam.model.optimizer;

/**
 * Something an optimizer remembers from step to step.
 *
 * @param name as Keras names it: {@code momentum}, {@code velocity}
 * @param initial what all of it holds before the first step
 * @param isScalar whether it is one number for the whole model; else it is one for each trained weight
 */
public record Slot(String name, double initial, boolean isScalar) {
    /** {@return a slot of zeros, one for each weight} */
    public static Slot zeros(String name) {
        return filled(name, 0);
    }

    /** {@return a slot of equal numbers, one for each weight} */
    public static Slot filled(String name, double initial) {
        return new Slot(name, initial, false);
    }

    /** {@return a slot of one number for the whole model} */
    public static Slot scalar(String name, double initial) {
        return new Slot(name, initial, true);
    }
}
