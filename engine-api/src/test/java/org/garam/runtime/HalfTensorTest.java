package org.garam.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.garam.conformance.ReferenceDevice;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensors of 16-bit floating-point numbers as users meet them. */
class HalfTensorTest {
    private final Engine engine = new Engine(new ReferenceDevice.Provider().open(0));

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void areMadeReadAndComputedWith(DType dtype) {
        engine.run(() -> {
            Tensor x = Tensor.of(new double[] {0.1, -2.5, 3}, dtype);
            double tenth = dtype.round(0.1);
            assertArrayEquals(new double[] {tenth, -2.5, 3}, x.toDoubles());
            assertEquals(tenth, Creation.full(TensorType.of(dtype, 2), 0.1).toDoubles()[1]);
            assertEquals(dtype.round(tenth + 1), x.add(1).toDoubles()[0]);
            Tensor product = LinearAlgebra.matmul(x.reshape(1, 3), x.reshape(3, 1));
            assertEquals(dtype, product.dtype());
            assertEquals(dtype.round(tenth * tenth + 6.25 + 9), product.item());
            assertTrue(x.toString().contains("0.1") && x.toString().contains("dtype=" + dtype), x.toString());
        });
    }

    /** Neither type can count to so many, but positions are not of their type. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void findTheLargestOfMany(DType dtype) {
        engine.run(() -> {
            double[] values = new double[3001];
            values[2999] = 1;
            assertEquals(2999, Reductions.argMax(Tensor.of(values, dtype), 0).item());
        });
    }
}
