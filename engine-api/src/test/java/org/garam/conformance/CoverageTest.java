package org.garam.conformance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.op.ShapeException;
import org.garam.op.UnaryFunction;
import org.garam.plan.Kernel;
import org.garam.plan.Lowering;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** Fails for an op, a function or a kind of kernel that no case uses: whoever adds one is told here to add a case. */
class CoverageTest {
    private final List<OpCase> cases = Stream.of(OpCases.all(), PlanCases.all()).flatMap(List::stream).toList();

    @Test
    void everyOpAndFunctionHasACaseInEveryTypeItIsDefinedFor() {
        Set<String> missing = new TreeSet<>();
        for (DType dtype : DType.values()) {
            TensorType type = TensorType.of(dtype, 2);
            for (Op op : elementwise()) {
                if (accepts(op, type)) {
                    missing.add(op + " " + dtype);
                }
            }
        }
        forEachNode((node, program) -> node.inputs().forEach(
                input -> missing.remove(node.op() + " " + program.type(input).dtype())));
        assertEquals(Set.of(), missing, "add a case to " + ElementwiseCases.class.getSimpleName()
                + " or its neighbours");
    }

    private static List<Op> elementwise() {
        return Stream.of(Arrays.stream(UnaryFunction.values()).map(Op.Unary::new),
                Arrays.stream(BinaryFunction.values()).map(Op.Binary::new),
                Arrays.stream(Comparison.values()).map(Op.Compare::new),
                Arrays.stream(ReduceFunction.values()).map(function -> new Op.Reduce(function, List.of(0))),
                Arrays.stream(DType.values()).map(Op.Cast::new)).<Op>flatMap(ops -> ops).toList();
    }

    private static boolean accepts(Op op, TensorType type) {
        if (op instanceof Op.Cast cast && cast.dtype() == type.dtype()) {
            // Nothing is to be done, and no node is made.
            return false;
        }
        int operands = op instanceof Op.Binary || op instanceof Op.Compare ? 2 : 1;
        try {
            op.resultType(Collections.nCopies(operands, type));
            return true;
        } catch (ShapeException _) {
            return false;
        }
    }

    @Test
    void everyKindOfOpHasACase() {
        Set<Class<?>> missing = new HashSet<>(Set.of(Op.class.getPermittedSubclasses()));
        forEachNode((node, _) -> missing.remove(node.op().getClass()));
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyKindOfKernelHasACase() {
        Set<Class<?>> missing = new HashSet<>(Set.of(Kernel.class.getPermittedSubclasses()));
        for (OpCase tested : cases) {
            Lowering.lower(tested.program(), _ -> true).kernels().forEach(kernel -> missing.remove(kernel.getClass()));
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void namesAreUnique() {
        Set<String> seen = new HashSet<>();
        List<String> repeated = cases.stream().map(OpCase::name).filter(name -> !seen.add(name)).toList();
        assertEquals(List.of(), repeated);
    }

    private void forEachNode(BiConsumer<Node, Program> visitor) {
        for (OpCase tested : cases) {
            Program program = tested.program();
            program.nodes().forEach(node -> visitor.accept(node, program));
        }
    }

    // ---- what is not defined, and what the message says -------------------------------------------------------------

    @Test
    void functionsRefuseTypesTheyAreNotDefinedFor() {
        List<String> silent = new ArrayList<>();
        for (DType dtype : DType.values()) {
            TensorType type = TensorType.of(dtype, 2, 3);
            for (Op op : elementwise()) {
                if (!accepts(op, type) && !(op instanceof Op.Cast)) {
                    int operands = op instanceof Op.Binary ? 2 : 1;
                    String message = assertThrows(ShapeException.class,
                            () -> op.resultType(Collections.nCopies(operands, type))).getMessage();
                    boolean tells = message.startsWith(op.label() + ": ") && message.contains(dtype.toString())
                            && message.contains("cast it");
                    if (!tells) {
                        silent.add(message);
                    }
                }
            }
        }
        assertEquals(List.of(), silent, "messages name the op, what was received and the remedy");
    }

    @Test
    void messagesNameBothOperandsAndTheRemedy() {
        TensorType floats = TensorType.of(DType.FLOAT32, 2, 3);
        TensorType doubles = TensorType.of(DType.FLOAT64, 2, 3);
        TensorType wide = TensorType.of(DType.FLOAT32, 2, 4);
        TensorType integers = TensorType.of(DType.INT32, 2, 3);
        assertAll(
                () -> assertMessage(new Op.Unary(UnaryFunction.EXP),
                        "exp: is not defined for int32[2, 3]; cast it first", integers),
                () -> assertMessage(new Op.Binary(BinaryFunction.ADD),
                        "add: element types differ: float32[2, 3] and float64[2, 3]; cast one of them", floats,
                        doubles),
                () -> assertMessage(new Op.Binary(BinaryFunction.ADD), "add: shapes differ: [2, 3] and [2, 4]", floats,
                        wide),
                () -> assertMessage(new Op.MatMul(Precision.FULL),
                        "matmul: inner dimensions differ: [2, 3] x [2, 4] (3 and 2)",
                        floats, wide),
                () -> assertMessage(new Op.MatMul(Precision.FULL),
                        "matmul: multiplies floating-point tensors of one type, received int32[2, 3] x int32[2, 3]",
                        integers, integers),
                () -> assertMessage(new Op.Gather(),
                        "gather: takes positions as int32 or int64, received float32[2, 3]", floats, floats),
                () -> assertMessage(new Op.Select(),
                        "select: takes a bool condition of the shape of what it chooses from, "
                        + "received int32[2, 3] for float32[2, 3]", integers, floats, floats),
                () -> assertMessage(new Op.RandomUniform(integers),
                        "randomuniform: draws floating-point numbers, received int32",
                        TensorType.of(DType.INT64, 2)),
                () -> assertMessage(new Op.Concat(1), "concat: operands may differ along axis 1 only, "
                        + "received float32[2, 3] and float64[2, 3]", floats, doubles),
                () -> assertMessage(new Op.Reduce(ReduceFunction.SUM, List.of(2)),
                        "reduce_sum: takes ascending axes of [2, 3], received [2]", floats),
                () -> assertMessage(new Op.Unary(UnaryFunction.EXP), "exp: takes 1 operands, received 2", floats,
                        floats));
    }

    private static void assertMessage(Op op, String expected, TensorType... operands) {
        assertEquals(expected, assertThrows(ShapeException.class, () -> op.resultType(List.of(operands))).getMessage());
    }

    @Test
    void messagesEndWithTheUsersLine() {
        ProgramBuilder program = new ProgramBuilder();
        int x = program.parameter(TensorType.of(DType.INT32));
        program.source("Mnist.java:42");
        String message = assertThrows(ShapeException.class,
                () -> program.add(new Op.Unary(UnaryFunction.LOG), x)).getMessage();
        assertTrue(message.endsWith(", at Mnist.java:42"), message);
    }
}
