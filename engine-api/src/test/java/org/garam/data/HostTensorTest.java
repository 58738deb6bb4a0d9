package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.stream.Stream;
import org.garam.conformance.ReferenceDevice;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostTensorTest {

    static Stream<Arguments> arrays() {
        return Stream.of(
                Arguments.of(new float[][] {{1, 2}, {3, 4}}, "float32[2, 2]", new float[] {1, 2, 3, 4}),
                Arguments.of(new double[] {1, 2}, "float64[2]", new double[] {1, 2}),
                Arguments.of(new byte[][] {{1}, {-2}}, "int8[2, 1]", new byte[] {1, -2}),
                Arguments.of(new short[] {300}, "int16[1]", new short[] {300}),
                Arguments.of(new int[][][] {{{7}}}, "int32[1, 1, 1]", new int[] {7}),
                Arguments.of(new long[] {1L << 60}, "int64[1]", new long[] {1L << 60}),
                Arguments.of(new boolean[][] {{true, false}}, "bool[1, 2]", new byte[] {1, 0}),
                Arguments.of(new float[0][3], "float32[0, 0]", new float[0]),
                Arguments.of(2.5f, "float32[]", new float[] {2.5f}),
                Arguments.of(2.5, "float64[]", new double[] {2.5}),
                Arguments.of((byte) 2, "int8[]", new byte[] {2}),
                Arguments.of((short) 2, "int16[]", new short[] {2}),
                Arguments.of(2, "int32[]", new int[] {2}),
                Arguments.of(2L, "int64[]", new long[] {2}),
                Arguments.of(true, "bool[]", new byte[] {1}));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void keepsWhatJavaHas(Object values, String type, Object flat) {
        var tensor = HostTensor.of(values);
        assertEquals(type, tensor.type().toString());
        assertEquals(HostTensor.of(tensor.type(), flat), tensor);
        assertEquals(tensor.type().bytes(), tensor.segment().byteSize());
    }

    @Test
    void goesToADeviceAndBack() {
        try (var engine = new Engine(new ReferenceDevice())) {
            engine.run(() -> {
                var rows = HostTensor.of(new int[][] {{1, 2}, {3, 4}});
                assertArrayEquals(new int[] {3, 4}, rows.row(1).toTensor().toInts());
                assertEquals(rows, HostTensor.of((Object) rows.toTensor()));
                var truths = Tensor.of(new boolean[] {true, false});
                assertEquals(truths.type(), HostTensor.of((Object) truths).toTensor().type());
            });
        }
    }

    @Test
    void partsShareTheirMemory() {
        var flat = new float[] {1, 2, 3, 4, 5, 6};
        var tensor = HostTensor.of(TensorType.of(DType.FLOAT32, 3, 2), flat);
        var row = tensor.row(2);
        assertEquals("HostTensor(float32[2], [5.0, 6.0])", row.toString());
        flat[5] = 60;
        assertEquals(60, row.get(1));
        assertArrayEquals(new float[] {5, 60}, (float[]) row.toArray());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}, {5, 60}}, (float[][]) tensor.toNestedArray());
        assertEquals(HostTensor.of(new float[][] {{5, 60}, {1, 2}}), tensor.gather(2, 0));
        assertEquals("float32[2, 3]", tensor.reshape(-1, 3).type().toString());
        assertSame(tensor, HostTensor.of(tensor));
        assertTrue(tensor.segment().isReadOnly());
    }

    @Test
    void convertsAsTensorsDo() {
        var tensor = HostTensor.of(new double[] {1.9, -1.9, 300});
        assertArrayEquals(new int[] {1, -1, 300}, tensor.toInts());
        assertArrayEquals(new float[] {1.9f, -1.9f, 300}, tensor.toFloats());
        assertArrayEquals(new double[] {1, 255, 44}, tensor.cast(DType.UINT8).toDoubles());
        assertArrayEquals(new double[] {1, 1, 1}, tensor.cast(DType.BOOL).toDoubles());
    }

    @Test
    void equalsByTypeAndBits() {
        assertEquals(HostTensor.of(new int[] {1, 2}), HostTensor.of(new int[] {0, 1, 2}).gather(1, 2));
        assertEquals(HostTensor.of(1).hashCode(), HostTensor.of(new int[] {1}).row(0).hashCode());
        assertNotEquals(HostTensor.of(new int[] {1}), HostTensor.of(1));
        assertNotEquals(HostTensor.of(0.0), HostTensor.of(-0.0));
        assertNotEquals(HostTensor.of(1), HostTensor.of(1f));
    }

    static Stream<Arguments> mistakes() {
        var tensor = HostTensor.of(new int[2][3]);
        return Stream.of(
                mistake("received java.lang.String", () -> HostTensor.of("text")),
                mistake("received java.math.BigDecimal", () -> HostTensor.of(BigDecimal.ONE)),
                mistake("received null in an array of shape [2, 1]", () -> HostTensor.of(new int[][] {{1}, null})),
                mistake("float32[2] keeps its values in a float[], received double[]", () ->
                        HostTensor.of(TensorType.of(DType.FLOAT32, 2), new double[2])),
                mistake("float32[2] keeps its values in a float[], received null", () ->
                        HostTensor.of(TensorType.of(DType.FLOAT32, 2), null)),
                mistake("float32[2] has 2 values, received an array of 3", () ->
                        HostTensor.of(TensorType.of(DType.FLOAT32, 2), new float[3])),
                mistake("int32[2, 3] has 6 values, which do not fit [4, -1]", () -> tensor.reshape(4, -1)),
                mistake("do not fit [-1, -1]", () -> tensor.reshape(-1, -1)),
                mistake("item: takes a tensor with one element, received int32[2, 3]", tensor::item),
                mistake("a scalar has no rows; received int32[]", () -> HostTensor.of(1).row(0)),
                mistake("a scalar has no rows to gather", () -> HostTensor.of(1).gather(0)),
                mistake("Index 2 out of bounds for length 2", () -> tensor.row(2)),
                mistake("Index 6 out of bounds for length 6", () -> tensor.get(6)));
    }

    private static Arguments mistake(String part, Runnable action) {
        return Arguments.of(part, action);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatItTakes(String part, Runnable action) {
        var message = assertThrows(RuntimeException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
