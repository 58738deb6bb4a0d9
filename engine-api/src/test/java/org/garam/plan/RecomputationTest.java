package org.garam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.conformance.OpCase.Body;
import org.garam.conformance.OpCase.Results;
import org.garam.conformance.Ops;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.UnaryFunction;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is computed again and what is kept, of programs with a product between what computes a value and what reads it. */
class RecomputationTest {
    private static final int SIZE = 96;
    private static final int PARAMETERS = 3;

    /** A program and how many nodes are computed again in it. */
    private record Case(String name, int recomputed, Body body) {}

    private static int sum(Ops ops, int[] in) {
        return ops.add(in[0], in[1]);
    }

    /** The sum of both values, each multiplied by the product of their product with the last parameter. */
    private static int readBehindProduct(Ops ops, int[] in, int first, int second) {
        int product = ops.matmul(ops.multiply(first, second), in[2]);
        return ops.add(ops.multiply(product, first), ops.multiply(product, second));
    }

    private static int chain(Ops ops, int x, int length) {
        int last = x;
        for (int i = 0; i < length; i++) {
            last = ops.unary(i % 2 == 0 ? UnaryFunction.SIN : UnaryFunction.COS, last);
        }
        return last;
    }

    private static List<Case> cases() {
        return List.of(
                new Case("two functions of one value: that is kept", 2, (ops, in) -> {
                    int z = sum(ops, in);
                    return Results.of(readBehindProduct(ops, in, ops.tanh(z), ops.exp(z)));
                }),
                new Case("in each kernel that reads them", 4, (ops, in) -> {
                    int z = sum(ops, in);
                    int first = readBehindProduct(ops, in, ops.tanh(z), ops.exp(z));
                    int second = ops.matmul(first, in[2]);
                    return Results.of(ops.add(ops.multiply(second, ops.tanh(z)), ops.exp(z)));
                }),
                new Case("with all that leads to them", 4, (ops, in) -> {
                    int z = sum(ops, in);
                    int scaled = ops.scale(ops.multiply(z, z), 0.5);
                    return Results.of(readBehindProduct(ops, in, ops.tanh(scaled), ops.exp(scaled)));
                }),
                new Case("one function: either is kept, so the one that is done", 0, (ops, in) -> {
                    int t = ops.tanh(sum(ops, in));
                    return Results.of(ops.multiply(ops.matmul(ops.multiply(t, t), in[2]), t));
                }),
                new Case("one function of what is kept anyway", 1, (ops, in) -> {
                    int z = sum(ops, in);
                    int t = ops.tanh(z);
                    return Results.of(ops.multiply(ops.matmul(ops.multiply(t, t), in[2]), t), z);
                }),
                new Case("one function of a parameter", 1, (ops, in) -> {
                    int t = ops.tanh(in[0]);
                    return Results.of(ops.multiply(ops.matmul(ops.multiply(t, t), in[2]), t));
                }),
                new Case("of a parameter that is updated", 0, (ops, in) -> {
                    int t = ops.tanh(in[0]);
                    int product = ops.matmul(ops.multiply(t, t), in[2]);
                    return Results.of(ops.multiply(product, t))
                            .update(Map.of(in[0], ops.subtract(in[0], ops.multiply(t, in[1]))));
                }),
                new Case("of what a parameter is updated to, which is there", 2, (ops, in) -> {
                    int z = sum(ops, in);
                    return Results.of(readBehindProduct(ops, in, ops.tanh(z), ops.exp(z))).update(Map.of(in[0], z));
                }),
                new Case("what a product reads is there", 0, (ops, in) -> {
                    int y = ops.tanh(sum(ops, in));
                    return Results.of(ops.multiply(ops.matmul(y, in[2]), ops.subtract(ops.like(y, 1), ops.multiply(y, y))));
                }),
                new Case("a function of what a product reads", 1, (ops, in) -> {
                    int y = ops.tanh(sum(ops, in));
                    int e = ops.exp(y);
                    return Results.of(ops.multiply(ops.matmul(y, in[2]), e), ops.sum(ops.multiply(e, in[1]), 0));
                }),
                new Case("what is handed out is there", 0, (ops, in) -> {
                    int z = sum(ops, in);
                    int t = ops.tanh(z);
                    int e = ops.exp(z);
                    return Results.of(readBehindProduct(ops, in, t, e), t, e);
                }),
                new Case("what is read transposed", 0, (ops, in) -> {
                    int z = sum(ops, in);
                    int product = ops.matmul(ops.multiply(ops.tanh(z), ops.exp(z)), in[2]);
                    return Results.of(ops.multiply(product, ops.transpose(ops.add(ops.tanh(z), in[1]), 1, 0)));
                }),
                new Case("functions of two values", 0, (ops, in) -> Results.of(
                        readBehindProduct(ops, in, ops.multiply(in[0], in[1]), ops.divide(in[0], in[1])))),
                new Case("long chains", 0, (ops, in) -> {
                    int z = sum(ops, in);
                    return Results.of(readBehindProduct(ops, in, chain(ops, z, 16), ops.exp(chain(ops, z, 16))));
                }),
                new Case("a mask is less to read than what it is made of", 0, (ops, in) -> {
                    int mask = ops.compare(Comparison.LESS, sum(ops, in), in[1]);
                    int sign = ops.compare(Comparison.LESS, ops.tanh(ops.multiply(in[0], in[1])), ops.like(in[1], 0.3));
                    int zero = ops.like(in[1], 0);
                    int product = ops.matmul(ops.select(mask, ops.select(sign, in[1], zero), zero), in[2]);
                    return Results.of(ops.select(sign, product, zero));
                }),
                new Case("random numbers are drawn once", 2, (ops, in) -> {
                    int state = ops.constant(TensorType.of(DType.INT64, 2), 7);
                    int drawn = ops.random(ops.type(in[0]), state);
                    return Results.of(readBehindProduct(ops, in, ops.tanh(drawn), ops.exp(drawn)));
                }),
                new Case("a half is widened where it is read", 3, (ops, in) -> {
                    int half = ops.cast(DType.BFLOAT16, sum(ops, in));
                    int wide = ops.cast(DType.FLOAT32, half);
                    return Results.of(readBehindProduct(ops, in, ops.tanh(wide), ops.exp(wide)));
                }),
                new Case("a reshaped value", 2, (ops, in) -> {
                    int z = ops.reshape(ops.stopGradient(ops.reshape(sum(ops, in), SIZE * SIZE)), SIZE, SIZE);
                    return Results.of(readBehindProduct(ops, in, ops.tanh(z), ops.exp(z)));
                }));
    }

    private static Program program(Body body) {
        ProgramBuilder program = new ProgramBuilder();
        int[] in = new int[PARAMETERS];
        for (int i = 0; i < in.length; i++) {
            in[i] = program.parameter(TensorType.of(DType.FLOAT32, SIZE, SIZE));
        }
        Results results = body.build(new Ops(program), in);
        return program.build(results.outputs(), results.updates());
    }

    @TestFactory
    Stream<DynamicTest> computesAgainWhatIsCheaperThanKeeping() {
        return cases().stream().map(tested -> DynamicTest.dynamicTest(tested.name(), () -> {
            Program program = program(tested.body());
            Program rewritten = Recomputation.rewrite(program);
            assertEquals(tested.recomputed(), rewritten.nodes().size() - program.nodes().size(), rewritten.toString());
            if (tested.recomputed() == 0) {
                assertSame(program, rewritten);
            }
            assertEquals(drawn(program), drawn(rewritten));
            Plan before = Lowering.lower(program, _ -> true, false);
            Plan after = Lowering.lower(program, _ -> true);
            assertEquals(before.arguments(), after.arguments());
        }));
    }

    private static long drawn(Program program) {
        return program.nodes().stream().map(Node::op).filter(Op.RandomUniform.class::isInstance).count();
    }

    @Test
    void aKernelThatIsSplitRecomputesNothing() {
        Program program = program((ops, in) -> {
            int z = sum(ops, in);
            return Results.of(readBehindProduct(ops, in, ops.tanh(z), ops.exp(z)));
        });
        for (boolean isSplit : new boolean[] {false, true}) {
            Plan plan = Lowering.lower(program, kernel -> !(isSplit && kernel instanceof Kernel.Gemm gemm && !gemm.isPlain()));
            assertEquals(isSplit ? 1 : 2, functions(plan, UnaryFunction.TANH), plan.toString());
        }
    }

    private static long functions(Plan plan, UnaryFunction function) {
        return plan.kernels().stream().flatMap(kernel -> switch (kernel) {
            case Kernel.Elementwise k -> k.code().instructions().stream();
            case Kernel.Gemm k -> k.epilogue().instructions().stream();
            default -> Stream.<Instruction>empty();
        }).filter(instruction -> instruction instanceof Instruction.Unary unary && unary.function() == function).count();
    }
}
