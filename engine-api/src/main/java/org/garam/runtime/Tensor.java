package org.garam.runtime;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.garam.op.BinaryFunction;
import org.garam.op.Precision;
import org.garam.op.ShapeException;
import org.garam.op.UnaryFunction;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * A multi-dimensional array on a device, immutable but for a {@link Variable}. Either it has values, and what is done
 * to it is computed at once (<em>eager</em>), or it stands for a value of a function that is being
 * {@linkplain Trace traced} and compiled. User code cannot tell the difference until it asks for the values.
 *
 * <p>Functions of tensors are in {@link Creation}, {@link Elementwise}, {@link Comparisons}, {@link Reductions},
 * {@link Scans}, {@link Sorting}, {@link Arrangement}, {@link Indexing} and {@link LinearAlgebra}; the most common ones
 * are methods here. Operands are broadcast as NumPy does; their element types must be equal (cast one of them), numbers
 * adapt to the tensor they meet. It prints as in TensorFlow.
 */
public sealed class Tensor implements AutoCloseable permits Variable {
    private final TensorType type;
    private final Engine engine;
    private final Allocation allocation;
    private final Trace trace;
    private final int value;
    /** What it was computed from if it is known to be probabilities, else null. */
    private Logits logits;

    private Tensor(TensorType type, Engine engine, Allocation allocation, Trace trace, int value) {
        this.type = type;
        this.engine = engine;
        this.allocation = allocation;
        this.trace = trace;
        this.value = value;
    }

    /** Takes over the memory of {@code values}. */
    Tensor(Tensor values) {
        this(values.type, values.engine, values.allocation, null, -1);
    }

    static Tensor traced(Trace trace, int value) {
        return new Tensor(trace.program().type(value), trace.engine(), null, trace, value);
    }

    static Tensor allocated(Engine engine, TensorType type) {
        Tensor tensor = new Tensor(type, engine, engine.allocate(type.dtype(), type.shape().count()), null, -1);
        DeviceScope.register(tensor);
        return tensor;
    }

    /**
     * {@return a tensor of the values of a Java array, {@code float[]}, {@code int[][]}, {@code double[][][]}, …, on the
     * current engine's device} float becomes float32, double float64, byte int8, short int16, int int32, long int64 and
     * boolean bool.
     *
     * @throws ShapeException if rows differ in length
     */
    public static Tensor of(Object array) {
        TensorType type = typeOf(array);
        return of(type, HostArray.segment(type.shape().rank() == 0 ? array : HostArray.flatten(array, type)));
    }

    /**
     * {@return a tensor of the values of a Java array, converted to {@code dtype} on the host}
     *
     * @throws ShapeException if rows differ in length, or an integer type cannot hold a value
     */
    public static Tensor of(Object array, DType dtype) {
        Arguments.given("Tensor.of", "dtype", dtype, "an element type, for example DType.FLOAT32");
        TensorType type = typeOf(array);
        if (type.dtype() == dtype) {
            return of(array);
        }
        Object flat = type.shape().rank() == 0 ? array : HostArray.flatten(array, type);
        return of(type.with(dtype), HostArray.segment(HostArray.convert(flat, type.dtype(), type.with(dtype))));
    }

    /** {@return a float32 tensor [1]} Without this method a single number would be taken for an array. */
    public static Tensor of(float value) {
        return of(new float[] {value});
    }

    /** {@return the type a tensor of the values of a Java array has; makes no tensor} */
    public static TensorType typeOf(Object array) {
        return HostArray.typeOf(Arguments.given("Tensor.of", "array", array, "a Java array, for example new float[] {1, 2}"));
    }

    /** {@return a float32 tensor with one axis} */
    public static Tensor of(float... values) {
        return of((Object) values);
    }

    /**
     * {@return a float32 tensor of {@code shape}, filled from {@code values} in row-major order}
     *
     * @throws ShapeException if there is not one value for each element
     */
    public static Tensor of(float[] values, int... shape) {
        Arguments.given("Tensor.of", "values", values, "a float array");
        Arguments.numbers("Tensor.of", "shape", shape);
        TensorType type = TensorType.of(DType.FLOAT32, shape);
        if (values.length != type.shape().count()) {
            throw new ShapeException("Tensor.of: a tensor " + type + " has " + type.shape().count()
                    + " elements, received " + values.length + " values; give one for each");
        }
        return of(type, MemorySegment.ofArray(values));
    }

    /**
     * {@return a tensor of {@code type} with the elements of {@code values}, host memory in native byte order}
     *
     * @throws ShapeException if the bytes are not those of that many elements
     */
    public static Tensor of(TensorType type, MemorySegment values) {
        Arguments.given("Tensor.of", "type", type, "a TensorType");
        Arguments.given("Tensor.of", "values", values, "memory");
        if (values.byteSize() != type.bytes()) {
            throw new ShapeException("a tensor " + type + " needs " + type.bytes() + " bytes, received " + values.byteSize());
        }
        Tensor tensor = allocated(Engine.current(), type);
        tensor.buffer().write(0, values);
        return tensor;
    }

    /**
     * {@return a tensor without axes}
     *
     * @throws ShapeException if an integer type cannot hold the number
     */
    public static Tensor scalar(DType dtype, double number) {
        return Creation.full(TensorType.of(Arguments.given("scalar", "dtype", dtype, "an element type")), number);
    }

    /** {@return element type and shape} */
    public TensorType type() {
        return type;
    }

    /** {@return the element type} */
    public DType dtype() {
        return type.dtype();
    }

    /** {@return the shape} */
    public Shape shape() {
        return type.shape();
    }

    /** {@return the engine it was made on} */
    public Engine engine() {
        return engine;
    }

    boolean isTraced() {
        return trace != null;
    }

    Trace trace() {
        return trace;
    }

    int valueNumber() {
        return value;
    }

    void remember(Logits known) {
        logits = known;
    }

    Optional<Logits> logits() {
        return Optional.ofNullable(logits);
    }

    /**
     * {@return the device memory that holds the values, dense in row-major order}
     *
     * @throws IllegalStateException inside of a traced function, where there are no values yet, or after {@link #close}
     */
    public DeviceBuffer buffer() {
        requireValues();
        return allocation.buffer();
    }

    void requireValues() {
        if (isTraced()) {
            throw new IllegalStateException("tensor " + type + " has no values inside of a traced function; return it from"
                    + " the function and read it there");
        }
    }

    /** {@return the values in row-major order as a new flat array: {@code float[]}, {@code long[]}, … by element type} */
    public Object toArray() {
        Object flat = HostArray.allocate(dtype(), shape().count());
        buffer().read(0, HostArray.segment(flat));
        return flat;
    }

    /** {@return the values in row-major order, as floats} */
    public float[] toFloats() {
        Object flat = toArray();
        if (flat instanceof float[] floats) {
            return floats;
        }
        float[] floats = new float[Math.toIntExact(shape().count())];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) HostArray.get(flat, dtype(), i);
        }
        return floats;
    }

    /** {@return the values in row-major order, as doubles} */
    public double[] toDoubles() {
        Object flat = toArray();
        double[] doubles = new double[Math.toIntExact(shape().count())];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = HostArray.get(flat, dtype(), i);
        }
        return doubles;
    }

    /** {@return the values in row-major order, as ints} */
    public int[] toInts() {
        Object flat = toArray();
        int[] ints = new int[Math.toIntExact(shape().count())];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) HostArray.get(flat, dtype(), i);
        }
        return ints;
    }

    /**
     * {@return the value of a tensor with one element}
     *
     * @throws ShapeException if there are more
     */
    public double item() {
        if (shape().count() != 1) {
            throw new ShapeException("item: takes a tensor with one element, received " + type + "; use toFloats() or toDoubles()");
        }
        return toDoubles()[0];
    }

    /** {@return {@code this + other}, broadcast} */
    public Tensor add(Tensor other) {
        return Elementwise.binary(BinaryFunction.ADD, this, other);
    }

    /** {@return {@code this + number}} */
    public Tensor add(double number) {
        return add(like(number));
    }

    /** {@return {@code this - other}, broadcast} */
    public Tensor sub(Tensor other) {
        return Elementwise.binary(BinaryFunction.SUBTRACT, this, other);
    }

    /** {@return {@code this - number}} */
    public Tensor sub(double number) {
        return sub(like(number));
    }

    /** {@return {@code this * other}, broadcast} */
    public Tensor mul(Tensor other) {
        return Elementwise.binary(BinaryFunction.MULTIPLY, this, other);
    }

    /** {@return {@code this * number}} */
    public Tensor mul(double number) {
        return mul(like(number));
    }

    /** {@return {@code this / other}, broadcast; of integers the true quotient, a floating-point number} */
    public Tensor div(Tensor other) {
        return Elementwise.divide(this, other);
    }

    /** {@return {@code this / number}; of integers the true quotient, a floating-point number} */
    public Tensor div(double number) {
        return div(like(number));
    }

    /** {@return {@code this} to the power {@code exponents}, broadcast} */
    public Tensor pow(Tensor exponents) {
        return Elementwise.pow(this, exponents);
    }

    /** {@return {@code this} to the power {@code number}} */
    public Tensor pow(double number) {
        return pow(like(number));
    }

    /** {@return {@code -this}} */
    public Tensor neg() {
        return Elementwise.unary(UnaryFunction.NEGATE, this);
    }

    /** {@return the matrix product {@code this x other}, see {@link LinearAlgebra#matmul(Tensor, Tensor)}} */
    public Tensor matmul(Tensor other) {
        return LinearAlgebra.matmul(this, other);
    }

    /** {@return the matrix product, see {@link LinearAlgebra#matmul(Tensor, Tensor, Precision)}} */
    public Tensor matmul(Tensor other, Precision precision) {
        return LinearAlgebra.matmul(this, other, precision);
    }

    /** {@return the values converted to another element type} */
    public Tensor cast(DType dtype) {
        return Elementwise.cast(this, dtype);
    }

    /** {@return the values under another shape; one size may be -1, meaning what is left} */
    public Tensor reshape(int... sizes) {
        return Arrangement.reshape(this, sizes);
    }

    /**
     * {@return a scalar of this tensor's element type, where this tensor lives: traced or eager}
     *
     * @throws ShapeException if this type cannot hold the number
     */
    Tensor like(double number) {
        Arguments.fitting(type, number, Arguments.CAST_THE_TENSOR);
        TensorType scalar = type.with(Shape.SCALAR);
        Trace recording = Trace.innermost(this);
        return recording != null ? recording.constant(scalar, number) : Creation.full(engine, scalar, number);
    }

    /** {@return whether the device memory was freed} */
    boolean isClosed() {
        return allocation != null && allocation.isClosed();
    }

    /** Frees the device memory at once; else it is freed some time after the tensor is no longer reachable. */
    @Override
    public void close() {
        if (allocation != null) {
            allocation.close();
        }
    }

    /**
     * {@return the text TensorFlow prints: {@code tf.Tensor([1. 2.], shape=(2,), dtype=float32)}} Values are laid out as
     * NumPy does, the middle of more than 1000 is left out.
     */
    @Override
    public String toString() {
        return TensorText.of(this);
    }
}
