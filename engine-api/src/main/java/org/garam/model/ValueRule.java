package org.garam.model;

import static org.garam.runtime.Elementwise.binary;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Reductions.reduceMin;

import java.util.OptionalInt;
import org.garam.model.loss.TargetRange;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** What the values of samples must be, as a function of a tensor for devices and of a number for the host. */
sealed interface ValueRule {
    /** {@return whether all of {@code values} are as they must be, a scalar, 0 or 1} */
    Tensor holds(Tensor values);

    /** {@return whether this value is not as it must be} */
    boolean excludes(double value);

    /** {@return whether values of this type may be wrong at all} */
    boolean concerns(DType dtype);

    /** Neither NaN nor infinite. */
    record Finite() implements ValueRule {
        @Override
        public Tensor holds(Tensor values) {
            return Inspection.areFinite(values);
        }

        @Override
        public boolean excludes(double value) {
            return !Double.isFinite(value);
        }

        @Override
        public boolean concerns(DType dtype) {
            return dtype.isFloating();
        }
    }

    /** Whole numbers from 0 to below {@code count}, and one that marks targets without a class. */
    record Ids(int count, OptionalInt ignored) implements ValueRule {
        @Override
        public Tensor holds(Tensor values) {
            boolean isFloating = values.dtype().isFloating();
            // Small integers are widened, or the number of classes might not be one of theirs.
            Tensor ids = isFloating ? values : values.cast(DType.INT64);
            Tensor isInside = binary(BinaryFunction.AND, compare(Comparison.GREATER_EQUAL, ids, 0),
                    compare(Comparison.LESS, ids, count));
            Tensor isId = isFloating
                    ? binary(BinaryFunction.AND, isInside,
                            compare(Comparison.EQUAL, ids.cast(DType.INT32).cast(ids.dtype()), ids))
                    : isInside;
            return all(ignored.isEmpty() ? isId
                    : binary(BinaryFunction.OR, isId, compare(Comparison.EQUAL, ids, ignored.getAsInt())));
        }

        @Override
        public boolean excludes(double value) {
            return !(value >= 0 && value < count && value == Math.floor(value))
                    && !(ignored.isPresent() && value == ignored.getAsInt());
        }

        @Override
        public boolean concerns(DType dtype) {
            return true;
        }
    }

    /** Inside of a range, its ends included. */
    record Inside(TargetRange range) implements ValueRule {
        @Override
        public Tensor holds(Tensor values) {
            // Small integers are widened, or the range's ends might not be theirs.
            Tensor numbers = values.dtype().isFloating() ? values : values.cast(DType.FLOAT32);
            return all(binary(BinaryFunction.AND, compare(Comparison.GREATER_EQUAL, numbers, range.lowest()),
                    compare(Comparison.LESS_EQUAL, numbers, range.highest())));
        }

        @Override
        public boolean excludes(double value) {
            return !(value >= range.lowest() && value <= range.highest());
        }

        @Override
        public boolean concerns(DType dtype) {
            return dtype != DType.BOOL;
        }
    }

    private static Tensor all(Tensor truths) {
        return reduceMin(truths.cast(DType.FLOAT32));
    }
}
