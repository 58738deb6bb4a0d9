package org.garam.model.loss;

import org.garam.argument.Required;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Brings targets into the form a loss or a metric compares with predictions, or says why they do not go together. */
public final class Targets {
    private Targets() {}

    /**
     * {@return {@code expected} in the element type and shape of {@code predicted}; a last axis of size 1 may be
     * missing or too much}
     *
     * @param name who asks, for errors
     * @param predicted [batch, .., values]
     * @throws ShapeException if the shapes differ otherwise
     */
    public static Tensor like(String name, Tensor expected, Tensor predicted) {
        requireBatch(name, expected, predicted);
        return elements(name, expected, predicted);
    }

    /**
     * {@return {@code expected} in the element type and shape of {@code predicted}; a last axis of size 1 may be
     * missing or too much}
     *
     * @param name who asks, for errors
     * @param predicted [batch, ..]; one number for each sample needs no axis of its own
     * @throws ShapeException if the shapes differ otherwise
     */
    public static Tensor elements(String name, Tensor expected, Tensor predicted) {
        requireGiven(name, expected, predicted);
        if (!sameUpToUnitAxis(expected.shape(), predicted.shape())) {
            throw new ShapeException(received(name, expected, predicted) + "; "
                    + remedy(expected.shape(), predicted.shape()));
        }
        return expected.reshape(predicted.shape().toArray()).cast(predicted.dtype());
    }

    /**
     * {@return targets that are one-hot vectors or probabilities, in the element type of {@code predicted}}
     *
     * @param name who asks, for errors
     * @param predicted [batch, .., classes]
     * @param forIds what takes class ids instead, for errors
     * @throws ShapeException if the shapes differ
     */
    public static Tensor distributions(String name, Tensor expected, Tensor predicted, String forIds) {
        requireBatch(name, expected, predicted);
        if (!expected.shape().equals(predicted.shape())) {
            String hint = areIds(expected.shape(), predicted.shape())
                    ? "these look like class ids: use " + forIds + ", or one-hot encode them"
                    : remedy(expected.shape(), predicted.shape());
            throw new ShapeException(received(name, expected, predicted) + ", but takes one value per class; " + hint);
        }
        return expected.cast(predicted.dtype());
    }

    /**
     * {@return class ids as integers, of the shape of {@code predicted} without its last axis}
     *
     * @param name who asks, for errors
     * @param expected the ids as any numbers, with or without a last axis of size 1
     * @param predicted [batch, .., classes]
     * @param forDistributions what takes one-hot vectors instead, for errors
     * @throws ShapeException if there is not one id for each vector of predictions
     */
    public static Tensor classIds(String name, Tensor expected, Tensor predicted, String forDistributions) {
        requireBatch(name, expected, predicted);
        if (!areIds(expected.shape(), predicted.shape())) {
            String hint = expected.shape().equals(predicted.shape())
                    ? "these look like one-hot vectors: use " + forDistributions
                    + ", or the position of the 1 as target"
                    : "give ids of shape " + predicted.shape().without(-1);
            throw new ShapeException(received(name, expected, predicted)
                    + ", but takes one class id for each row of predictions; "
                    + hint);
        }
        Tensor ids = expected.reshape(predicted.shape().without(-1).toArray());
        return ids.dtype().isInteger() ? ids : ids.cast(DType.INT32);
    }

    private static boolean areIds(Shape expected, Shape predicted) {
        Shape rows = predicted.without(-1);
        return expected.equals(rows) || expected.equals(rows.append(Shape.of(1)));
    }

    private static boolean sameUpToUnitAxis(Shape expected, Shape predicted) {
        Shape unit = Shape.of(1);
        return expected.equals(predicted) || expected.append(unit).equals(predicted)
                || expected.equals(predicted.append(unit));
    }

    private static void requireBatch(String name, Tensor expected, Tensor predicted) {
        requireGiven(name, expected, predicted);
        if (predicted.shape().rank() < 2) {
            throw new ShapeException(received(name, expected, predicted)
                    + ", but takes predictions [batch, .., values]; reshape"
                    + " them, for one number per sample to [batch, 1]");
        }
    }

    private static void requireGiven(String name, Tensor expected, Tensor predicted) {
        Required.given(name, "the tensor of targets", expected, "targets, [batch, ..]");
        Required.given(name, "the tensor of predictions", predicted, "predictions, [batch, .., values]");
    }

    private static String remedy(Shape expected, Shape predicted) {
        boolean lastOnly = expected.rank() == predicted.rank() && expected.with(-1, 1).equals(predicted.with(-1, 1));
        return lastOnly
                ? "the last layer has " + predicted.size(-1) + " units where the targets have " + expected.size(-1)
                + " values"
                : "both need one shape: reshape the targets, or change the last layer";
    }

    private static String received(String name, Tensor expected, Tensor predicted) {
        return name + ": received targets of shape " + expected.shape()
                + " for predictions of shape " + predicted.shape();
    }
}
