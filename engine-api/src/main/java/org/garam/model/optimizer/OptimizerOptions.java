package org.garam.model.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What can be done around any optimizer's own formula, in this order: gradients are accumulated, then clipped; weights
 * decay, are updated, and their moving average follows.
 *
 * @param weightDecay how much of a weight, times the learning rate, is lost at each update
 * @param undecayed weights whose names contain one of these do not decay
 * @param clipping how gradients are limited
 * @param average the moving average of the weights
 * @param accumulationSteps how many steps' gradients make one update; 1 if each makes its own
 */
public record OptimizerOptions(double weightDecay, List<String> undecayed, Optional<Clipping> clipping,
        Optional<MovingAverage> average, int accumulationSteps) {
    /** Nothing is done. */
    public static final OptimizerOptions NONE =
            new OptimizerOptions(0, List.of(), Optional.empty(), Optional.empty(), 1);

    public OptimizerOptions {
        Require.nonNegative("an optimizer", "weight decay", weightDecay);
        undecayed = List.copyOf(undecayed);
        if (accumulationSteps < 1) {
            throw new IllegalArgumentException("gradients are accumulated over 1 step or more, received "
                    + accumulationSteps);
        }
    }

    /**
     * A limit to gradients.
     *
     * @param limit more than 0
     */
    public record Clipping(Kind kind, double limit) {
        /** What is limited. */
        public enum Kind {
            /** Each number. */
            VALUE("clipValue"),
            /** The Euclidean norm of each weight's gradient. */
            NORM("clipNorm"),
            /** The Euclidean norm of the gradient of all weights. */
            GLOBAL_NORM("globalClipNorm");

            private final String option;

            Kind(String option) {
                this.option = option;
            }
        }

        public Clipping {
            Require.positive(kind.option, "limit", limit);
        }
    }

    /**
     * A moving average of the weights.
     *
     * @param momentum how much of it stays at each step
     * @param overwriteFrequency after how many updates the weights become it; if absent, only when training ends
     */
    public record MovingAverage(double momentum, OptionalInt overwriteFrequency) {
        public MovingAverage {
            Require.fraction("exponentialMovingAverage", "momentum", momentum);
            if (overwriteFrequency.isPresent() && overwriteFrequency.getAsInt() < 1) {
                throw new IllegalArgumentException("exponentialMovingAverage overwrites the weights every 1 or more"
                        + " updates, received " + overwriteFrequency.getAsInt() + "; leave it out to have them"
                        + " overwritten when training ends only");
            }
        }
    }

    /** {@return what the options have to remember, in Keras' order; the moving average is the first} */
    List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        average.ifPresent(_ -> slots.add(Slot.zeros("average")));
        if (accumulates()) {
            slots.add(Slot.zeros("gradient_accumulator"));
        }
        return slots;
    }

    boolean accumulates() {
        return accumulationSteps > 1;
    }

    OptimizerOptions weightDecay(double decay) {
        return new OptimizerOptions(decay, undecayed, clipping, average, accumulationSteps);
    }

    OptimizerOptions excludeFromWeightDecay(List<String> names) {
        if (names.isEmpty() || names.contains(null) || names.contains("")) {
            throw new IllegalArgumentException("excludeFromWeightDecay takes parts of the names of weights, for example"
                    + " \"bias\", received " + names);
        }
        return new OptimizerOptions(weightDecay, names, clipping, average, accumulationSteps);
    }

    OptimizerOptions clip(Clipping.Kind kind, double limit) {
        Clipping chosen = new Clipping(kind, limit);
        if (clipping.isPresent() && clipping.get().kind != kind) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "gradients are clipped in one way: %s(%s) was"
                    + " chosen already, received %s(%s); choose one of clipValue, clipNorm and globalClipNorm",
                    clipping.get().kind.option, clipping.get().limit, kind.option, limit));
        }
        return new OptimizerOptions(weightDecay, undecayed, Optional.of(chosen), average, accumulationSteps);
    }

    OptimizerOptions average(double momentum) {
        return average(new MovingAverage(momentum, OptionalInt.empty()));
    }

    OptimizerOptions average(double momentum, int overwriteFrequency) {
        return average(new MovingAverage(momentum, OptionalInt.of(overwriteFrequency)));
    }

    private OptimizerOptions average(MovingAverage chosen) {
        return new OptimizerOptions(weightDecay, undecayed, clipping, Optional.of(chosen), accumulationSteps);
    }

    OptimizerOptions accumulate(int steps) {
        if (steps < 2) {
            throw new IllegalArgumentException("gradientAccumulationSteps takes 2 or more, received " + steps
                    + "; leave it out to have the weights updated at every step");
        }
        return new OptimizerOptions(weightDecay, undecayed, clipping, average, steps);
    }
}
