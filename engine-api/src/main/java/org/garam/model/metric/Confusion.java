package org.garam.model.metric;

import static org.garam.runtime.Arrangement.broadcastTo;
import static org.garam.runtime.Arrangement.concat;
import static org.garam.runtime.Arrangement.transpose;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.garam.model.loss.Targets;
import org.garam.op.Comparison;
import org.garam.op.ShapeException;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Counts true and false predictions at thresholds, on the device: what Keras' {@code update_confusion_matrix_variables}
 * does. Targets other than 0 are true.
 *
 * @param name who counts, for errors
 * @param thresholds above which a prediction means true
 * @param topK how many of the largest predictions of each vector can be true; all if empty
 * @param classId which element of each vector is looked at; all if empty
 * @param isPerLabel whether elements of vectors [batch, labels] are counted apart
 * @param labelWeights how much elements of vectors count, if they are not counted apart; empty if alike
 */
public record Confusion(String name, Thresholds thresholds, OptionalInt topK, OptionalInt classId, boolean isPerLabel,
        List<Double> labelWeights) {
    /** What predictions that are not among the largest become. */
    private static final double LOWEST = -1e10;

    public Confusion {
        labelWeights = List.copyOf(labelWeights);
        topK.ifPresent(k -> TopK.require(name, k));
    }

    /** All elements of vectors together, counted alike. */
    public Confusion(String name, Thresholds thresholds) {
        this(name, thresholds, OptionalInt.empty(), OptionalInt.empty());
    }

    /** Elements of vectors together, counted alike. */
    public Confusion(String name, Thresholds thresholds, OptionalInt topK, OptionalInt classId) {
        this(name, thresholds, topK, classId, false, List.of());
    }

    /** {@return the given thresholds, else 0.5} */
    static Thresholds thresholds(List<Double> given) {
        return thresholds(given, OptionalInt.empty());
    }

    /** {@return the thresholds of precision and recall: those given, else 0.5, or any if only the best ones count} */
    static Thresholds thresholds(List<Double> given, OptionalInt topK) {
        return given.isEmpty() ? Thresholds.single(topK.isPresent() ? LOWEST : 0.5) : Thresholds.of(given);
    }

    /** {@return the shape of the counts: of true and false targets, all of them and those above each threshold} */
    public List<Shape> state(Shape predicted) {
        return List.of(Shape.of(2, thresholds.count() + 1, labels(predicted)));
    }

    private int labels(Shape predicted) {
        if (isPerLabel && predicted.rank() != 2) {
            throw new ShapeException(name + ": counts each label for itself in predictions [batch, labels], received "
                    + predicted);
        }
        return isPerLabel ? predicted.size(1) : 1;
    }

    /** {@return the counts after one more batch} */
    public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        Tensor targets = chosen(Targets.elements(name, expected, predicted));
        Tensor best = topK.isEmpty() ? predicted
                : where(TopK.mask(name, predicted, topK.getAsInt()), predicted, LOWEST);
        Tensor predictions = chosen(best);
        Tensor truth = compare(Comparison.NOT_EQUAL, targets, 0).cast(predictions.dtype());
        Tensor lies = truth.neg().add(1);
        Tensor weights = weights(sampleWeights, predictions);
        Tensor counted = concat(0, byLabel(weights == null ? truth : truth.mul(weights)),
                byLabel(weights == null ? lies : lies.mul(weights)));
        // One reduction of both, in which what is above needs no memory.
        Tensor above = thresholds.above(broadcastTo(byLabel(predictions), counted.shape()));
        Tensor sums = reduceSum(above.cast(predictions.dtype()).mul(counted), -1);
        return List.of(state.getFirst().add(sums.cast(state.getFirst().dtype())));
    }

    private Tensor byLabel(Tensor x) {
        int labels = labels(x.shape());
        Tensor rows = labels == 1 ? x : transpose(x.reshape(-1, labels), 1, 0);
        return rows.reshape(1, 1, labels, -1);
    }

    private Tensor chosen(Tensor x) {
        if (classId.isEmpty()) {
            return x;
        }
        Shape shape = x.shape();
        int id = classId.getAsInt();
        if (shape.rank() < 2 || id < 0 || id >= shape.size(-1)) {
            throw new ShapeException(name + ": looks at class " + id + " of predictions " + shape
                    + "; give predictions [batch, classes], and a class of 0 to "
                    + (shape.rank() < 2 ? "classes - 1" : shape.size(-1) - 1));
        }
        List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
        starts.set(shape.rank() - 1, id);
        return Arrangement.slice(x, starts, shape.with(-1, 1));
    }

    private Tensor weights(Tensor sampleWeights, Tensor predictions) {
        Tensor ofSamples = sampleWeights == null ? null : along(sampleWeights.cast(predictions.dtype()), predictions);
        if (labelWeights.isEmpty()) {
            return ofSamples;
        }
        if (predictions.shape().rank() < 2 || labelWeights.size() != predictions.shape().size(-1)) {
            throw new ShapeException(name + ": received " + labelWeights.size() + " label weights for predictions "
                    + predictions.shape() + "; give one for each element of the last axis");
        }
        Tensor ofLabels = broadcastTo(Arrangement.vector(predictions,
                labelWeights.stream().mapToDouble(Double::doubleValue).toArray()), predictions.shape());
        return ofSamples == null ? ofLabels : ofSamples.mul(ofLabels);
    }

    private Tensor along(Tensor sampleWeights, Tensor predictions) {
        Shape shape = sampleWeights.shape();
        Shape goal = predictions.shape();
        while (shape.rank() > 0 && shape.rank() < goal.rank()) {
            shape = shape.append(Shape.of(1));
        }
        while (shape.rank() > goal.rank() && shape.size(-1) == 1) {
            shape = shape.without(-1);
        }
        return broadcastTo(sampleWeights.reshape(shape.toArray()), goal);
    }

    /** {@return what was counted, for each label that is counted apart} */
    public List<ConfusionCounts> counts(List<double[]> state) {
        double[] both = state.getFirst();
        double[] truths = Arrays.copyOfRange(both, 0, both.length / 2);
        double[] lies = Arrays.copyOfRange(both, both.length / 2, both.length);
        int rows = thresholds.count() + 1;
        int labels = truths.length / rows;
        List<ConfusionCounts> counts = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            double[] truePositives = new double[rows - 1];
            double[] falsePositives = new double[rows - 1];
            for (int row = 1; row < rows; row++) {
                truePositives[row - 1] = truths[row * labels + label];
                falsePositives[row - 1] = lies[row * labels + label];
            }
            counts.add(new ConfusionCounts(truePositives, falsePositives, truths[label], lies[label]));
        }
        return counts;
    }
}
