package org.garam.model;

import static org.garam.runtime.Elementwise.binary;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Reductions.reduceMin;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.DoublePredicate;
import org.garam.model.loss.Loss;
import org.garam.model.loss.TargetRange;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ShapeException;
import org.garam.runtime.CompiledFunction;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * Finds out before anything is trained whether samples and targets fit the model and each other, and says what does not
 * and what to do about it. The values are looked at on the device; only if some are wrong the host looks for the first.
 */
final class SampleCheck {
    private final Architecture architecture;
    private final Engine engine;
    private final CompiledFunction allFinite;
    private final Map<IdRule, CompiledFunction> allKnown = new HashMap<>();
    private final Map<TargetRange, CompiledFunction> allInside = new HashMap<>();

    /** Which numbers are class ids: 0 to below {@code classes}, and one that marks targets without a class. */
    private record IdRule(int classes, OptionalInt ignored) {
        boolean excludes(double value) {
            return !(value >= 0 && value < classes && value == Math.floor(value))
                    && !(ignored.isPresent() && value == ignored.getAsInt());
        }
    }

    SampleCheck(Engine engine, Architecture architecture) {
        this.engine = engine;
        this.architecture = architecture;
        allFinite = engine.call(() -> Engine.compile(Inspection::areFinite));
    }

    /**
     * {@return samples as the model takes them: a Java array becomes a tensor, single numbers get an axis of size one}
     *
     * @throws ShapeException if they do not fit; the message names both shapes
     */
    Tensor inputs(Object data) {
        Tensor inputs = tensor("the samples", data);
        requireRows("the samples x", inputs);
        Shape sample = inputs.shape().without(0);
        Shape taken = architecture.input();
        requireKnownIds(inputs);
        if (sample.equals(Shape.SCALAR) && taken.equals(Shape.of(1))) {
            return inputs.reshape(-1, 1);
        }
        if (!sample.equals(taken)) {
            throw new ShapeException("the model takes samples of shape " + taken + ", received samples of shape "
                    + sample
                    + " (x is " + inputs.type() + "); " + remedy(sample, taken, inputs.shape().size(0)));
        }
        return inputs;
    }

    private void requireKnownIds(Tensor inputs) {
        OptionalInt ids = architecture.ids();
        if (ids.isEmpty()) {
            return;
        }
        IdRule rule = new IdRule(ids.getAsInt(), OptionalInt.empty());
        if (!holds(known(rule), inputs)) {
            int position = first(inputs, rule::excludes);
            throw new IllegalArgumentException("the samples x hold " + plain(inputs.toDoubles()[position]) + " in row "
                    + at(inputs, position) + ", but the Embedding layer has vectors for the whole numbers 0 to "
                    + (ids.getAsInt() - 1) + "; give it a larger inputDim, or correct the sample");
        }
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

    private Tensor tensor(String what, Object data) {
        if (data == null) {
            throw new IllegalArgumentException(what + " are null; give a tensor or a Java array");
        }
        if (!(data instanceof Tensor tensor)) {
            return fromArray(data);
        }
        if (tensor.engine() != engine) {
            throw new IllegalArgumentException(what + " " + tensor.type() + " live on " + tensor.engine()
                    + ", the model on "
                    + engine + "; make both on one device");
        }
        return tensor;
    }

    private Tensor fromArray(Object array) {
        boolean holdsFloats = array.getClass().getName().endsWith("[F") || array.getClass().getName().endsWith("[D");
        return holdsFloats ? Tensor.of(array, architecture.dtype()) : Tensor.of(array);
    }

    private static void requireRows(String what, Tensor data) {
        if (data.shape().rank() == 0 || data.shape().size(0) == 0) {
            throw new ShapeException(what + " are empty: " + data.type() + "; there must be at least one row");
        }
    }

    /**
     * {@return targets as the loss takes them}
     *
     * @throws ShapeException if their number is not that of the samples, or their shape not that of the output
     */
    Tensor targets(Object data, Tensor inputs, Loss loss) {
        Tensor targets = tensor("the targets", data);
        requireRows("the targets y", targets);
        int rows = inputs.shape().size(0);
        if (targets.shape().size(0) != rows) {
            throw new ShapeException("there are " + rows + " samples but " + targets.shape().size(0) + " targets (x is "
                    + inputs.type() + ", y is " + targets.type() + "); every sample needs exactly one target");
        }
        Shape output = Shape.of(rows).append(architecture.output());
        if (loss.takesClassIds()) {
            requireClassIds(targets, output, loss);
        } else {
            requireLikeOutput(targets, output, loss);
        }
        return targets;
    }

    private void requireClassIds(Tensor targets, Shape output, Loss loss) {
        Shape ids = output.rank() > 1 ? output.without(loss.classAxis()) : output;
        if (targets.shape().equals(ids) || targets.shape().equals(ids.append(Shape.of(1)))) {
            return;
        }
        String problem = "the loss " + loss.name() + " takes class ids of shape " + ids
                + " for the model's output of shape " + output
                + ", received targets of shape " + targets.shape();
        if (targets.shape().equals(output)) {
            throw new ShapeException(problem + "; for one-hot targets use the loss categorical_crossentropy");
        }
        throw new ShapeException(problem + (output.rank() > targets.shape().rank() + 1
                ? "; put a Flatten layer before the first Dense layer, so that there is one prediction for each sample"
                : ""));
    }

    private static void requireLikeOutput(Tensor targets, Shape output, Loss loss) {
        Shape shape = targets.shape();
        if (shape.equals(output) || shape.append(Shape.of(1)).equals(output)) {
            return;
        }
        String problem = "the loss " + loss.name() + " takes targets of the shape of the model's output, " + output
                + ", received targets of shape " + shape;
        boolean areIds = output.rank() > 1 && (shape.equals(output.without(-1)) || shape.equals(output.with(-1, 1)));
        throw new ShapeException(problem + (areIds
                ? "; for class ids use the loss sparse_categorical_crossentropy, for single numbers end the model with"
                        + " Dense(1)"
                : "; change the units of the last layer, or reshape the targets"));
    }

    /**
     * {@return the weight of each sample in the model's type, null if all count alike}
     *
     * @throws ShapeException if there is not one weight for each sample
     */
    Tensor weights(Object data, Tensor inputs) {
        if (data == null) {
            return null;
        }
        Tensor weights = tensor("the sample weights", data);
        int rows = inputs.shape().size(0);
        if (!weights.shape().equals(Shape.of(rows)) && !weights.shape().equals(Shape.of(rows, 1))) {
            throw new ShapeException("sampleWeight has one weight for each of the " + rows + " samples, [" + rows
                    + "], received " + weights.type());
        }
        return weights.cast(architecture.dtype()).reshape(rows);
    }

    /**
     * Looks at all values once.
     *
     * @throws IllegalArgumentException if there is NaN, an infinite number, a class id without a class or a target
     *     outside of the loss' range; the message says where the first one is
     */
    void values(Samples samples, Loss loss) {
        requireFinite("the samples x", samples.inputs());
        requireFinite("the targets y", samples.targets());
        if (samples.weights() != null) {
            requireFinite("the sample weights", samples.weights());
        }
        if (loss.takesClassIds()) {
            requireKnownClasses(samples.targets(), loss);
        }
        if (!loss.targetRange().equals(TargetRange.ALL)) {
            requireInside(samples.targets(), loss);
        }
    }

    private void requireFinite(String what, Tensor data) {
        if (data.dtype().isFloating() && !holds(allFinite, data)) {
            int position = first(data, value -> !Double.isFinite(value));
            throw new IllegalArgumentException(what + " hold " + data.toDoubles()[position] + " in row "
                    + at(data, position)
                    + "; nothing can be learned from it, replace it or leave the row out");
        }
    }

    private static boolean holds(CompiledFunction check, Tensor data) {
        try (DeviceScope _ = DeviceScope.open()) {
            return check.apply(data).item() != 0;
        }
    }

    private static int first(Tensor data, DoublePredicate isWrong) {
        double[] values = data.toDoubles();
        int position = 0;
        while (!isWrong.test(values[position])) {
            position++;
        }
        return position;
    }

    private static String at(Tensor data, int position) {
        int columns = Math.toIntExact(data.shape().without(0).count());
        return position / columns + (columns > 1 ? ", column " + position % columns : "") + " of " + data.type();
    }

    private void requireInside(Tensor targets, Loss loss) {
        TargetRange range = loss.targetRange();
        CompiledFunction check = allInside.computeIfAbsent(range, _ -> engine.call(() -> Engine.compile(
                values -> reduceMin(isInside(values, range).cast(DType.FLOAT32)))));
        if (targets.dtype() != DType.BOOL && !holds(check, targets)) {
            int position = first(targets, value -> !(value >= range.lowest() && value <= range.highest()));
            throw new IllegalArgumentException("the target of row " + at(targets, position) + " is "
                    + plain(targets.toDoubles()[position]) + ", but the loss " + loss.name() + " takes targets from "
                    + plain(range.lowest()) + " to " + plain(range.highest())
                    + "; scale the targets, for class ids use the loss sparse_categorical_crossentropy, for other"
                    + " numbers the loss mse");
        }
    }

    private static Tensor isInside(Tensor values, TargetRange range) {
        // Small integers are widened, or the range's ends might not be theirs.
        Tensor numbers = values.dtype().isFloating() ? values : values.cast(DType.FLOAT32);
        return binary(BinaryFunction.AND, compare(Comparison.GREATER_EQUAL, numbers, range.lowest()),
                compare(Comparison.LESS_EQUAL, numbers, range.highest()));
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /** {@return how many classes the model's output has} */
    int classes(Loss loss) {
        Shape output = Shape.of(1).append(architecture.output());
        return output.rank() == 1 ? 1 : output.size(loss.classAxis());
    }

    private void requireKnownClasses(Tensor targets, Loss loss) {
        int classes = classes(loss);
        IdRule rule = new IdRule(classes, loss.ignoredClass());
        if (!holds(known(rule), targets)) {
            int position = first(targets, rule::excludes);
            throw new IllegalArgumentException("the target of row " + at(targets, position) + " is "
                    + plain(targets.toDoubles()[position]) + ", but the model has " + classes
                    + " classes, numbered 0 to " + (classes - 1)
                    + "; correct the target, or give the last layer as many units as there are classes");
        }
    }

    private CompiledFunction known(IdRule rule) {
        return allKnown.computeIfAbsent(rule, _ -> engine.call(() -> Engine.compile(
                ids -> reduceMin(isClass(ids, rule).cast(DType.FLOAT32)))));
    }

    private static Tensor isClass(Tensor targets, IdRule rule) {
        boolean isFloating = targets.dtype().isFloating();
        // Small integers are widened, or the number of classes might not be one of theirs.
        Tensor ids = isFloating ? targets : targets.cast(DType.INT64);
        Tensor isInside = binary(BinaryFunction.AND, compare(Comparison.GREATER_EQUAL, ids, 0),
                compare(Comparison.LESS, ids, rule.classes));
        Tensor isKnown = isFloating
                ? binary(BinaryFunction.AND, isInside,
                        compare(Comparison.EQUAL, ids.cast(DType.INT32).cast(ids.dtype()), ids))
                : isInside;
        return rule.ignored.isEmpty() ? isKnown
                : binary(BinaryFunction.OR, isKnown, compare(Comparison.EQUAL, ids, rule.ignored.getAsInt()));
    }
}
