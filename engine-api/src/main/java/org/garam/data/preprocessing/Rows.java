package org.garam.data.preprocessing;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.garam.data.HostTensor;
import org.garam.runtime.Tensor;
import org.garam.tensor.TensorType;

/** The rows of whatever data people have: arrays, nested ones too, lists, tensors. */
final class Rows {

    private static final String ACCEPTED = "; give an array, a list or a tensor";

    private Rows() {
    }

    static int count(Object data) {
        return switch (data) {
            case null -> throw new IllegalArgumentException("the data are null" + ACCEPTED);
            case List<?> list -> list.size();
            case Tensor tensor -> count(tensor.type());
            case HostTensor tensor -> count(tensor.type());
            default -> {
                if (!data.getClass().isArray()) {
                    throw new IllegalArgumentException("the data are a " + data.getClass().getName() + ACCEPTED);
                }
                yield Array.getLength(data);
            }
        };
    }

    private static int count(TensorType type) {
        if (type.shape().rank() == 0) {
            throw new IllegalArgumentException("the data are a scalar " + type + ", which has no rows; give a tensor of"
                    + " one axis or more");
        }
        return type.shape().size(0);
    }

    /** {@return copies of the chosen rows, in the same form as the data; a tensor's on its own device} */
    @SuppressWarnings("unchecked")
    static <T> T take(T data, int[] rows) {
        return (T) switch (data) {
            case List<?> list -> Arrays.stream(rows).mapToObj(list::get).toList();
            case HostTensor tensor -> tensor.gather(rows);
            case Tensor tensor -> tensor.engine().call(() -> HostTensor.of((Object) tensor).gather(rows).toTensor());
            default -> takeOfArray(data, rows);
        };
    }

    private static Object takeOfArray(Object array, int[] rows) {
        var taken = Array.newInstance(array.getClass().componentType(), rows.length);
        for (var i = 0; i < rows.length; i++) {
            if (array.getClass().componentType().isPrimitive()) {
                System.arraycopy(array, rows[i], taken, i, 1);
            } else {
                Array.set(taken, i, copy(Array.get(array, rows[i])));
            }
        }
        return taken;
    }

    private static Object copy(Object value) {
        if (value == null || !value.getClass().isArray()) {
            return value;
        }
        return takeOfArray(value, IntStream.range(0, Array.getLength(value)).toArray());
    }

    /** {@return what tells the class of each row: a number, a text, or the text of a whole row} */
    static List<Comparable<?>> keys(Object labels) {
        var plain = switch (labels) {
            case Tensor tensor -> HostTensor.of((Object) tensor).toNestedArray();
            case HostTensor tensor -> tensor.toNestedArray();
            case List<?> list -> list.toArray();
            default -> labels;
        };
        return IntStream.range(0, Array.getLength(plain)).<Comparable<?>>mapToObj(i -> key(Array.get(plain, i))).toList();
    }

    private static Comparable<?> key(Object label) {
        return switch (label) {
            case null -> throw new IllegalArgumentException("stratify: a label is null; give each row a class");
            case Number number -> number.doubleValue();
            default -> label.getClass().isArray()
                    ? String.join(" ", keys(label).stream().map(String::valueOf).toList()) : label.toString();
        };
    }
}
