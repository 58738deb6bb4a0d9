package org.garam.plan;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.tensor.Shape;

/**
 * One launch on a device. A handful of kinds suffices because what is computed per element is {@link ScalarCode} and
 * how memory is walked is in the {@link View}s.
 *
 * <p>A kernel may write where it reads only if both views are equal (an in-place update); otherwise what it writes does
 * not overlap what it reads.
 */
public sealed interface Kernel {
    /** {@return what is read, in the order {@link Instruction.Load} counts; positions included} */
    List<View> inputs();

    /** {@return what is written} */
    List<View> outputs();

    /** {@return everything the kernel touches, read or written} */
    default Stream<View> views() {
        return Stream.concat(inputs().stream(), outputs().stream());
    }

    /** {@return the same computation over other memory: each view is replaced by what {@code change} makes of it} */
    default Kernel over(UnaryOperator<View> change) {
        UnaryOperator<List<View>> all = views -> views.stream().map(change).toList();
        return switch (this) {
            case Elementwise k -> new Elementwise(k.domain, all.apply(k.inputs), k.code, all.apply(k.outputs));
            case RowKernel k -> new RowKernel(k.rows, k.columns, all.apply(k.inputs), k.code, all.apply(k.outputs));
            case Reduction k -> new Reduction(k.kept, k.reduced, all.apply(k.inputs), k.code, k.function,
                    change.apply(k.output));
            case Gemm k -> new Gemm(change.apply(k.left), change.apply(k.right), k.precision, all.apply(k.extras),
                    k.epilogue, change.apply(k.output));
            case Gather k -> new Gather(change.apply(k.data), change.apply(k.positions), change.apply(k.output));
            case ScatterAdd k -> new ScatterAdd(change.apply(k.positions), change.apply(k.updates),
                    change.apply(k.output));
            case RandomBits k -> new RandomBits(change.apply(k.state), change.apply(k.output));
        };
    }

    /**
     * {@code code} at every position of {@code domain}: the shape of all inputs and outputs, with axes merged where all
     * views allow it. As many outputs as the code has results. Copies, transposes, fills and the optimizer step are
     * kernels of this kind.
     */
    record Elementwise(Shape domain, List<View> inputs, ScalarCode code, List<View> outputs) implements Kernel {
        public Elementwise {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }

        /** {@return the kernel over views of one shape, with axes merged where all of them allow it} */
        public static Elementwise of(List<View> inputs, ScalarCode code, List<View> outputs) {
            List<View> merged = AxisMerging.merge(Stream.concat(inputs.stream(), outputs.stream()).toList(),
                    outputs.getFirst().shape().rank());
            return new Elementwise(merged.getFirst().shape(), merged.subList(0, inputs.size()), code,
                    merged.subList(inputs.size(), merged.size()));
        }
    }

    /**
     * Softmax, normalization, arg max, row sums: {@code code} over the rows of a matrix, with reductions over a row's
     * columns between elementwise parts. Inputs have the shape {@code rows} and one more axis of size {@code columns};
     * what an input with a column stride of zero yields is one value per row. Outputs have that shape too if they hold
     * a value per element, or the shape {@code rows} if they hold one per row; those are written when the row is done,
     * so that an input per row may be updated in place.
     */
    record RowKernel(Shape rows, int columns, List<View> inputs, ScalarCode code, List<View> outputs)
            implements Kernel {
        public RowKernel {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * {@code function} over {@code reduced} of what {@code code} yields: for reductions that are not one over the
     * columns of many rows. Inputs have the axes of {@code kept}, then those of {@code reduced}; the single output has
     * the shape {@code kept}.
     */
    record Reduction(Shape kept, Shape reduced, List<View> inputs, ScalarCode code, ReduceFunction function,
            View output)
            implements Kernel {
        public Reduction {
            inputs = List.copyOf(inputs);
        }

        @Override
        public List<View> outputs() {
            return List.of(output);
        }
    }

    /**
     * {@code output = epilogue(left x right, inputs)}: [.., m, k] x [.., k, n] = [.., m, n], strides telling
     * transposes. Matrices of float16 or bfloat16 are summed in float32; {@code precision} is that of factors of
     * float32. The epilogue's input 0 is the element of the product, input i + 1 is {@code extras[i]} (of the shape of
     * the output); it has one result. Bias, activation and the mask of its gradient are epilogues.
     */
    record Gemm(View left, View right, Precision precision, List<View> extras, ScalarCode epilogue, View output)
            implements Kernel {
        public Gemm {
            extras = List.copyOf(extras);
        }

        /** {@return whether the product is stored as it is} */
        public boolean isPlain() {
            return epilogue.isCopy();
        }

        @Override
        public List<View> inputs() {
            return Stream.concat(Stream.of(left, right), extras.stream()).toList();
        }

        @Override
        public List<View> outputs() {
            return List.of(output);
        }
    }

    /**
     * Rows of {@code data} [n, row..] at {@code positions} [p] (int32 or int64, nearest row if outside) to
     * {@code output} [p, row..].
     */
    record Gather(View data, View positions, View output) implements Kernel {
        @Override
        public List<View> inputs() {
            return List.of(data, positions);
        }

        @Override
        public List<View> outputs() {
            return List.of(output);
        }
    }

    /**
     * Zeros in {@code output} [n, row..], then each row of {@code updates} [p, row..] added, in order, at
     * {@code positions} [p] (int32 or int64, nearest row if outside).
     */
    record ScatterAdd(View positions, View updates, View output) implements Kernel {
        @Override
        public List<View> inputs() {
            return List.of(positions, updates);
        }

        @Override
        public List<View> outputs() {
            return List.of(output);
        }
    }

    /** Uniform numbers in [0, 1) from Philox, as {@code Op.RandomUniform} defines; {@code state} is int64[2]; dense. */
    record RandomBits(View state, View output) implements Kernel {
        @Override
        public List<View> inputs() {
            return List.of(state);
        }

        @Override
        public List<View> outputs() {
            return List.of(output);
        }
    }
}
