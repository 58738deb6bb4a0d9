package org.garam.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.garam.model.Architecture.Placed;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;

/** What regularizers add to the loss, and what constraints make of new weights. */
final class Penalties {
    private Penalties() {}

    /**
     * {@return {@code loss} with the penalties on outputs, divided by the batch size, and on weights}
     *
     * @param outputs the output of each layer
     * @param weightOf the value of a weight
     */
    static Tensor added(Tensor loss, Architecture architecture, List<Tensor> outputs,
            Function<Placed, Tensor> weightOf) {
        List<Tensor> penalties = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Architecture.Node node = architecture.nodes().get(i);
            Tensor output = outputs.get(i);
            node.layer().activityRegularizer().ifPresent(regularizer -> penalties.add(explained(
                    "the output of " + node, () -> regularizer.penalty(output)).div(output.shape().size(0))));
        }
        for (Placed weight : architecture.weights(true)) {
            weight.spec().regularizer().ifPresent(regularizer ->
                    penalties.add(explained(weight.toString(), () -> regularizer.penalty(weightOf.apply(weight)))));
        }
        return penalties.stream().reduce(loss, Tensor::add);
    }

    /** {@return {@code updated}, made to satisfy the weight's constraint} */
    static Tensor constrained(Placed weight, Tensor updated) {
        return explained(weight.toString(), () -> weight.spec().constraint().orElseThrow().apply(updated));
    }

    private static Tensor explained(String what, Supplier<Tensor> computation) {
        try {
            return computation.get();
        } catch (ShapeException e) {
            throw new ShapeException(what + ": " + e.getMessage());
        }
    }
}
