package org.garam.runtime;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Tensors as TensorFlow prints them. */
final class TensorText {
    private TensorText() {}

    static String of(Tensor tensor) {
        if (tensor.isTraced()) {
            return "Tensor(" + tensor.type() + ", traced)";
        }
        if (tensor instanceof Variable variable) {
            return ofVariable(variable);
        }
        return printed(tensor.isClosed() ? "<freed>" : values(tensor, " ", 0), tensor.shape(), tensor.dtype().toString());
    }

    /** {@return for example {@code tf.Tensor([1 2], shape=(2,), dtype=int32)}} */
    static String printed(String values, Shape shape, String dtype) {
        return "tf.Tensor(" + onItsOwnLines(values) + ", shape=" + tuple(shape) + ", dtype=" + dtype + ")";
    }

    private static String ofVariable(Variable variable) {
        String head = "<tf.Variable '" + variable.name() + ":0' shape=" + tuple(variable.shape()) + " dtype=" + variable.dtype();
        if (Trace.current() != null) {
            return head + ">";
        }
        return head + ", numpy=" + (variable.isClosed() ? "<freed>" : onItsOwnLines(array(variable))) + ">";
    }

    private static String onItsOwnLines(String text) {
        return text.contains("\n") ? "\n" + text : text;
    }

    /** As Python prints a tuple: {@code (2,)} of one size. */
    private static String tuple(Shape shape) {
        String sizes = Arrays.stream(shape.toArray()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return "(" + sizes + (shape.rank() == 1 ? ",)" : ")");
    }

    /** As NumPy represents an array: {@code array([1., 2.], dtype=float32)}. */
    private static String array(Tensor tensor) {
        if (tensor.shape().rank() == 0) {
            return values(tensor, " ", 0);
        }
        String prefix = "array(";
        String text = prefix + values(tensor, ", ", prefix.length());
        boolean isEmpty = tensor.shape().count() == 0;
        boolean tellsType = tensor.dtype() == DType.FLOAT64 || tensor.dtype() == DType.INT64 || tensor.dtype() == DType.BOOL;
        String shape = isEmpty && tensor.shape().rank() > 1 ? "shape=" + tuple(tensor.shape()) + ", " : "";
        if (tellsType && !isEmpty) {
            return text + ")";
        }
        String rest = shape + "dtype=" + tensor.dtype() + ")";
        int lastLine = text.length() + 1 - (text.lastIndexOf('\n') + 1);
        return text + "," + (lastLine + rest.length() + 1 > ArrayText.LINE_WIDTH ? "\n" + " ".repeat(prefix.length()) : " ")
                + rest;
    }

    private static String values(Tensor tensor, String separator, int prefix) {
        Object flat = tensor.toArray();
        DType dtype = tensor.dtype();
        if (tensor.shape().rank() == 0) {
            return scalar(flat, dtype);
        }
        int[] visible = ArrayText.visible(tensor.shape());
        return ArrayText.of(tensor.shape(), elements(flat, dtype, visible), separator, prefix);
    }

    private static String scalar(Object flat, DType dtype) {
        return dtype.isFloating() ? FloatText.scalar(HostArray.get(flat, dtype, 0), dtype) : whole(flat, dtype, 0);
    }

    private static IntFunction<String> elements(Object flat, DType dtype, int... visible) {
        if (dtype.isFloating()) {
            FloatText format = new FloatText(Arrays.stream(visible).mapToDouble(i -> HostArray.get(flat, dtype, i)).toArray(),
                    dtype);
            return i -> format.of(HostArray.get(flat, dtype, i));
        }
        int width = dtype == DType.BOOL ? "False".length()
                : Arrays.stream(visible).map(i -> whole(flat, dtype, i).length()).max().orElse(0);
        return i -> {
            String text = whole(flat, dtype, i);
            return " ".repeat(width - text.length()) + text;
        };
    }

    private static String whole(Object flat, DType dtype, int index) {
        return switch (dtype) {
            case BOOL -> Array.getByte(flat, index) != 0 ? "True" : "False";
            case UINT8 -> String.valueOf(Byte.toUnsignedInt(Array.getByte(flat, index)));
            default -> String.valueOf(Array.getLong(flat, index));
        };
    }
}
