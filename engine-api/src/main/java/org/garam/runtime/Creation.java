package org.garam.runtime;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Making tensors of known values on the current engine's device. Numbers are computed in double precision on the host
 * and rounded once. Made for {@code import static}.
 */
public final class Creation {
    private Creation() {}

    /**
     * {@return a tensor of the values of a Java array, or a scalar of a number or truth value} Element types are Java's,
     * see {@link Tensor#of(Object)}: {@code constant(3f)} is float32, {@code constant(3.0)} float64, {@code constant(3)}
     * int32.
     *
     * @throws ShapeException if rows differ in length
     */
    public static Tensor constant(Object values) {
        Object array = Arguments.given("constant", "values", values, "a Java array, a number or a boolean");
        return switch (array) {
            case Tensor tensor -> tensor;
            case Boolean truth -> Tensor.scalar(DType.BOOL, truth ? 1 : 0);
            case Number number -> Tensor.of(scalarType(number), HostArray.segment(boxless(number)));
            default -> Tensor.of(array);
        };
    }

    /**
     * {@return a tensor of the values of a Java array, or a scalar of a number or truth value, converted to
     * {@code dtype} on the host}
     *
     * @throws ShapeException if rows differ in length, or an integer type cannot hold a value
     */
    public static Tensor constant(Object values, DType dtype) {
        Arguments.given("constant", "dtype", dtype, "an element type, for example DType.FLOAT32");
        return switch (Arguments.given("constant", "values", values, "a Java array, a number or a boolean")) {
            case Tensor tensor -> tensor.cast(dtype);
            case Boolean truth -> Tensor.scalar(dtype, truth ? 1 : 0);
            case Number number -> Tensor.of(TensorType.of(dtype), HostArray.segment(
                    HostArray.convert(boxless(number), scalarType(number).dtype(), TensorType.of(dtype))));
            default -> Tensor.of(values, dtype);
        };
    }

    private static TensorType scalarType(Number number) {
        return HostArray.typeOf(boxless(number)).with(Shape.SCALAR);
    }

    private static Object boxless(Number number) {
        return switch (number) {
            case Float value -> new float[] {value};
            case Double value -> new double[] {value};
            case Byte value -> new byte[] {value};
            case Short value -> new short[] {value};
            case Integer value -> new int[] {value};
            case Long value -> new long[] {value};
            default -> throw new IllegalArgumentException("a tensor is made of float, double, byte, short, int or long,"
                    + " received a " + number.getClass().getTypeName() + "; convert it, for example by doubleValue()");
        };
    }

    /** {@return a float32 tensor filled with {@code number}} */
    public static Tensor full(double number, int... shape) {
        return full(type("full", DType.FLOAT32, shape), number);
    }

    /**
     * {@return a tensor filled with {@code number}}
     *
     * @throws ShapeException if an integer type cannot hold the number
     */
    public static Tensor full(TensorType type, double number) {
        Arguments.given("full", "type", type, "a TensorType, for example TensorType.of(DType.FLOAT32, 2, 3)");
        return full(Engine.current(), type, number);
    }

    static Tensor full(Engine engine, TensorType type, double number) {
        double rounded = type.dtype().round(Arguments.fitting(type, number, Arguments.ANOTHER_TYPE));
        Tensor tensor = Tensor.allocated(engine, type);
        Object values = HostArray.allocate(type.dtype(), type.shape().count());
        switch (values) {
            case float[] array -> Arrays.fill(array, (float) rounded);
            case double[] array -> Arrays.fill(array, rounded);
            case byte[] array -> Arrays.fill(array, (byte) (long) rounded);
            case short[] array when type.dtype().isHalf() -> Arrays.fill(array, type.dtype().toHalfBits(number));
            case short[] array -> Arrays.fill(array, (short) rounded);
            case int[] array -> Arrays.fill(array, (int) rounded);
            case long[] array -> Arrays.fill(array, (long) rounded);
            default -> throw new IllegalStateException("no host array for " + type);
        }
        tensor.buffer().write(0, HostArray.segment(values));
        return tensor;
    }

    /** {@return float32 zeros} */
    public static Tensor zeros(int... shape) {
        return zeros(DType.FLOAT32, shape);
    }

    /** {@return zeros} */
    public static Tensor zeros(DType dtype, int... shape) {
        return full(type("zeros", dtype, shape), 0);
    }

    /** {@return float32 ones} */
    public static Tensor ones(int... shape) {
        return ones(DType.FLOAT32, shape);
    }

    /** {@return ones} */
    public static Tensor ones(DType dtype, int... shape) {
        return full(type("ones", dtype, shape), 1);
    }

    /** {@return zeros of the type of {@code x}} */
    public static Tensor zerosLike(Tensor x) {
        return Arrangement.broadcastTo(Arguments.tensor("zerosLike", "x", x).like(0), x.shape());
    }

    /** {@return ones of the type of {@code x}} */
    public static Tensor onesLike(Tensor x) {
        return Arrangement.broadcastTo(Arguments.tensor("onesLike", "x", x).like(1), x.shape());
    }

    /** {@return the float32 identity matrix [n, n]} */
    public static Tensor eye(int n) {
        return eye(n, n, DType.FLOAT32);
    }

    /** {@return a matrix with ones on the main diagonal and zeros elsewhere} */
    public static Tensor eye(int rows, int columns, DType dtype) {
        TensorType type = type("eye", dtype, rows, columns);
        return computed(type, i -> i / columns == i % columns ? 1 : 0);
    }

    /** {@return {@code count} float32 numbers from {@code start} to {@code stop}, both included, at equal distances} */
    public static Tensor linspace(double start, double stop, int count) {
        return linspace(start, stop, count, DType.FLOAT32);
    }

    /** {@return {@code count} numbers from {@code start} to {@code stop}, both included, at equal distances} */
    public static Tensor linspace(double start, double stop, int count, DType dtype) {
        Arguments.given("linspace", "dtype", dtype, "an element type, for example DType.FLOAT32");
        if (count < 1) {
            throw new IllegalArgumentException("linspace: makes one number or more, received count " + count);
        }
        double step = (stop - start) / Math.max(1, count - 1);
        return computed(type("linspace", dtype, count), i -> i > 0 && i == count - 1 ? stop : start + i * step);
    }

    /** {@return 0, 1, …, limit - 1 as int32} */
    public static Tensor range(int limit) {
        return range(0, limit, 1);
    }

    /** {@return start, start + 1, …, limit - 1 as int32} */
    public static Tensor range(int start, int limit) {
        return range(start, limit, 1);
    }

    /** {@return start, start + step, … as int32, as long as {@code limit} is not reached} */
    public static Tensor range(int start, int limit, int step) {
        return range(start, limit, step, DType.INT32);
    }

    /** {@return start, start + step, … as float32, as long as {@code limit} is not reached} */
    public static Tensor range(double start, double limit, double step) {
        return range(start, limit, step, DType.FLOAT32);
    }

    /**
     * {@return start, start + step, …, as long as {@code limit} is not reached}
     *
     * @throws IllegalArgumentException if the step is 0 or leads away from the limit
     */
    public static Tensor range(double start, double limit, double step, DType dtype) {
        double count = Math.ceil((limit - start) / step);
        if (!(step != 0 && count >= 0 && count <= Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("range: takes a step that leads from start to limit, received start " + start
                    + ", limit " + limit + ", step " + step);
        }
        return computed(type("range", dtype, (int) count), i -> start + i * step);
    }

    private static TensorType type(String function, DType dtype, int... shape) {
        Arguments.given(function, "dtype", dtype, "an element type, for example DType.FLOAT32");
        return TensorType.of(dtype, Arguments.numbers(function, "shape", shape));
    }

    private static Tensor computed(TensorType type, IntToDoubleFunction value) {
        double[] values = new double[Math.toIntExact(type.shape().count())];
        Arrays.setAll(values, value);
        return Tensor.of(type, HostArray.segment(HostArray.convert(values, DType.FLOAT64, type)));
    }
}
