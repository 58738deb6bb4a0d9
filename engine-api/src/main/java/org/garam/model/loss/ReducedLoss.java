package org.garam.model.loss;

import java.util.Optional;
import java.util.OptionalInt;
import org.garam.argument.Required;
import org.garam.runtime.Tensor;

/**
 * A loss with a reduction that is not its own.
 *
 * @param loss the loss of each sample
 * @param reduction how losses become one number
 */
public record ReducedLoss(Loss loss, Reduction reduction) implements Loss {
    public ReducedLoss {
        Required.given("reducedBy", "the loss", loss, "a loss, for example new MeanSquaredError()");
        Required.given("reducedBy", "the reduction", reduction, "one, for example Reduction.SUM");
    }

    @Override
    public String name() {
        return loss.name();
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        return loss.perSample(expected, predicted);
    }

    @Override
    public boolean takesClassIds() {
        return loss.takesClassIds();
    }

    @Override
    public int classAxis() {
        return loss.classAxis();
    }

    @Override
    public OptionalInt ignoredClass() {
        return loss.ignoredClass();
    }

    @Override
    public TargetRange targetRange() {
        return loss.targetRange();
    }

    @Override
    public Optional<Tensor> counted(Tensor expected, Tensor predicted) {
        return loss.counted(expected, predicted);
    }

    @Override
    public Loss reducedBy(Reduction other) {
        return new ReducedLoss(loss, other);
    }
}
