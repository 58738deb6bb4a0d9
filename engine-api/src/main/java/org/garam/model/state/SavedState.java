package org.garam.model.state;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.garam.argument.Required;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Named values on the host, in the order they were put: tensors, whole numbers, numbers and text. Names are paths,
 * {@code weights/dense/kernel}. {@link StateFile} keeps them in a file, bit for bit.
 */
public final class SavedState {
    /**
     * One value.
     *
     * @param type its element type and shape; text is a uint8 tensor of UTF-8 bytes, a number a tensor without axes
     * @param values its elements, in native byte order
     */
    public record Entry(TensorType type, MemorySegment values) {
        public Entry {
            if (values.byteSize() != type.bytes()) {
                throw new IllegalArgumentException(type + " takes " + type.bytes() + " bytes, received "
                        + values.byteSize());
            }
        }
    }

    private final SequencedMap<String, Entry> entries = new LinkedHashMap<>();

    /** Starts without values. */
    public SavedState() {}

    /** {@return all values by name} */
    public SequencedMap<String, Entry> entries() {
        return Collections.unmodifiableSequencedMap(entries);
    }

    /** {@return the names} */
    public SequencedSet<String> names() {
        return entries().sequencedKeySet();
    }

    /** {@return whether there is a value called {@code name}} */
    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /**
     * Adds a value.
     *
     * @return this
     */
    public SavedState put(String name, Entry entry) {
        Required.given("SavedState", "the entry " + name, entry, "a value");
        if (entries.putIfAbsent(Required.given("SavedState", "the name", name, "a text"), entry) != null) {
            throw new IllegalArgumentException("there is a value called \"" + name + "\" already");
        }
        return this;
    }

    /**
     * Adds the values of a tensor, read from its device.
     *
     * @return this
     */
    public SavedState put(String name, Tensor tensor) {
        MemorySegment values = StateBytes.allocate(tensor.type());
        tensor.buffer().read(0, values);
        return put(name, new Entry(tensor.type(), values));
    }

    /**
     * Adds a whole number.
     *
     * @return this
     */
    public SavedState putInteger(String name, long value) {
        return put(name, new Entry(TensorType.of(DType.INT64), MemorySegment.ofArray(new long[] {value})));
    }

    /**
     * Adds whole numbers.
     *
     * @return this
     */
    public SavedState putIntegers(String name, long... values) {
        return put(name, new Entry(vector(DType.INT64, values.length), MemorySegment.ofArray(values.clone())));
    }

    /**
     * Adds a number.
     *
     * @return this
     */
    public SavedState putNumber(String name, double value) {
        return put(name, new Entry(TensorType.of(DType.FLOAT64), MemorySegment.ofArray(new double[] {value})));
    }

    /**
     * Adds numbers.
     *
     * @return this
     */
    public SavedState putNumbers(String name, double... values) {
        return put(name, new Entry(vector(DType.FLOAT64, values.length), MemorySegment.ofArray(values.clone())));
    }

    /**
     * Adds text.
     *
     * @return this
     */
    public SavedState putText(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return put(name, new Entry(vector(DType.UINT8, bytes.length), MemorySegment.ofArray(bytes)));
    }

    /**
     * Adds all values of {@code part}, their names behind {@code prefix} and a slash.
     *
     * @return this
     */
    public SavedState putAll(String prefix, SavedState part) {
        part.entries.forEach((name, entry) -> put(prefix + "/" + name, entry));
        return this;
    }

    private static TensorType vector(DType dtype, int size) {
        return new TensorType(dtype, Shape.of(size));
    }

    /** {@return the values whose names begin with {@code prefix} and a slash, by what follows} */
    public SavedState part(String prefix) {
        SavedState part = new SavedState();
        entries.forEach((name, entry) -> {
            if (name.startsWith(prefix + "/")) {
                part.put(name.substring(prefix.length() + 1), entry);
            }
        });
        return part;
    }

    /**
     * {@return the value called {@code name}}
     *
     * @throws StateFileException if there is none
     */
    public Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new StateFileException("the saved state has no \"" + name + "\"; it has " + names());
        }
        return entry;
    }

    private Entry entry(String name, DType dtype) {
        Entry entry = entry(name);
        if (entry.type().dtype() != dtype) {
            throw new StateFileException("\"" + name + "\" is saved as " + entry.type() + ", not as " + dtype);
        }
        return entry;
    }

    private Entry single(String name, DType dtype) {
        Entry entry = entry(name, dtype);
        if (entry.type().shape().count() != 1) {
            throw new StateFileException("\"" + name + "\" is saved as " + entry.type() + ", not as one number");
        }
        return entry;
    }

    /** {@return the whole number called {@code name}} */
    public long integer(String name) {
        return single(name, DType.INT64).values().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    /** {@return the whole numbers called {@code name}} */
    public long[] integers(String name) {
        return entry(name, DType.INT64).values().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }

    /** {@return the number called {@code name}} */
    public double number(String name) {
        return single(name, DType.FLOAT64).values().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0);
    }

    /** {@return the numbers called {@code name}} */
    public double[] numbers(String name) {
        return entry(name, DType.FLOAT64).values().toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED);
    }

    /** {@return the text called {@code name}} */
    public String text(String name) {
        byte[] bytes = entry(name, DType.UINT8).values().toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** {@return the tensor called {@code name}, on the current engine's device} */
    public Tensor tensor(String name) {
        Entry entry = entry(name);
        return Tensor.of(entry.type(), entry.values());
    }

    @Override
    public String toString() {
        return "SavedState" + names();
    }
}
