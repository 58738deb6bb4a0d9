package org.garam.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.garam.conformance.ReferenceDevice;
import org.garam.data.HostTensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is said, eagerly and in traced functions alike, about operands that do not go together. */
class MessagesTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());

    /** For each part of a message what makes it of a float32[2, 3]. */
    private static Map<String, UnaryOperator<Tensor>> mistakes() {
        Map<String, UnaryOperator<Tensor>> mistakes = new LinkedHashMap<>();
        mistakes.put("add: element types differ: float32[2, 3] and int32[3]; cast one of them, for example y.cast(x.dtype())",
                x -> x.add(Tensor.of(new int[3])));
        mistakes.put("where: element types differ: float32[2, 3] and float64[2, 3]", x -> Elementwise.where(
                Comparisons.less(x, 0), x, x.cast(DType.FLOAT64)));
        mistakes.put("multiply: cannot broadcast [2, 3] and [2]: counted from the last axis, sizes must be equal or 1, received 3"
                + " and 2; reshape one of them or add an axis of size 1 (expandDims)", x -> x.mul(Tensor.of(1, 2)));
        mistakes.put("the number 0.5 does not fit int32[2, 3]; cast the tensor first", x -> x.cast(DType.INT32).add(0.5));
        mistakes.put("the number 300.0 does not fit uint8[2, 3]", x -> x.cast(DType.UINT8).mul(300));
        mistakes.put("the number 1.5 does not fit int32[]; make the tensor of another element type, for example float32,"
                + " and cast it", x -> Creation.constant(1.5, DType.INT32));
        mistakes.put("the number 300.0 does not fit uint8[2]", x -> Creation.constant(new int[] {7, 300}, DType.UINT8));
        mistakes.put("the number -1.0 does not fit uint8[1]", x -> Tensor.of(new int[] {-1}, DType.UINT8));
        mistakes.put("the number NaN does not fit int64[2]",
                x -> Creation.full(TensorType.of(DType.INT64, 2), Double.NaN));
        mistakes.put("the number 256.0 does not fit uint8[2]", x -> Creation.full(TensorType.of(DType.UINT8, 2), 256));
        mistakes.put("the number 0.25 does not fit int32[2, 3]; cast the tensor first",
                x -> Arrangement.pad(x.cast(DType.INT32), new int[2][2], 0.25));
        String arrays = "a tensor is made of float, double, byte, short, int, long or boolean arrays, received ";
        mistakes.put(arrays + "java.lang.String; make a StringTensor of text, StringTensor.of(..)",
                x -> Creation.constant("text"));
        mistakes.put(arrays + "java.lang.String[][]; make a StringTensor", x -> Tensor.of(new String[][] {{"text"}}));
        mistakes.put(arrays + "java.lang.Float[][]; give an array of a primitive type, for example new float[] {1, 2}",
                x -> Creation.constant(new Float[][] {{1f}}));
        mistakes.put(arrays + "a collection; copy the elements to an array", x -> new Variable(List.of(1f, 2f)));
        mistakes.put(arrays + "java.lang.Object; give an array", x -> HostTensor.of(new Object()).toTensor());
        mistakes.put("exp: is not defined for int32[2, 3]; cast it first", x -> Elementwise.exp(x.cast(DType.INT32)));
        mistakes.put("add: is not defined for bool[2, 3]; cast it first", x -> x.cast(DType.BOOL).add(x.cast(DType.BOOL)));
        mistakes.put("matmul: inner dimensions differ: [2, 3] x [2, 3] (3 and 2)", x -> x.matmul(x));
        mistakes.put("matmul: multiplies numbers of one element type, received bool[2, 3] x bool[2, 3]; cast them",
                x -> x.cast(DType.BOOL).matmul(x.cast(DType.BOOL)));
        mistakes.put("matmul: multiplies numbers of one element type, received float32[2, 3] x float64[2, 3]",
                x -> x.matmul(x.cast(DType.FLOAT64)));
        mistakes.put("Tensor.of: a tensor float32[2, 2] has 4 elements, received 3 values; give one for each",
                x -> Tensor.of(new float[3], 2, 2));
        mistakes.put("slice: position 3 of \"0, 3\" is outside of axis 1 of [2, 3], which has 3 elements",
                x -> Indexing.slice(x, "0, 3"));
        mistakes.put("slice: \"0, 0, 0\" has 3 indices, too many for shape [2, 3]", x -> Indexing.slice(x, "0, 0, 0"));
        mistakes.put("received \"one\" in \"one\"", x -> Indexing.slice(x, "one"));
        mistakes.put("a step other than 0", x -> Indexing.slice(x, "::0"));
        mistakes.put("split: cannot cut axis 1 of float32[2, 3] into 2 equal parts", x -> Arrangement.split(x, 2, 1).getFirst());
        mistakes.put("squeeze: removes axes of size 1, axis 0 of float32[2, 3] has size 2", x -> Arrangement.squeeze(x, 0));
        mistakes.put("tile: takes one multiple, 0 or more, for each axis of float32[2, 3], received [2]", x -> Arrangement.tile(x, 2));
        mistakes.put("topK: takes k from 0 to the size of the last axis, received k 4 of float32[2, 3]",
                x -> Sorting.topK(x, 4).values());
        mistakes.put("axis 2 is outside of a tensor of shape [2, 3], which has axes -2 to 1", x -> Scans.cumSum(x, 2));
        mistakes.put("reduceAll: takes a bool tensor, received float32[2, 3]; compare it first", x -> Reductions.reduceAll(x));
        mistakes.put("range: takes a step that leads from start to limit", x -> Creation.range(5, 1));
        mistakes.put("gradient: differentiates float32 or float64 tensors, received int32[2, 3]; cast it first",
                x -> Differentiation.gradient(z -> z.cast(DType.INT32), x));
        mistakes.put("valueAndGradients: differentiates float32 or float64 tensors, received int32[2, 3]",
                x -> Differentiation.gradient(z -> z, x.cast(DType.INT32)));
        mistakes.put("gradient: what the function returns is null; give a tensor", x -> Differentiation.gradient(z -> null, x));
        mistakes.put("apply: the compiled function takes 1 tensor, received 2; use compileAll for a function of"
                + " several",
                x -> Engine.compile(z -> z).apply(x, x));
        mistakes.put("apply: the compiled function takes 1 tensor, received 0", x -> Engine.compile(z -> z).apply());
        mistakes.put("compile: what the function returns is null; give a tensor",
                x -> Engine.compile(z -> null).apply(x));
        mistakes.put("apply: the compiled function returns no tensor; use applyAll",
                x -> Engine.compileAll(operands -> List.of()).apply(x));
        mistakes.put("add: tensor 2 of 2 is null; give a tensor", x -> x.add(null));
        return mistakes;
    }

    @TestFactory
    Stream<DynamicTest> eagerAndTraced() {
        return mistakes().entrySet().stream().map(mistake -> dynamicTest(mistake.getKey(), () -> ENGINE.run(() -> {
            Tensor x = Tensor.of(new float[2][3]);
            for (UnaryOperator<Tensor> way : List.<UnaryOperator<Tensor>>of(mistake.getValue(),
                    operand -> Engine.compile(mistake.getValue()).apply(operand))) {
                String message = assertThrows(IllegalArgumentException.class, () -> way.apply(x)).getMessage();
                assertTrue(message.contains(mistake.getKey()), message);
            }
        })));
    }

    @Test
    void numbersAdaptToTheTensor() {
        ENGINE.run(() -> {
            assertEquals(DType.UINT8, Tensor.of(new int[] {1}, DType.UINT8).add(3).dtype());
            assertEquals(DType.FLOAT64, Tensor.of(new double[] {1}).mul(0.1).dtype());
            assertEquals(DType.FLOAT64, Tensor.of(new int[] {1}).div(2).dtype());
            assertEquals(0.5, Tensor.of(new int[] {1}).div(2).item());
            assertEquals(8, Elementwise.pow(Tensor.of(new int[] {2}), 3).item());
        });
    }

    @Test
    void numbersThatFitAreKeptExactly() {
        ENGINE.run(() -> {
            long odd = (1L << 53) + 1;
            assertArrayEquals(new long[] {odd}, (long[]) Creation.constant(odd, DType.INT64).toArray());
            assertEquals(255, Creation.constant(255, DType.UINT8).item());
            assertEquals(1, Creation.constant(0.5, DType.BOOL).item());
            assertArrayEquals(new float[] {2.5f, 2.5f}, Creation.full(2.5, 2, 1).toFloats());
            assertEquals(List.of(2, 1), Arrays.stream(Creation.full(2.5, 2, 1).shape().toArray()).boxed().toList());
        });
    }

    @Test
    void positionsOutsideReadTheNearestRow() {
        ENGINE.run(() -> {
            Tensor rows = Tensor.of(1, 2, 3);
            int[] outside = {-1, 3};
            assertArrayEquals(new float[] {1, 3}, Arrangement.gather(rows, Tensor.of((Object) outside)).toFloats());
            assertArrayEquals(new float[] {1, 0, 1}, Differentiation.gradient(
                    x -> Arrangement.gather(x, Tensor.of((Object) outside)), rows).toFloats());
            assertArrayEquals(new float[] {1, 3},
                    Indexing.gatherAlong(rows, Tensor.of((Object) outside), 0).toFloats());
        });
    }

    @Test
    void valuesOfEndedTracesAreRefused() {
        ENGINE.run(() -> {
            Tensor[] escaped = new Tensor[1];
            Engine.compile(x -> escaped[0] = x.mul(2)).apply(Tensor.of(1, 2));
            String message = assertThrows(IllegalArgumentException.class,
                    () -> Engine.compile(x -> x.add(escaped[0])).apply(Tensor.of(1, 2))).getMessage();
            assertTrue(message.contains("belongs to another traced function"), message);
        });
    }
}
