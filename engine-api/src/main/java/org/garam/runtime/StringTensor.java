package org.garam.runtime;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * A multi-dimensional array of strings, immutable. It lives on the host, for devices know numbers only: compare it, look
 * its elements up in a vocabulary, and go on with the ids.
 */
public final class StringTensor {
    private final Shape shape;
    private final List<String> elements;

    private StringTensor(Shape shape, List<String> elements) {
        this.shape = shape;
        this.elements = List.copyOf(elements);
    }

    /** {@return a scalar} */
    public static StringTensor of(String element) {
        return new StringTensor(Shape.SCALAR, List.of(Arguments.given("StringTensor.of", "element", element, "a string")));
    }

    /** {@return a tensor with one axis} */
    public static StringTensor of(String... elements) {
        return of((Object) elements);
    }

    /**
     * {@return a tensor of a string, or of nested arrays or lists of strings: {@code String[][]},
     * {@code List<List<String>>}, …}
     *
     * @throws ShapeException if rows differ in length
     * @throws IllegalArgumentException if there is anything but strings
     */
    public static StringTensor of(Object nested) {
        List<Integer> sizes = new ArrayList<>();
        for (Object first = Arguments.given("StringTensor.of", "nested", nested, "strings"); first != null && isRow(first);) {
            List<Object> row = row(first);
            sizes.add(row.size());
            first = row.isEmpty() ? null : row.getFirst();
        }
        List<String> elements = new ArrayList<>();
        collect(nested, Shape.of(sizes), 0, elements);
        return new StringTensor(Shape.of(sizes), elements);
    }

    private static void collect(Object nested, Shape shape, int axis, List<String> elements) {
        if (axis < shape.rank() && nested != null && isRow(nested)) {
            List<Object> row = row(nested);
            if (row.size() != shape.size(axis)) {
                throw new ShapeException("a tensor needs rows of equal length, received " + row.size() + " values along axis "
                        + axis + " where the first row has " + shape.size(axis));
            }
            row.forEach(part -> collect(part, shape, axis + 1, elements));
        } else if (axis == shape.rank() && nested instanceof String string) {
            elements.add(string);
        } else {
            throw new IllegalArgumentException("a string tensor is made of strings at one depth of nesting, received "
                    + (nested == null ? "null" : nested.getClass().getSimpleName()) + " at depth " + axis + " of "
                    + shape.rank() + (nested instanceof Number ? "; convert numbers by String.valueOf" : ""));
        }
    }

    private static boolean isRow(Object nested) {
        return nested instanceof Collection<?> || nested.getClass().isArray();
    }

    private static List<Object> row(Object nested) {
        List<Object> row = new ArrayList<>();
        if (nested instanceof Collection<?> collection) {
            row.addAll(collection);
        } else {
            for (int i = 0; i < Array.getLength(nested); i++) {
                row.add(Array.get(nested, i));
            }
        }
        return row;
    }

    /** {@return the shape} */
    public Shape shape() {
        return shape;
    }

    /** {@return the elements in row-major order} */
    public List<String> elements() {
        return elements;
    }

    /**
     * {@return the element at a position, one index for each axis; they may be counted from the end}
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public String get(int... position) {
        if (Arguments.numbers("get", "position", position).length != shape.rank()) {
            throw new IndexOutOfBoundsException("get: takes one index for each axis of " + shape + ", received "
                    + position.length);
        }
        long[] strides = shape.strides();
        int place = 0;
        for (int axis = 0; axis < position.length; axis++) {
            int size = shape.size(axis);
            if (position[axis] < -size || position[axis] >= size) {
                throw new IndexOutOfBoundsException("get: position " + position[axis] + " is outside of axis " + axis
                        + " of " + shape);
            }
            place += (int) (Math.floorMod(position[axis], size) * strides[axis]);
        }
        return elements.get(place);
    }

    /** {@return the same elements under another shape} */
    public StringTensor reshape(int... sizes) {
        Shape other = Shape.of(Arguments.numbers("reshape", "sizes", sizes));
        if (other.count() != shape.count()) {
            throw new ShapeException("reshape: cannot turn " + shape + " (" + shape.count() + " elements) into " + other + " ("
                    + other.count() + " elements)");
        }
        return new StringTensor(other, elements);
    }

    /** {@return where both hold the same string, as a bool tensor; the operands are broadcast as NumPy does} */
    public Tensor equal(StringTensor other) {
        Arguments.given("equal", "other", other, "a StringTensor");
        Shape common = Elementwise.commonShape("equal", shape, other.shape);
        int[] mine = places(common);
        int[] others = other.places(common);
        byte[] result = new byte[mine.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (elements.get(mine[i]).equals(other.elements.get(others[i])) ? 1 : 0);
        }
        return Tensor.of(new TensorType(DType.BOOL, common), HostArray.segment(result));
    }

    /** {@return where an element is {@code string}, as a bool tensor} */
    public Tensor equal(String string) {
        return equal(of(string));
    }

    /** {@return for each element of the broadcast tensor the place of the one it repeats} */
    private int[] places(Shape common) {
        int[] places = {0};
        long[] strides = shape.strides();
        for (int axis = 0; axis < common.rank(); axis++) {
            int own = axis - (common.rank() - shape.rank());
            int stride = own < 0 || shape.size(own) == 1 ? 0 : (int) strides[own];
            int size = common.size(axis);
            places = IntStream.of(places).flatMap(from -> IntStream.range(0, size).map(i -> from + i * stride)).toArray();
        }
        return places;
    }

    /** {@return the position of each element in {@code vocabulary}, as int32; -1 for what is not in it} */
    public Tensor toIds(List<String> vocabulary) {
        return toIds(vocabulary, -1);
    }

    /**
     * {@return the position of each element in {@code vocabulary}, as int32; {@code unknown} for what is not in it}
     *
     * @throws IllegalArgumentException if a word is in the vocabulary twice
     */
    public Tensor toIds(List<String> vocabulary, int unknown) {
        Map<String, Integer> ids = new HashMap<>();
        for (String word : Arguments.given("toIds", "vocabulary", vocabulary, "a list of strings")) {
            Integer earlier = ids.put(Arguments.given("toIds", "a word of the vocabulary", word, "strings"), ids.size());
            if (earlier != null) {
                throw new IllegalArgumentException("toIds: \"" + word + "\" is in the vocabulary twice, first at " + earlier);
            }
        }
        ToIntFunction<String> id = word -> ids.getOrDefault(word, unknown);
        return Tensor.of(new TensorType(DType.INT32, shape), HostArray.segment(elements.stream().mapToInt(id).toArray()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StringTensor tensor && shape.equals(tensor.shape) && elements.equals(tensor.elements);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + elements.hashCode();
    }

    /** {@return the text TensorFlow prints: {@code tf.Tensor([b'a' b'b'], shape=(2,), dtype=string)}} */
    @Override
    public String toString() {
        String values = shape.rank() == 0 ? bytes(elements.getFirst())
                : ArrayText.of(shape, i -> bytes(elements.get(i)), " ", 0);
        return TensorText.printed(values, shape, "string");
    }

    /** As Python prints the UTF-8 bytes: {@code b'caf\xc3\xa9'}. */
    private static String bytes(String element) {
        char quote = element.contains("'") && !element.contains("\"") ? '"' : '\'';
        StringBuilder text = new StringBuilder("b").append(quote);
        for (byte unit : element.getBytes(StandardCharsets.UTF_8)) {
            switch (unit) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (unit == quote) {
                        text.append('\\').append(quote);
                    } else if (unit >= ' ' && unit < 0x7F) {
                        text.append((char) unit);
                    } else {
                        text.append(String.format("\\x%02x", unit & 0xFF));
                    }
                }
            }
        }
        return text.append(quote).toString();
    }
}
