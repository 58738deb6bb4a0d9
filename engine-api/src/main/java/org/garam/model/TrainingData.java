package org.garam.model;

import java.util.Map;
import java.util.Optional;
import org.garam.data.Dataset;
import org.garam.model.DatasetBatches.StepLimit;

/**
 * The data of one call of {@code fit}.
 *
 * @param training what is trained with
 * @param validation what is evaluated on after each epoch
 */
record TrainingData(BatchSource training, Optional<BatchSource> validation) {
    /**
     * {@return the samples, checked}
     *
     * @throws IllegalArgumentException if they do not fit the model, or too few are left after the validation split
     */
    static TrainingData of(BuiltModel model, Object x, Object y, FitOptions options) {
        Samples all = model.samples(x, y, options.sampleWeight().orElse(null));
        Samples training = model.weighted(all, options.classWeight());
        Optional<BatchSource> validation = validation(model, options);
        if (validation.isPresent() || options.validationSplit() == 0) {
            return new TrainingData(training, validation);
        }
        int kept = (int) Math.floor(all.rows() * (1 - options.validationSplit()));
        if (kept == 0 || kept == all.rows()) {
            throw new IllegalArgumentException("validationSplit " + options.validationSplit() + " of " + all.rows()
                    + " samples leaves none " + (kept == 0 ? "to train with" : "for validation")
                    + "; give more samples or another share");
        }
        return new TrainingData(training.part(0, kept), Optional.of(all.part(kept, all.rows() - kept)));
    }

    /**
     * {@return the batches of a dataset}
     *
     * @throws IllegalArgumentException if they do not fit the model, as far as can be told before they come
     */
    static TrainingData of(BuiltModel model, Dataset dataset, FitOptions options) {
        return new TrainingData(model.batches(dataset, options.classWeight(),
                new StepLimit(options.stepsPerEpoch().orElse(Integer.MAX_VALUE), "stepsPerEpoch")), validation(model,
                        options));
    }

    private static Optional<BatchSource> validation(BuiltModel model, FitOptions options) {
        try {
            return options.validation().map(given -> switch (given) {
                case FitOptions.ValidationSamples samples ->
                        model.samples(samples.inputs(), samples.targets(), samples.sampleWeights());
                case FitOptions.ValidationDataset batches -> model.batches(batches.dataset(), Map.of(),
                        new StepLimit(options.validationSteps(), "validationSteps"));
            });
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("validation data: " + e.getMessage(), e);
        }
    }
}
