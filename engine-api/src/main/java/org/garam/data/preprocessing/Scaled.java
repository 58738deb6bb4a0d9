package org.garam.data.preprocessing;

import org.garam.data.HostTensor;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Rows of numbers for the scalers: {@code double[][]}, {@code float[][]} or a floating-point tensor. */
final class Scaled {

    /** What becomes of a value of a column. */
    @FunctionalInterface
    interface ColumnFunction {
        double apply(double value, int column, DType dtype);
    }

    private Scaled() {
    }

    /**
     * {@return the data as a tensor [rows, columns]; a host tensor of one axis is one row}
     *
     * @throws IllegalArgumentException if they are something else, or hold an infinite number
     */
    static HostTensor matrix(String who, Object data) {
        var tensor = HostTensor.of(data);
        if (tensor.shape().rank() == 1 && data instanceof HostTensor) {
            tensor = tensor.reshape(1, -1);
        }
        if (tensor.shape().rank() != 2 || tensor.shape().size(1) == 0) {
            throw new ShapeException(who + " takes rows of one column or more, [rows, columns], received "
                    + tensor.type() + (tensor.shape().rank() == 1 ? "; make each number a row of its own, [["
                    + "1.0], [2.0], ..]" : ""));
        }
        for (var i = 0; i < tensor.shape().count(); i++) {
            if (Double.isInfinite(tensor.get(i))) {
                throw new IllegalArgumentException(who + ": row " + i / tensor.shape().size(1) + ", column "
                        + i % tensor.shape().size(1) + " is " + tensor.get(i) + "; replace it, or leave the row out");
            }
        }
        return tensor;
    }

    /** {@return what the function makes of the data, in their form and element type} */
    @SuppressWarnings("unchecked")
    static <T> T map(String who, T data, int columns, ColumnFunction function) {
        var matrix = matrix(who, data);
        if (!matrix.dtype().isFloating()) {
            throw new IllegalArgumentException(who + " makes fractions, which " + matrix.dtype()
                    + " data cannot hold; convert them to float or double first");
        }
        if (matrix.shape().size(1) != columns) {
            throw new ShapeException(who + " was fitted to " + columns + " columns, received " + matrix.type()
                    + "; give the same columns");
        }
        var dtype = matrix.dtype();
        var values = matrix.toDoubles();
        for (var i = 0; i < values.length; i++) {
            values[i] = dtype.round(function.apply(values[i], i % columns, dtype));
        }
        var result = HostTensor.of(values).cast(dtype);
        return (T) switch (data) {
            case HostTensor tensor -> shaped(result, tensor.shape());
            case Tensor tensor -> tensor.engine().call(() -> shaped(result, tensor.shape()).toTensor());
            default -> shaped(result, matrix.shape()).toNestedArray();
        };
    }

    private static HostTensor shaped(HostTensor values, Shape shape) {
        return values.reshape(shape.toArray());
    }
}
