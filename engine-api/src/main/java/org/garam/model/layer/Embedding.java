package org.garam.model.layer;

import static org.garam.runtime.Arrangement.gather;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.garam.argument.Required;
import org.garam.model.initializer.Initializer;
import org.garam.model.initializer.RandomUniform;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * A learned vector for each number 0, 1, .. {@code inputDim} - 1: [..] to [.., outputDim]. Words or other things that
 * have no size of their own become numbers so.
 *
 * @param inputDim how many different numbers there are, 1 to 2^24
 * @param outputDim how long the vectors are, 1 or more
 * @param embeddings what the vectors are, [inputDim, outputDim]; uniform between -0.05 and 0.05 at first by default
 * @param inputShape the shape of one sample, if it was told
 */
public record Embedding(int inputDim, int outputDim, WeightOptions embeddings, Optional<Shape> inputShape)
        implements Layer {
    private static final String EMBEDDINGS = "embeddings";
    /** Samples come as numbers of the model's element type; float32 has no other whole numbers above. */
    private static final int MOST = 1 << 24;

    public Embedding {
        if (inputDim < 1 || inputDim > MOST || outputDim < 1) {
            throw new IllegalArgumentException("Embedding takes 1 to " + MOST + " numbers and vectors of 1 or more"
                    + " elements, received " + inputDim + " and " + outputDim);
        }
        Required.given("Embedding", "embeddings", embeddings, "new WeightOptions(\"uniform\"), or leave it out");
    }

    /** Uniform at first. */
    public Embedding(int inputDim, int outputDim) {
        this(inputDim, outputDim, new WeightOptions(new RandomUniform()), Optional.empty());
    }

    /** {@return this layer with other options of its vectors} */
    public Embedding embeddings(WeightOptions options) {
        return new Embedding(inputDim, outputDim, options, inputShape);
    }

    /** {@return this layer with its vectors beginning as the initializer Keras calls {@code name}} */
    public Embedding embeddingsInitializer(String name) {
        return embeddings(embeddings.initializer(name));
    }

    /** {@return this layer with its vectors beginning so} */
    public Embedding embeddingsInitializer(Initializer initializer) {
        return embeddings(embeddings.initializer(initializer));
    }

    /** {@return this layer told the shape of one sample, for the first layer of a model} */
    public Embedding inputShape(int... sizes) {
        return new Embedding(inputDim, outputDim, embeddings, Optional.of(Shape.of(sizes)));
    }

    @Override
    public OptionalInt ids() {
        return OptionalInt.of(inputDim);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input.append(Shape.of(outputDim));
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        return List.of(embeddings.spec(EMBEDDINGS, Shape.of(inputDim, outputDim)));
    }

    @Override
    public boolean autocasts() {
        return false;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return gather(weights.get(EMBEDDINGS), input.cast(DType.INT32));
    }
}
