package org.garam.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.garam.data.Dataset;
import org.garam.data.Element;
import org.garam.data.ElementIterator;
import org.garam.data.ElementSpec;
import org.garam.data.HostTensor;
import org.garam.data.TensorSpec;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.loss.Loss;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * The batches of a dataset. They are checked, and brought into the model's types, by a thread of their own, ahead of
 * their use.
 *
 * @param dataset the batches as they are given
 * @param check what they must be like
 * @param loss null if only predictions are made
 * @param classWeight weights of classes, by which those of samples are multiplied
 * @param dtype the model's type
 * @param targetShape the shape of a batch of targets; null if only predictions are made
 */
record DatasetBatches(Dataset dataset, SampleCheck check, Optional<Loss> loss, Map<Integer, Double> classWeight,
        DType dtype, Shape targetShape) implements BatchSource {
    /**
     * After how many batches a pass is ended.
     *
     * @param steps the largest number if all are taken
     * @param option by what that is chosen
     */
    record StepLimit(int steps, String option) {
        boolean isGiven() {
            return steps < Integer.MAX_VALUE;
        }
    }

    /** So many batches wait until they are needed. */
    private static final int AHEAD = 2;

    /**
     * {@return batches to train or evaluate with}
     *
     * @throws IllegalArgumentException if elements are no batches for this model, as far as can be told before they
     *     come
     */
    static DatasetBatches of(Dataset dataset, SampleCheck check, Architecture architecture, Loss loss,
            Map<Integer, Double> classWeight, StepLimit limit) {
        requireEnd(dataset, limit);
        ElementSpec spec = dataset.spec();
        requireBatches(spec, architecture);
        if (spec.targets() == null) {
            throw new IllegalArgumentException("fit and evaluate need targets, but the dataset's elements " + spec
                    + " are features alone; zip targets to them, or map each element to features and targets");
        }
        return new DatasetBatches(dataset, check, Optional.of(loss), classWeight, architecture.dtype(),
                shape(spec.targets(), Shape.of(1).append(architecture.output())));
    }

    /**
     * {@return batches to predict from, of which the features count alone}
     *
     * @throws IllegalArgumentException if elements are no batches for this model, as far as can be told before they
     *     come
     */
    static DatasetBatches of(Dataset dataset, SampleCheck check, Architecture architecture, StepLimit limit) {
        requireEnd(dataset, limit);
        requireBatches(dataset.spec(), architecture);
        return new DatasetBatches(dataset, check, Optional.empty(), Map.of(), architecture.dtype(), null);
    }

    private static void requireBatches(ElementSpec spec, Architecture architecture) {
        List<Integer> sizes = spec.features().sizes();
        // Features [1] of a model that takes single numbers may be a batch of one.
        boolean isSample = !architecture.input().equals(Shape.of(1))
                && sizes.equals(Arrays.stream(architecture.input().toArray()).boxed().toList());
        if (sizes.isEmpty() || isSample || spec.targets() != null && spec.targets().sizes().isEmpty()) {
            throw new ShapeException("the model takes batches of samples of shape " + architecture.input()
                    + ", but the dataset's elements " + spec
                    + " are single samples; call batch(32) on it, for example");
        }
    }

    private static void requireEnd(Dataset dataset, StepLimit limit) {
        if (dataset.cardinality() == Dataset.INFINITE && !limit.isGiven()) {
            throw new IllegalArgumentException("the dataset " + dataset + " never ends; say by " + limit.option()
                    + " how many batches to take, or repeat it only as often as needed");
        }
    }

    /** {@return the shape of a sample, without the batch axis, for a model that is built for these data} */
    static Shape sampleShape(Dataset dataset) {
        TensorSpec features = dataset.spec().features();
        List<Integer> sizes = features.sizes();
        if (sizes.isEmpty() || sizes.subList(1, sizes.size()).contains(TensorSpec.UNKNOWN)) {
            throw new ShapeException("the shape of a sample does not follow from the dataset's features " + features
                    + (sizes.isEmpty() ? ", which are no batches; call batch(32) on it, for example"
                    : "; begin the model with new Input(..)"));
        }
        return sizes.size() == 1 ? Shape.of(1) : Shape.of(sizes.subList(1, sizes.size()));
    }

    /** Sizes that are not known before batches come are those of the output. */
    private static Shape shape(TensorSpec targets, Shape output) {
        int[] sizes = targets.sizes().stream().mapToInt(size -> size).toArray();
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == TensorSpec.UNKNOWN) {
                sizes[axis] = axis < output.rank() ? output.size(axis) : 1;
            }
        }
        return Shape.of(sizes);
    }

    @Override
    public OptionalInt orderedSamples() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt rows(int batchSize, int mostSteps) {
        return OptionalInt.empty();
    }

    @Override
    public List<String> description(int batchSize) {
        return List.of("batches of a Dataset");
    }

    @Override
    public PassSteps bind(BuiltModel model, Purpose purpose, Compilation compilation, StepArguments<Tensor> state,
            int batchSize) {
        return new DatasetSteps(model.steps(), purpose, compilation, state, this);
    }

    /** {@return a new pass over the batches as steps take them} */
    ElementIterator open() {
        return dataset.map(new Preparation()).prefetch(AHEAD).iterator();
    }

    private final class Preparation implements UnaryOperator<Element> {
        private long count;

        @Override
        public Element apply(Element batch) {
            try {
                Element checked = check.batch(batch, loss.orElse(null));
                count++;
                return classWeight.isEmpty() ? checked : checked.withWeights(weights(checked));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("batch " + count + " of the dataset: " + e.getMessage(), e);
            }
        }

        private HostTensor weights(Element batch) {
            return ClassWeights.of(classWeight, check.shapes().classes(loss.orElseThrow()), batch.targets(),
                    loss.orElseThrow(), batch.weights(), dtype);
        }
    }
}
