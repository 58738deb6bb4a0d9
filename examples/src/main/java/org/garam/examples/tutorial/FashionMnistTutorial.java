package org.garam.examples.tutorial;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.garam.data.ImageDataSet;
import org.garam.data.LabelledImages;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Flatten;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;

/**
 * The image classification tutorial: two hidden layers of 300 and 100 neurons on images of ten kinds of clothing,
 * trained by plain gradient descent, validated on the last twelfth of the training images (5000 of 60000).
 */
public final class FashionMnistTutorial {
    private static final int VALIDATION_SHARE = 12;
    private static final int TEST_SHARE = 6;

    private final LabelledImages train;
    private final LabelledImages validation;
    private final LabelledImages test;
    private final Sequential model;

    /**
     * The tutorial's model.
     *
     * @param limit how many of the training images to use, those for validation included; a sixth as many to test with
     */
    public FashionMnistTutorial(ImageDataSet data, int limit, long seed) {
        this(data, limit, new Sequential(List.of(new Flatten(data.train().height(), data.train().width()),
                new Dense(300, "relu"), new Dense(100, "relu"), new Dense(data.train().classNames().size(), "softmax")))
                .seed(seed));
        model.compile(new SGD(0.01), "sparse_categorical_crossentropy", "accuracy");
    }

    /** Another model, which its user compiles; {@code limit} as above. */
    public FashionMnistTutorial(ImageDataSet data, int limit, Sequential model) {
        LabelledImages used = data.train().limit(limit);
        int first = used.count() - Math.max(1, used.count() / VALIDATION_SHARE);
        train = used.slice(0, first);
        validation = used.slice(first, used.count());
        test = data.test().limit(Math.max(1, used.count() / TEST_SHARE));
        this.model = model;
    }

    /** {@return the model} */
    public Sequential model() {
        return model;
    }

    /** {@return how many images there are for what} */
    public String describeData() {
        return train.count() + " images to train on, " + validation.count() + " to validate, " + test.count() + " to test";
    }

    /** {@return loss and accuracy after each epoch of training, on validation data, too} */
    public History train(FitOptions options) {
        return model.fit(images(train), labels(train), options.validationData(images(validation), labels(validation)));
    }

    /** {@return loss and accuracy on images that it was not trained with} */
    public Map<String, Double> test() {
        return model.evaluate(images(test), labels(test));
    }

    /** {@return what the model takes the first {@code count} test images for, a line each} */
    public List<String> predictions(int count) {
        LabelledImages shown = test.limit(count);
        Tensor probabilities = model.predict(images(shown));
        int[] predicted = Reductions.argMax(probabilities, -1).toInts();
        float[] best = Reductions.reduceMax(probabilities, -1).toFloats();
        int[] actual = shown.labelIds();
        return IntStream.range(0, shown.count()).mapToObj(i -> "test image %d: predicted %s (%.1f %%), it is %s"
                .formatted(i, shown.classNames().get(predicted[i]), 100 * best[i], shown.classNames().get(actual[i]))).toList();
    }

    private static Tensor images(LabelledImages images) {
        return Tensor.of(images.scaledPixels(), images.count(), images.height(), images.width());
    }

    private static Tensor labels(LabelledImages images) {
        return Tensor.of(images.labelIds());
    }
}
