package org.garam.conformance;

import static org.garam.conformance.Formulas.*;
import static org.garam.conformance.FusionCases.input;
import static org.garam.conformance.Values.*;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.autodiff.Gradients;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.op.Comparison;
import org.garam.tensor.DType;

/** Ten steps of training small models: everything at once, and errors add up. */
final class TrainingCases {
    private static final int STEPS = 10;
    private static final Perceptron MODEL = new Perceptron(20, 17, 5);
    private static final int EXAMPLES = 33;

    private TrainingCases() {}

    static Stream<OpCase> all(DType dtype) {
        return Stream.of(gradientDescent(dtype), adam(dtype), regression(dtype), separateWeights(dtype),
                fromCursor(dtype))
                .map(tested -> tested.times(STEPS));
    }

    private static Input weights(DType dtype) {
        return Input.of(dtype, between(-0.4, 0.4), MODEL.size());
    }

    private static Input features(DType dtype) {
        return input(dtype, EXAMPLES, MODEL.inputs());
    }

    private static Input labels() {
        return Input.of(DType.INT32, between(0, MODEL.classes()), EXAMPLES);
    }

    private static int gradient(Ops ops, int loss, int weights) {
        return Gradients.of(ops.program(), loss, List.of(weights)).getFirst();
    }

    private static OpCase gradientDescent(DType dtype) {
        return OpCase.of("train a perceptron by gradient descent " + dtype, (ops, in) -> {
            int logits = MODEL.logits(ops, in[1], in[0]);
            int loss = crossEntropy(ops, logits, in[2]);
            int next = ops.subtract(in[0], ops.scale(gradient(ops, loss, in[0]), 0.1));
            int hits = ops.compare(Comparison.EQUAL, argMax(ops, logits), in[2]);
            return Results.of(loss, ops.mean(ops.cast(dtype, hits))).update(Map.of(in[0], next));
        }, weights(dtype), features(dtype), labels());
    }

    private static OpCase adam(DType dtype) {
        return OpCase.of("train a perceptron by Adam, with dropout " + dtype, (ops, in) -> {
            int dropped = dropout(ops, in[1], in[6], 0.2);
            int loss = crossEntropy(ops, MODEL.logits(ops, dropped, in[0]), in[2]);
            int step = ops.plus(in[5], 1);
            Adam next = Adam.of(ops, in[0], gradient(ops, loss, in[0]), in[3], in[4], step);
            int state = ops.add(in[6], ops.iota(ops.type(in[6]), 0));
            return Results.of(loss).update(Map.of(in[0], next.weights(), in[3], next.first(), in[4], next.second(),
                    in[5], step,
                    in[6], state));
        }, weights(dtype), features(dtype), labels(), Input.of(dtype, cycle(0), MODEL.size()),
                Input.of(dtype, cycle(0), MODEL.size()),
                Input.of(dtype, cycle(0)), Input.of(DType.INT64, cycle(7, 0), 2));
    }

    private static OpCase regression(DType dtype) {
        return OpCase.of("train a line by gradient descent " + dtype, (ops, in) -> {
            int error = ops.subtract(ops.dense(in[2], in[0], in[1]), in[3]);
            int loss = ops.mean(ops.multiply(error, error));
            List<Integer> gradients = Gradients.of(ops.program(), loss, List.of(in[0], in[1]));
            return Results.of(loss).update(Map.of(in[0], ops.subtract(in[0], ops.scale(gradients.getFirst(), 0.1)),
                    in[1], ops.subtract(in[1], ops.scale(gradients.getLast(), 0.1))));
        }, input(dtype, 3, 1), input(dtype, 1), input(dtype, 100, 3), input(dtype, 100, 1));
    }

    private static OpCase separateWeights(DType dtype) {
        return OpCase.of("train layers with layer norm, weights apart " + dtype, (ops, in) -> {
            int hidden = gelu(ops, layerNorm(ops, ops.dense(in[4], in[0], in[1]), in[2], in[3]));
            int loss = crossEntropy(ops, hidden, in[5]);
            List<Integer> weights = List.of(in[0], in[1], in[2], in[3]);
            List<Integer> gradients = Gradients.of(ops.program(), loss, weights);
            Map<Integer, Integer> updates = new HashMap<>();
            for (int i = 0; i < weights.size(); i++) {
                updates.put(weights.get(i), ops.subtract(weights.get(i), ops.scale(gradients.get(i), 0.1)));
            }
            return Results.of(loss).update(updates);
        }, input(dtype, MODEL.inputs(), 5), input(dtype, 5), Input.of(dtype, cycle(1), 5),
                Input.of(dtype, cycle(0), 5), features(dtype),
                labels());
    }

    /** The data stays on the device, and a counter tells which rows are next. */
    private static OpCase fromCursor(DType dtype) {
        return OpCase.of("train a perceptron on batches by a cursor " + dtype, (ops, in) -> {
            int batchSize = 8;
            int loss = crossEntropy(ops, MODEL.logits(ops, batch(ops, in[1], in[3], batchSize), in[0]),
                    batch(ops, in[2], in[3], batchSize));
            int next = ops.subtract(in[0], ops.scale(gradient(ops, loss, in[0]), 0.1));
            int moved = ops.plus(in[3], batchSize);
            int wrapped = ops.select(ops.compare(Comparison.LESS, moved, ops.like(moved, EXAMPLES)), moved,
                    ops.like(moved, 0));
            return Results.of().update(Map.of(in[0], next, in[3], wrapped, in[4], ops.add(in[4], loss)));
        }, weights(dtype), features(dtype), labels(), Input.of(DType.INT32, cycle(0)), Input.of(dtype, cycle(0)));
    }
}
