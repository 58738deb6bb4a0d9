package org.garam.model;

import static org.garam.runtime.Arrangement.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.garam.model.Architecture.Placed;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;

/** What regularizers add to the loss, and what constraints make of new weights. */
final class Regularization {
    private Regularization() {}

    /**
     * {@return {@code loss} with the penalties on outputs, divided by the batch size, and on weights}
     *
     * @param outputs the output of each layer
     * @param weightOf the value of a weight
     */
    static Tensor penalized(Tensor loss, Architecture architecture, List<Tensor> outputs,
            Function<Placed, Tensor> weightOf) {
        List<Tensor> penalties = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Architecture.Node node = architecture.nodes().get(i);
            Tensor output = outputs.get(i).cast(architecture.dtype());
            node.layer().activityRegularizer().ifPresent(regularizer -> penalties.add(explained(
                    "the output of " + node, () -> regularizer.penalty(output)).div(output.shape().size(0))));
        }
        for (Placed weight : architecture.weights(true)) {
            weight.spec().regularizer().ifPresent(regularizer ->
                    penalties.add(explained(weight.toString(), () -> regularizer.penalty(weightOf.apply(weight)))));
        }
        return penalties.stream().reduce(loss, Tensor::add);
    }

    /**
     * {@return new weights that satisfy their constraints} Those without one stay together, so that with none the
     * optimizer's step stays one kernel.
     *
     * @param flat what the optimizer has made of all trained weights
     */
    static Tensor constrained(Tensor flat, Architecture architecture) {
        List<Tensor> parts = new ArrayList<>();
        int joined = 0;
        for (Placed weight : architecture.weights(true)) {
            if (weight.spec().constraint().isPresent()) {
                Tensor updated = TrainingStep.part(flat, weight.offset(), weight.spec().shape());
                parts.add(rows(flat, joined, weight.offset()));
                parts.add(explained(weight.toString(), () -> weight.spec().constraint().orElseThrow().apply(updated)));
                joined = weight.offset() + weight.count();
            }
        }
        if (parts.isEmpty()) {
            return flat;
        }
        parts.add(rows(flat, joined, flat.shape().size(0)));
        return TrainingStep.join(parts.stream().filter(part -> part.shape().count() > 0).toList());
    }

    private static Tensor explained(String what, Supplier<Tensor> computation) {
        try {
            return computation.get();
        } catch (ShapeException e) {
            throw new ShapeException(what + ": " + e.getMessage());
        }
    }
}
