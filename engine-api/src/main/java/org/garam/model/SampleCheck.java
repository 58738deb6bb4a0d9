package org.garam.model;

import org.garam.data.Element;
import org.garam.data.HostTensor;
import org.garam.model.SampleValues.Looked;
import org.garam.model.loss.Loss;
import org.garam.op.ShapeException;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Finds out before anything is trained whether samples and targets fit the model and each other, and says what does not
 * and what to do about it.
 */
final class SampleCheck {
    static final String SAMPLES = "the samples";

    private final Architecture architecture;
    private final Engine engine;
    private final SampleShapes shapes;
    private final SampleValues values;

    SampleCheck(Engine engine, Architecture architecture) {
        this.engine = engine;
        this.architecture = architecture;
        shapes = new SampleShapes(architecture);
        values = new SampleValues(engine, shapes);
    }

    SampleShapes shapes() {
        return shapes;
    }

    /**
     * {@return samples as the model takes them: a Java array becomes a tensor, single numbers get an axis of size one}
     *
     * @throws ShapeException if they do not fit; the message names both shapes
     * @throws IllegalArgumentException if there are ids the model has no vectors for
     */
    Tensor inputs(Object data) {
        Tensor inputs = tensor(SAMPLES, data);
        Shape taken = shapes.inputs(inputs.type());
        Tensor fitting = taken.equals(inputs.shape()) ? inputs : inputs.reshape(taken.toArray());
        values.requireKnownIds(values.of(fitting));
        return fitting;
    }

    /** @throws IllegalArgumentException if samples or what belongs to them are null */
    static void requireGiven(String what, Object data) {
        if (data == null) {
            throw new IllegalArgumentException(what + " are null; give a tensor or a Java array");
        }
    }

    private Tensor tensor(String what, Object data) {
        requireGiven(what, data);
        if (!(data instanceof Tensor tensor)) {
            return fromArray(data);
        }
        if (tensor.engine() != engine) {
            throw new IllegalArgumentException(what + " " + tensor.type() + " live on " + tensor.engine()
                    + ", the model on " + engine + "; make both on one device");
        }
        return tensor;
    }

    private Tensor fromArray(Object array) {
        boolean holdsFloats = array.getClass().getName().endsWith("[F") || array.getClass().getName().endsWith("[D");
        return holdsFloats ? Tensor.of(array, architecture.dtype()) : Tensor.of(array);
    }

    /**
     * {@return targets as the loss takes them}
     *
     * @throws ShapeException if their number is not that of the samples, or their shape not that of the output
     */
    Tensor targets(Object data, Tensor inputs, Loss loss) {
        Tensor targets = tensor("the targets", data);
        shapes.requireTargets(targets.type(), inputs.type(), loss);
        return targets;
    }

    /**
     * {@return the weight of each sample, or of each of its losses, in the model's type, null if all count alike}
     *
     * @throws ShapeException if there are more or fewer
     */
    Tensor weights(Object data, Tensor inputs, Loss loss) {
        if (data == null) {
            return null;
        }
        Tensor weights = tensor("the sample weights", data);
        Shape taken = shapes.weights(weights.type(), inputs.shape().size(0), loss);
        return weights.cast(architecture.dtype()).reshape(taken.toArray());
    }

    /**
     * Looks at all values once.
     *
     * @throws IllegalArgumentException if there is NaN, an infinite number, a class id without a class or a target
     *     outside of the loss' range; the message says where the first one is
     */
    void values(Samples samples, Loss loss) {
        values(values.of(samples.inputs()), values.of(samples.targets()),
                samples.weights() == null ? null : values.of(samples.weights()), loss);
    }

    private void values(Looked inputs, Looked targets, Looked weights, Loss loss) {
        values.requireFinite("the samples x", inputs);
        values.requireTargets(targets, loss);
        if (weights != null) {
            values.requireFinite("the sample weights", weights);
        }
    }

    /**
     * {@return a batch of a dataset as a step takes it, floating-point numbers and weights in the model's type}
     *
     * @param loss null if only predictions are made: targets and weights are left out then
     * @throws IllegalArgumentException if it does not fit the model; the message is that for arrays
     */
    Element batch(Element batch, Loss loss) {
        HostTensor given = batch.features();
        HostTensor inputs = floating(given.reshape(shapes.inputs(given.type()).toArray()));
        values.requireKnownIds(values.of(inputs));
        if (loss == null) {
            return new Element(inputs, null, null);
        }
        if (!batch.hasTargets()) {
            throw new IllegalArgumentException("there are no targets; zip them to the features, or map each element to"
                    + " features and targets");
        }
        shapes.requireTargets(batch.targets().type(), inputs.type(), loss);
        HostTensor targets = floating(batch.targets());
        HostTensor weights = null;
        if (batch.hasWeights()) {
            Shape taken = shapes.weights(batch.weights().type(), inputs.shape().size(0), loss);
            weights = batch.weights().cast(architecture.dtype()).reshape(taken.toArray());
        }
        values(values.of(inputs), values.of(targets), weights == null ? null : values.of(weights), loss);
        return new Element(inputs, targets, weights);
    }

    private HostTensor floating(HostTensor data) {
        return data.dtype().isFloating() ? data.cast(architecture.dtype()) : data;
    }
}
