package org.garam.model;

import java.util.Optional;

/**
 * The samples of one call of {@code fit}.
 *
 * @param training what is trained with
 * @param validation what is evaluated on after each epoch
 */
record TrainingData(Samples training, Optional<Samples> validation) {
    /**
     * {@return the samples, checked}
     *
     * @throws IllegalArgumentException if they do not fit the model, or too few are left after the validation split
     */
    static TrainingData of(BuiltModel model, Object x, Object y, FitOptions options) {
        Samples all = model.samples(x, y, options.sampleWeight().orElse(null));
        Samples training = model.weighted(all, options.classWeight());
        if (options.validation().isPresent()) {
            FitOptions.Validation given = options.validation().get();
            return new TrainingData(training, Optional.of(validation(model, given)));
        }
        if (options.validationSplit() == 0) {
            return new TrainingData(training, Optional.empty());
        }
        int kept = (int) Math.floor(all.rows() * (1 - options.validationSplit()));
        if (kept == 0 || kept == all.rows()) {
            throw new IllegalArgumentException("validationSplit " + options.validationSplit() + " of " + all.rows()
                    + " samples leaves none " + (kept == 0 ? "to train with" : "for validation")
                    + "; give more samples or another share");
        }
        return new TrainingData(training.part(0, kept), Optional.of(all.part(kept, all.rows() - kept)));
    }

    private static Samples validation(BuiltModel model, FitOptions.Validation given) {
        try {
            return model.samples(given.inputs(), given.targets(), given.sampleWeights());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("validation data: " + e.getMessage(), e);
        }
    }
}
