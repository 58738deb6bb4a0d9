package org.garam.model;

import org.garam.model.loss.Loss;
import org.garam.op.ShapeException;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Which shapes of samples, targets and weights fit a model and each other; says what does not and what to do about
 * it.
 */
record SampleShapes(Architecture architecture) {
    /**
     * {@return the shape in which the model takes samples: single numbers get an axis of size one}
     *
     * @throws ShapeException if they do not fit; the message names both shapes
     */
    Shape inputs(TensorType inputs) {
        requireRows("the samples x", inputs);
        Shape sample = inputs.shape().without(0);
        Shape taken = architecture.input();
        if (sample.equals(Shape.SCALAR) && taken.equals(Shape.of(1))) {
            return inputs.shape().append(taken);
        }
        if (!sample.equals(taken)) {
            throw new ShapeException("the model takes samples of shape " + taken + ", received samples of shape "
                    + sample
                    + " (x is " + inputs + "); " + remedy(sample, taken, inputs.shape().size(0)));
        }
        return inputs.shape();
    }

    private static String remedy(Shape sample, Shape taken, int rows) {
        if (sample.count() == taken.count()) {
            return "reshape x to " + Shape.of(rows).append(taken)
                    + (sample.rank() > taken.rank() ? ", or begin the model with a Flatten layer" : "");
        }
        return sample.rank() > taken.rank()
                ? "begin the model with a Flatten layer and the input shape " + sample
                : "give the first layer the input shape " + sample
                        + ", or the data the features the model was built for";
    }

    private static void requireRows(String what, TensorType data) {
        if (data.shape().rank() == 0 || data.shape().size(0) == 0) {
            throw new ShapeException(what + " are empty: " + data + "; there must be at least one row");
        }
    }

    /** @throws ShapeException if the number of targets is not that of samples, or their shape not that of the output */
    void requireTargets(TensorType targets, TensorType inputs, Loss loss) {
        requireRows("the targets y", targets);
        int rows = inputs.shape().size(0);
        if (targets.shape().size(0) != rows) {
            throw new ShapeException("there are " + rows + " samples but " + targets.shape().size(0) + " targets (x is "
                    + inputs + ", y is " + targets + "); every sample needs exactly one target");
        }
        Shape output = Shape.of(rows).append(architecture.output());
        if (loss.takesClassIds()) {
            requireClassIds(targets.shape(), output, loss);
        } else {
            requireLikeOutput(targets.shape(), output, loss);
        }
    }

    private static void requireClassIds(Shape targets, Shape output, Loss loss) {
        Shape ids = output.rank() > 1 ? output.without(loss.classAxis()) : output;
        if (targets.equals(ids) || targets.equals(ids.append(Shape.of(1)))) {
            return;
        }
        String problem = "the loss " + loss.name() + " takes class ids of shape " + ids
                + " for the model's output of shape " + output + ", received targets of shape " + targets;
        if (targets.equals(output)) {
            throw new ShapeException(problem + "; for one-hot targets use the loss categorical_crossentropy");
        }
        throw new ShapeException(problem + (output.rank() > targets.rank() + 1
                ? "; put a Flatten layer before the first Dense layer, so that there is one prediction for each sample"
                : ""));
    }

    private static void requireLikeOutput(Shape targets, Shape output, Loss loss) {
        if (targets.equals(output) || targets.append(Shape.of(1)).equals(output)) {
            return;
        }
        String problem = "the loss " + loss.name() + " takes targets of the shape of the model's output, " + output
                + ", received targets of shape " + targets;
        boolean areIds = output.rank() > 1 && (targets.equals(output.without(-1)) || targets.equals(output.with(-1,
                1)));
        throw new ShapeException(problem + (areIds
                ? "; for class ids use the loss sparse_categorical_crossentropy, for single numbers end the model with"
                        + " Dense(1)"
                : "; change the units of the last layer, or reshape the targets"));
    }

    /**
     * {@return the shape in which weights go along the losses of samples, their first axes or all of them}
     *
     * @throws ShapeException if there is not one weight for each sample, or for each of its losses
     */
    Shape weights(TensorType weights, int rows, Loss loss) {
        Shape output = Shape.of(rows).append(architecture.output());
        Shape losses = output.rank() > 1 ? output.without(loss.classAxis()) : output;
        Shape taken = Shape.of(rows);
        for (int axis = 1; ; axis++) {
            if (weights.shape().equals(taken) || weights.shape().equals(taken.append(Shape.of(1)))) {
                return taken;
            }
            if (axis >= losses.rank()) {
                break;
            }
            taken = taken.append(Shape.of(losses.size(axis)));
        }
        throw new ShapeException("sampleWeight has one weight for each of the " + rows + " samples, " + Shape.of(rows)
                + " or " + Shape.of(rows, 1) + (losses.rank() > 1 ? ", or one for each of their losses, " + losses : "")
                + ", received " + weights + "; reshape the weights, or give as many as there are samples");
    }

    /** {@return how many classes the model's output has} */
    int classes(Loss loss) {
        Shape output = Shape.of(1).append(architecture.output());
        return output.rank() == 1 ? 1 : output.size(loss.classAxis());
    }
}
