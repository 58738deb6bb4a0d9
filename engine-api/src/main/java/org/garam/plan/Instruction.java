package org.garam.plan;

import java.util.function.IntUnaryOperator;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;

/** One step of {@link ScalarCode}; operands are positions of earlier instructions. */
public sealed interface Instruction {
    /** {@return the type of the scalar it yields} */
    DType dtype();

    /** The element of the kernel's input number {@code input} at the current position. */
    record Load(int input, DType dtype) implements Instruction {}

    /** The same number everywhere. */
    record Constant(double value, DType dtype) implements Instruction {}

    record Unary(UnaryFunction function, int operand, DType dtype) implements Instruction {}

    record Binary(BinaryFunction function, int left, int right, DType dtype) implements Instruction {}

    /** Yields bool. */
    record Compare(Comparison comparison, int left, int right) implements Instruction {
        @Override
        public DType dtype() {
            return DType.BOOL;
        }
    }

    record Select(int condition, int whenTrue, int whenFalse, DType dtype) implements Instruction {}

    record Cast(int operand, DType dtype) implements Instruction {}

    /** The operand reduced over the columns of the row: one value per row. Only in a {@link Kernel.RowKernel}. */
    record Reduce(ReduceFunction function, int operand, DType dtype) implements Instruction {}

    /** {@return the positions of the instructions this one reads} */
    default int[] operands() {
        return switch (this) {
            case Load _, Constant _ -> new int[0];
            case Unary unary -> new int[] {unary.operand};
            case Binary binary -> new int[] {binary.left, binary.right};
            case Compare compare -> new int[] {compare.left, compare.right};
            case Select select -> new int[] {select.condition, select.whenTrue, select.whenFalse};
            case Cast cast -> new int[] {cast.operand};
            case Reduce reduce -> new int[] {reduce.operand};
        };
    }

    /**
     * {@return the same instruction in other code}
     *
     * @param operands where an instruction lies there, by its position here
     * @param inputs the number of an input there, by its number here
     */
    default Instruction renumbered(IntUnaryOperator operands, IntUnaryOperator inputs) {
        return switch (this) {
            case Load load -> new Load(inputs.applyAsInt(load.input()), load.dtype());
            case Constant constant -> constant;
            case Unary unary ->
                    new Unary(unary.function(), operands.applyAsInt(unary.operand()), unary.dtype());
            case Binary binary -> new Binary(binary.function(),
                    operands.applyAsInt(binary.left()), operands.applyAsInt(binary.right()), binary.dtype());
            case Compare compare -> new Compare(compare.comparison(),
                    operands.applyAsInt(compare.left()), operands.applyAsInt(compare.right()));
            case Select select -> new Select(operands.applyAsInt(select.condition()),
                    operands.applyAsInt(select.whenTrue()), operands.applyAsInt(select.whenFalse()), select.dtype());
            case Cast cast -> new Cast(operands.applyAsInt(cast.operand()), cast.dtype());
            case Reduce reduce ->
                    new Reduce(reduce.function(), operands.applyAsInt(reduce.operand()), reduce.dtype());
        };
    }
}
