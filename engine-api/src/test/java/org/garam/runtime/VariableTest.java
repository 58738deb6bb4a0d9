package org.garam.runtime;

import static org.garam.runtime.Elementwise.log;
import static org.garam.runtime.Elementwise.tanh;
import static org.garam.runtime.Reductions.reduceSum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.garam.conformance.ReferenceDevice;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;

/** Variables, eagerly and in traced functions, and the gradients of and around them. */
class VariableTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());

    @Test
    void isAssigned() {
        ENGINE.run(() -> {
            Tensor initial = Tensor.of(1, 2);
            Variable variable = new Variable(initial, "w");
            Tensor before = variable.value();
            variable.assignAdd(Tensor.of(10, 20)).assignSub(1).assignAdd(variable);
            assertArrayEquals(new float[] {20, 42}, variable.toFloats());
            assertArrayEquals(new float[] {1, 2}, before.toFloats());
            assertArrayEquals(new float[] {1, 2}, initial.toFloats());
            variable.assign(new int[] {3, 4});
            assertArrayEquals(new float[] {3, 4}, variable.toFloats());
            variable.assign(7);
            assertArrayEquals(new float[] {49, 49}, variable.mul(variable).toFloats());
            Variable count = new Variable(5);
            assertEquals(DType.INT32, count.assignAdd(1).dtype());
            assertEquals(6, count.item());
        });
    }

    @Test
    void keepsItsType() {
        ENGINE.run(() -> {
            Variable variable = new Variable(new float[] {1, 2}, "w");
            assertEquals("assign: the variable \"w\" is float32[2] and stays so, received float32[3]; reshape or broadcast the value",
                    assertThrows(ShapeException.class, () -> variable.assign(Tensor.of(1, 2, 3))).getMessage());
            assertEquals("assignAdd: the variable \"w\" is float32[2] and stays so, received int32[2]; cast the value to float32",
                    assertThrows(ShapeException.class, () -> variable.assignAdd(Tensor.of(new int[2]))).getMessage());
            assertTrue(assertThrows(ShapeException.class, () -> new Variable(1).assignAdd(0.5)).getMessage()
                    .contains("cast the tensor first"));
        });
    }

    @Test
    void compiledFunctionsReadAndAssignAtEveryCall() {
        ENGINE.run(() -> {
            Variable count = new Variable(0);
            Variable sum = new Variable(new float[2]);
            CompiledFunction step = Engine.compileAll(in -> {
                count.assignAdd(1);
                sum.assignAdd(in.getFirst());
                Tensor old = sum.value();
                sum.assign(sum.mul(2));
                return List.of(old, sum.value(), count.mul(10));
            });
            assertArrayEquals(new float[] {1, 2}, step.applyAll(Tensor.of(1, 2)).getFirst().toFloats());
            assertEquals(1, count.item());
            assertArrayEquals(new float[] {2, 4}, sum.toFloats());
            sum.assign(new float[] {100, 200});
            List<Tensor> second = step.applyAll(Tensor.of(1, 2));
            assertArrayEquals(new float[] {101, 202}, second.get(0).toFloats());
            assertArrayEquals(new float[] {202, 404}, second.get(1).toFloats());
            assertEquals(20, second.get(2).item());
            assertArrayEquals(new float[] {202, 404}, sum.toFloats());
        });
    }

    @Test
    void compiledFunctionsCallEachOther() {
        ENGINE.run(() -> {
            Variable calls = new Variable(0);
            CompiledFunction square = Engine.compile(x -> {
                calls.assignAdd(1);
                return x.mul(x);
            });
            CompiledFunction outer = Engine.compile(x -> square.apply(square.apply(x)).add(calls.cast(DType.FLOAT32)));
            assertEquals(18, outer.apply(Tensor.scalar(DType.FLOAT32, 2)).item());
            assertEquals(20, outer.apply(Tensor.scalar(DType.FLOAT32, 2)).item());
            assertEquals(4, calls.item());
        });
    }

    @Test
    void hasNoValuesWhileTraced() {
        ENGINE.run(() -> {
            Variable variable = new Variable(1f);
            CompiledFunction reading = Engine.compile(x -> x.mul(variable.item()));
            assertTrue(assertThrows(IllegalStateException.class, () -> reading.apply(Tensor.of(1, 2))).getMessage()
                    .contains("return value() from the function"));
            CompiledFunction making = Engine.compile(x -> new Variable(x).value());
            assertTrue(assertThrows(IllegalStateException.class, () -> making.apply(Tensor.of(1, 2))).getMessage()
                    .contains("make the variable before"));
        });
    }

    // ---- gradients --------------------------------------------------------------------------------------------------

    @Test
    void tapesWatchVariables() {
        ENGINE.run(() -> {
            Variable w = new Variable(3f);
            Variable b = new Variable(1f);
            Tensor x = Tensor.of(1, 2);
            GradientTape tape = GradientTape.record();
            Tensor loss = reduceSum(x.mul(w).add(b));
            tape.close();
            w.assign(100);
            List<Tensor> gradients = tape.gradients(loss, w, b);
            assertEquals(3, gradients.get(0).item());
            assertEquals(2, gradients.get(1).item());
        });
    }

    @Test
    void tapesUseTheValuesThatWereRead() {
        ENGINE.run(() -> {
            Variable w = new Variable(3f);
            try (GradientTape tape = GradientTape.record()) {
                Tensor square = w.mul(w);
                w.assign(10);
                Tensor sum = square.add(w.mul(w));
                w.assign(1000);
                // 2 * 3 of the first reading, 2 * 10 of the second.
                assertEquals(26, tape.gradient(sum, w).item());
                assertEquals(26, tape.gradient(sum, w).item(), "a tape may be asked again");
                assertEquals(1, tape.gradient(sum, square).item(), "of something that was computed");
            }
        });
    }

    @Test
    void tapesInCompiledFunctions() {
        ENGINE.run(() -> {
            Variable w = new Variable(2f);
            CompiledFunction step = Engine.compile(x -> {
                Tensor before = x.mul(x);
                try (GradientTape tape = GradientTape.record().watch(x)) {
                    Tensor loss = before.mul(x).mul(w).mul(w);
                    List<Tensor> gradients = tape.gradients(loss, w, x);
                    w.assignSub(gradients.get(0).mul(0.01));
                    // What was computed before the tape is constant to it, so x^2 * x has the slope x^2.
                    return gradients.get(1);
                }
            });
            assertEquals(36, step.apply(Tensor.scalar(DType.FLOAT32, 3)).item(), 1e-4);
            assertEquals(2 - 0.01 * 2 * 2 * 27, w.item(), 1e-5);
        });
    }

    @Test
    void tapesRecordCompiledFunctions() {
        ENGINE.run(() -> {
            Variable w = new Variable(2f);
            CompiledFunction cube = Engine.compile(x -> {
                Tensor result = x.mul(x).mul(x).mul(w);
                w.assignAdd(1);
                return result;
            });
            Tensor x = Tensor.scalar(DType.FLOAT32, 3);
            try (GradientTape tape = GradientTape.record().watch(x)) {
                Tensor y = cube.apply(x).add(cube.apply(x));
                assertEquals(27 * 2 + 27 * 3, y.item());
                assertEquals(27 * 2 + 27 * 3, tape.gradient(y, x).item());
                assertEquals(54, tape.gradient(y, w).item());
            }
            assertEquals(4, w.item());
        });
    }

    @Test
    void tapesSayWhatTheyDoNotKnow() {
        ENGINE.run(() -> {
            Tensor x = Tensor.of(1, 2);
            try (GradientTape tape = GradientTape.record()) {
                Tensor y = x.mul(x);
                assertTrue(assertThrows(IllegalArgumentException.class, () -> tape.gradient(y, x)).getMessage().contains("watch()"));
                tape.watch(x);
                Tensor z = x.mul(3);
                assertTrue(assertThrows(IllegalArgumentException.class, () -> tape.gradient(z, Tensor.of(1, 2))).getMessage()
                        .contains("does not watch float32[2]"));
                assertArrayEquals(new float[2], tape.gradient(z, new Variable(new float[2])).toFloats());
                assertThrows(ShapeException.class, () -> tape.watch(Tensor.of(new int[2])));
            }
        });
    }

    @Test
    void functionsOfVariablesAreDifferentiated() {
        ENGINE.run(() -> {
            Variable w = new Variable(3f);
            Tensor x = Tensor.scalar(DType.FLOAT32, 5);
            var found = Differentiation.valueAndGradients(() -> {
                Tensor loss = w.mul(w).mul(x);
                w.assignAdd(1);
                return loss;
            }, w, x);
            assertEquals(45, found.value().item());
            assertEquals(30, found.gradients().get(0).item());
            assertEquals(9, found.gradients().get(1).item());
            assertEquals(4, w.item());
            CompiledFunction compiled = Engine.compile(z -> Differentiation.valueAndGradients(() -> w.mul(w).mul(z), w)
                    .gradients().getFirst());
            assertEquals(40, compiled.apply(x).item());
        });
    }

    @Test
    void innerFunctionsTakeOuterValuesAsConstants() {
        ENGINE.run(() -> {
            // d/dx of x * (d/dz of x * z at z = x) is 2 x, for the inner derivative is x; were z taken for x, it was 4 x.
            var nested = Differentiation.gradient(x -> x.mul(Differentiation.gradient(z -> x.mul(z), x)));
            Tensor x = Tensor.scalar(DType.FLOAT64, 3);
            assertEquals(6, nested.apply(x).item());
            assertEquals(6, Engine.compile(nested).apply(x).item());
        });
    }

    @Test
    void jacobiansAndHessians() {
        ENGINE.run(() -> {
            Tensor x = Tensor.of(new double[] {0.5, 1.5});
            double[] tanh = {Math.tanh(0.5), Math.tanh(1.5)};
            double[] jacobian = {1 - tanh[0] * tanh[0], 0, 0, 1 - tanh[1] * tanh[1]};
            assertArrayEquals(jacobian, Differentiation.jacobian(z -> tanh(z), x).toDoubles(), 1e-12);
            // x^2 log y: [[2 log y, 2 x / y], [2 x / y, -x^2 / y^2]]
            double[] hessian = {2 * Math.log(1.5), 1 / 1.5, 1 / 1.5, -0.25 / 2.25};
            UnaryOperator<Tensor> function = z -> {
                List<Tensor> parts = Arrangement.unstack(z, 0);
                return parts.get(0).mul(parts.get(0)).mul(log(parts.get(1)));
            };
            assertArrayEquals(hessian, Differentiation.hessian(function, x).toDoubles(), 1e-12);
            assertArrayEquals(hessian, Engine.compile(z -> Differentiation.hessian(function, z)).apply(x).toDoubles(), 1e-12);
        });
    }

    @Test
    void hessiansOfProductsOfZeros() {
        ENGINE.run(() -> {
            UnaryOperator<Tensor> product = x -> Reductions.reduceProd(x);
            Map<double[][], double[]> expected = Map.of(
                    new double[][] {{2}, {0}, {3}}, new double[] {0, 3, 0, 3, 0, 2, 0, 2, 0},
                    new double[][] {{0}, {4}, {0}}, new double[] {0, 0, 4, 0, 0, 0, 4, 0, 0});
            expected.forEach((at, hessian) -> {
                Tensor x = Tensor.of(at);
                assertArrayEquals(hessian, Differentiation.hessian(product, x).toDoubles());
                assertArrayEquals(hessian,
                        Engine.compile(z -> Differentiation.hessian(product, z)).apply(x).toDoubles());
            });
        });
    }
}
