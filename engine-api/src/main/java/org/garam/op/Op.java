package org.garam.op;

import static org.garam.op.OpTypes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * One operation of a program: its parameters, and the one rule that gives its result's type. What it means is told by
 * the reference interpreter, how its gradient is made by {@code Gradients}; devices never see ops, only kernels.
 *
 * <p>Operands of elementwise ops have equal shapes and types: broadcasting and promotion are separate nodes.
 */
public sealed interface Op {
    /**
     * {@return the type of the result}
     *
     * @throws ShapeException if the op is not defined for these operands
     */
    TensorType resultType(List<TensorType> inputs);

    /** {@return the name printed in programs and errors} */
    default String label() {
        return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    // ---- sources ----------------------------------------------------------------------------------------------------

    /** A tensor all of whose elements are {@code value}. */
    record Constant(TensorType type, double value) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 0);
            return type;
        }
    }

    /** The position along {@code axis}: 0, 1, 2, … */
    record Iota(TensorType type, int axis) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 0);
            require(type.dtype() != DType.BOOL, this, "counts in a numeric type, received bool");
            type.shape().axis(axis);
            return type;
        }
    }

    /**
     * Uniform numbers in [0, 1) drawn from Philox 4x32-10 (Salmon et al., 2011), {@link PhiloxBits}. Operand: int64[2],
     * key and counter; element i uses block {@code counter + i / 4}, or {@code i / 2} for float64. Those of float16 and
     * bfloat16 are float32's, truncated to as many bits as the type has significant ones.
     */
    record RandomUniform(TensorType type) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            require(type.dtype().isFloating(), this, "draws floating-point numbers, received " + type.dtype());
            require(inputs.getFirst().equals(TensorType.of(DType.INT64, 2)), this,
                    "takes key and counter as int64[2], received " + inputs.getFirst());
            return type;
        }
    }

    // ---- elementwise ------------------------------------------------------------------------------------------------

    /** {@code function(x)} for every element. */
    record Unary(UnaryFunction function) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            TensorType x = inputs.getFirst();
            boolean defined = function == UnaryFunction.NOT
                    ? x.dtype() == DType.BOOL
                    : x.dtype().isFloating() || x.dtype().isInteger() && function.acceptsIntegers();
            require(defined, this, "is not defined for " + x + "; cast it first");
            return x;
        }

        @Override
        public String label() {
            return function.toString();
        }
    }

    /** {@code function(x, y)} for every pair of elements. */
    record Binary(BinaryFunction function) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            TensorType x = sameTypes(this, inputs);
            boolean defined = function.isLogical()
                    ? x.dtype() == DType.BOOL
                    : x.dtype().isFloating() || x.dtype().isInteger() && function.acceptsIntegers();
            require(defined, this, "is not defined for " + x + "; cast it first");
            return x;
        }

        @Override
        public String label() {
            return function.toString();
        }
    }

    /** Whether {@code comparison} holds, as bool, for every pair of elements. */
    record Compare(Comparison comparison) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            return sameTypes(this, inputs).with(DType.BOOL);
        }

        @Override
        public String label() {
            return comparison.toString();
        }
    }

    /** The second operand where the first (bool) is true, else the third. */
    record Select() implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 3);
            TensorType condition = inputs.getFirst();
            TensorType chosen = sameTypes(this, inputs.subList(1, 3));
            require(condition.equals(chosen.with(DType.BOOL)), this,
                    "takes a bool condition of the shape of what it chooses from, received " + condition + " for " + chosen);
            return chosen;
        }
    }

    /**
     * The same values in another element type: to an integer towards zero (then wrapped around), to bool as
     * {@code x != 0}, from bool as 0 or 1.
     */
    record Cast(DType dtype) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            return inputs.getFirst().with(dtype);
        }
    }

    /** The operand unchanged, but constant to differentiation. */
    record StopGradient() implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            return inputs.getFirst();
        }

        @Override
        public String label() {
            return "stop_gradient";
        }
    }

    // ---- shape ------------------------------------------------------------------------------------------------------

    /** The operand repeated along axes of size one and along new leading axes, as NumPy broadcasts. */
    record Broadcast(Shape shape) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            Shape from = inputs.getFirst().shape();
            int added = shape.rank() - from.rank();
            boolean fits = added >= 0;
            for (int axis = 0; fits && axis < from.rank(); axis++) {
                fits = from.size(axis) == 1 || from.size(axis) == shape.size(axis + added);
            }
            require(fits, this, "cannot repeat " + from + " to " + shape
                    + ": counted from the last axis, sizes must be equal or 1");
            return inputs.getFirst().with(shape);
        }
    }

    /** The same elements in row-major order under another shape. */
    record Reshape(Shape shape) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            Shape from = inputs.getFirst().shape();
            require(from.count() == shape.count(), this, "cannot turn " + from + " (" + from.count() + " elements) into "
                    + shape + " (" + shape.count() + " elements)");
            return inputs.getFirst().with(shape);
        }
    }

    /** Axis {@code i} of the result is axis {@code permutation[i]} of the operand. */
    record Transpose(List<Integer> permutation) implements Op {
        public Transpose {
            permutation = List.copyOf(permutation);
        }

        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            Shape from = inputs.getFirst().shape();
            require(permutation.size() == from.rank() && new TreeSet<>(permutation).equals(new TreeSet<>(range(from.rank()))),
                    this, "takes each axis of " + from + " once, received the order " + permutation);
            return inputs.getFirst().with(Shape.of(permutation.stream().mapToInt(from::size).toArray()));
        }
    }

    /** Along each axis the elements {@code start + i * step}, {@code 0 <= i < size}; a step may be negative. */
    record Slice(List<Integer> starts, Shape sizes, List<Integer> steps) implements Op {
        public Slice {
            starts = List.copyOf(starts);
            steps = List.copyOf(steps);
        }

        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            Shape from = inputs.getFirst().shape();
            boolean fits = starts.size() == from.rank() && sizes.rank() == from.rank() && steps.size() == from.rank();
            for (int axis = 0; fits && axis < from.rank(); axis++) {
                long last = starts.get(axis) + (sizes.size(axis) - 1L) * steps.get(axis);
                fits = sizes.size(axis) == 0 || inside(starts.get(axis), from.size(axis)) && inside(last, from.size(axis));
            }
            require(fits, this, "reaches outside of " + from + ": starts " + starts + ", sizes " + sizes + ", steps " + steps);
            return inputs.getFirst().with(sizes);
        }
    }

    /** The operand with {@code before} and {@code after} elements equal to {@code value} added along each axis. */
    record Pad(List<Integer> before, List<Integer> after, double value) implements Op {
        public Pad {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            Shape from = inputs.getFirst().shape();
            require(before.size() == from.rank() && after.size() == from.rank()
                            && before.stream().allMatch(n -> n >= 0) && after.stream().allMatch(n -> n >= 0),
                    this, "takes one width of 0 or more per axis of " + from + ", received " + before + " and " + after);
            int[] sizes = from.toArray();
            for (int axis = 0; axis < sizes.length; axis++) {
                sizes[axis] += before.get(axis) + after.get(axis);
            }
            return inputs.getFirst().with(Shape.of(sizes));
        }
    }

    /** The operands one behind the other along {@code axis}. */
    record Concat(int axis) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            require(!inputs.isEmpty(), this, "needs at least one operand");
            TensorType first = inputs.getFirst();
            first.shape().axis(axis);
            int size = 0;
            for (TensorType input : inputs) {
                require(input.dtype() == first.dtype() && input.shape().rank() == first.shape().rank()
                                && input.shape().with(axis, 0).equals(first.shape().with(axis, 0)),
                        this, "operands may differ along axis " + axis + " only, received " + first + " and " + input);
                size = Math.addExact(size, input.shape().size(axis));
            }
            return first.with(first.shape().with(axis, size));
        }
    }

    // ---- contraction, reduction, indexing ---------------------------------------------------------------------------

    /** Reduces {@code axes} (ascending, counted from the front); they are gone from the result. */
    record Reduce(ReduceFunction function, List<Integer> axes) implements Op {
        public Reduce {
            axes = List.copyOf(axes);
        }

        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 1);
            TensorType from = inputs.getFirst();
            require(from.dtype() != DType.BOOL, this, "is not defined for bool; cast it first");
            List<Integer> kept = new ArrayList<>(range(from.shape().rank()));
            require(kept.containsAll(axes) && axes.equals(List.copyOf(new TreeSet<>(axes))), this,
                    "takes ascending axes of " + from.shape() + ", received " + axes);
            kept.removeAll(axes);
            return from.with(Shape.of(kept.stream().mapToInt(from.shape()::size).toArray()));
        }

        @Override
        public String label() {
            return "reduce_" + function;
        }
    }

    /**
     * The matrix product of the last two axes, [.., m, k] x [.., k, n]; leading axes are equal. Of float16 and bfloat16
     * operands it is float32, as it is summed. {@code precision} is that of factors of float32.
     */
    record MatMul(Precision precision) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 2);
            TensorType a = inputs.getFirst();
            TensorType b = inputs.getLast();
            int rank = a.shape().rank();
            require(a.dtype() == b.dtype() && a.dtype().isFloating(), this,
                    "multiplies floating-point tensors of one type, received " + a + " x " + b);
            require(rank >= 2 && b.shape().rank() == rank && a.shape().axes(0, rank - 2).equals(b.shape().axes(0, rank - 2)),
                    this, "takes operands of equal rank (2 or more) and equal leading axes, received "
                            + a.shape() + " x " + b.shape());
            require(a.shape().size(-1) == b.shape().size(-2), this, "inner dimensions differ: " + a.shape() + " x "
                    + b.shape() + " (" + a.shape().size(-1) + " and " + b.shape().size(-2) + ")");
            return new TensorType(a.dtype().arithmetic(), a.shape().with(-1, b.shape().size(-1)));
        }
    }

    /**
     * Rows of the first operand, [n, ..], at the positions the second (int32 or int64, any shape) holds: shape of the
     * positions, then of a row. A position outside [0, n) reads the nearest row.
     */
    record Gather() implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 2);
            TensorType from = inputs.getFirst();
            Shape positions = positions(this, inputs.getLast());
            require(from.shape().rank() >= 1 && from.shape().size(0) > 0, this, "needs rows to take from, received " + from);
            return from.with(positions.append(from.shape().axes(1, from.shape().rank())));
        }
    }

    /**
     * Zeros of {@code rows} rows, to which each row of the second operand is added at the position the first (int32 or
     * int64) holds, in order. A position outside [0, rows) adds to the nearest row.
     */
    record ScatterAdd(int rows) implements Op {
        @Override
        public TensorType resultType(List<TensorType> inputs) {
            operands(this, inputs, 2);
            Shape positions = positions(this, inputs.getFirst());
            TensorType added = inputs.getLast();
            require(rows > 0 && added.dtype().isFloating() && added.shape().rank() >= positions.rank()
                            && added.shape().axes(0, positions.rank()).equals(positions),
                    this, "takes positions and one floating-point row for each, received " + inputs.getFirst() + " and " + added);
            return added.with(Shape.of(rows).append(added.shape().axes(positions.rank(), added.shape().rank())));
        }

        @Override
        public String label() {
            return "scatter_add";
        }
    }
}
