package org.garam.model;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.garam.data.HostTensor;
import org.garam.model.loss.Loss;
import org.garam.model.loss.TargetRange;
import org.garam.runtime.CompiledFunction;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.TensorType;

/**
 * Which values samples, targets and weights may have; says where the first wrong one is. Tensors are looked at on the
 * device, and only if some values are wrong the host looks for the first; batches that are still on the host are looked
 * at there.
 */
final class SampleValues {
    private static final ValueRule FINITE = new ValueRule.Finite();

    private final SampleShapes shapes;
    private final Engine engine;
    private final Map<ValueRule, CompiledFunction> compiled = new HashMap<>();

    /** Values, wherever they are. */
    sealed interface Looked {
        TensorType type();

        /** {@return the position of a value the rule excludes} */
        OptionalInt first(ValueRule rule);

        double get(int position);
    }

    private record OnHost(HostTensor values) implements Looked {
        @Override
        public TensorType type() {
            return values.type();
        }

        @Override
        public OptionalInt first(ValueRule rule) {
            return first(rule, values);
        }

        static OptionalInt first(ValueRule rule, HostTensor values) {
            if (rule.equals(FINITE) && values.isFinite()) {
                return OptionalInt.empty();
            }
            int count = Math.toIntExact(values.shape().count());
            for (int i = 0; i < count; i++) {
                if (rule.excludes(values.get(i))) {
                    return OptionalInt.of(i);
                }
            }
            return OptionalInt.empty();
        }

        @Override
        public double get(int position) {
            return values.get(position);
        }
    }

    private final class OnDevice implements Looked {
        private final Tensor values;
        private HostTensor read;

        OnDevice(Tensor values) {
            this.values = values;
        }

        @Override
        public TensorType type() {
            return values.type();
        }

        @Override
        public OptionalInt first(ValueRule rule) {
            CompiledFunction check = compiled.computeIfAbsent(rule, _ -> engine.call(() ->
                    Engine.compile(rule::holds)));
            try (DeviceScope _ = DeviceScope.open()) {
                if (check.apply(values).item() != 0) {
                    return OptionalInt.empty();
                }
            }
            read = HostTensor.of(values);
            return OnHost.first(rule, read);
        }

        @Override
        public double get(int position) {
            return read.get(position);
        }
    }

    SampleValues(Engine engine, SampleShapes shapes) {
        this.engine = engine;
        this.shapes = shapes;
    }

    /** {@return values to be looked at} */
    Looked of(Tensor values) {
        return new OnDevice(values);
    }

    /** {@return values to be looked at} */
    Looked of(HostTensor values) {
        return new OnHost(values);
    }

    /** @throws IllegalArgumentException if a model that begins with an Embedding layer is given ids without a vector */
    void requireKnownIds(Looked inputs) {
        OptionalInt ids = shapes.architecture().ids();
        if (ids.isPresent()) {
            OptionalInt wrong = inputs.first(new ValueRule.Ids(ids.getAsInt(), OptionalInt.empty()));
            require(wrong, () -> "the samples x hold " + plain(inputs.get(wrong.getAsInt())) + " in row "
                    + at(inputs, wrong) + ", but the Embedding layer has vectors for the whole numbers 0 to "
                    + (ids.getAsInt() - 1) + "; give it a larger inputDim, or correct the sample");
        }
    }

    /**
     * @param what what they are, for example {@code the samples x}
     * @throws IllegalArgumentException if one is NaN or infinite
     */
    void requireFinite(String what, Looked values) {
        if (FINITE.concerns(values.type().dtype())) {
            OptionalInt wrong = values.first(FINITE);
            require(wrong, () -> what + " hold " + values.get(wrong.getAsInt()) + " in row " + at(values, wrong)
                    + "; nothing can be learned from it, replace it or leave the row out");
        }
    }

    /** @throws IllegalArgumentException if one is NaN, a class id without a class, or outside of the loss' range */
    void requireTargets(Looked targets, Loss loss) {
        requireFinite("the targets y", targets);
        if (loss.takesClassIds()) {
            requireKnownClasses(targets, loss);
        }
        ValueRule.Inside inside = new ValueRule.Inside(loss.targetRange());
        if (!loss.targetRange().equals(TargetRange.ALL) && inside.concerns(targets.type().dtype())) {
            OptionalInt wrong = targets.first(inside);
            require(wrong, () -> "the target of row " + at(targets, wrong) + " is "
                    + plain(targets.get(wrong.getAsInt()))
                    + ", but the loss " + loss.name() + " takes targets from " + plain(loss.targetRange().lowest())
                    + " to " + plain(loss.targetRange().highest())
                    + "; scale the targets, for class ids use the loss sparse_categorical_crossentropy, for other"
                    + " numbers the loss mse");
        }
    }

    private void requireKnownClasses(Looked targets, Loss loss) {
        int classes = shapes.classes(loss);
        OptionalInt wrong = targets.first(new ValueRule.Ids(classes, loss.ignoredClass()));
        require(wrong, () -> "the target of row " + at(targets, wrong) + " is " + plain(targets.get(wrong.getAsInt()))
                + ", but the model has " + classes + " classes, numbered 0 to " + (classes - 1)
                + "; correct the target, or give the last layer as many units as there are classes");
    }

    private static void require(OptionalInt wrong, Supplier<String> message) {
        if (wrong.isPresent()) {
            throw new IllegalArgumentException(message.get());
        }
    }

    private static String at(Looked values, OptionalInt wrong) {
        int columns = Math.toIntExact(values.type().shape().without(0).count());
        return wrong.getAsInt() / columns + (columns > 1 ? ", column " + wrong.getAsInt() % columns : "") + " of "
                + values.type();
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
