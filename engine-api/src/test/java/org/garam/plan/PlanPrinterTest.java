package org.garam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.garam.op.BinaryFunction;
import org.garam.op.Precision;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

class PlanPrinterTest {
    @Test
    void showsWhatEachKernelDoesWithWhichMemory() {
        View left = View.dense(new Place.Argument(0), DType.FLOAT32, 0, Shape.of(2, 3));
        View right = View.dense(new Place.Argument(1), DType.FLOAT32, 6, Shape.of(3, 4));
        View scratch = View.dense(new Place.Scratch(DType.FLOAT32), DType.FLOAT32, 16, Shape.of(2, 4));
        View bias = View.dense(new Place.Argument(1), DType.FLOAT32, 0, Shape.of(4)).broadcast(Shape.of(2, 4));
        ScalarCode epilogue = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32),
                new Instruction.Load(1, DType.FLOAT32),
                new Instruction.Binary(BinaryFunction.ADD, 0, 1, DType.FLOAT32)), List.of(2));
        Plan plan = new Plan(List.of(TensorType.of(DType.FLOAT32, 2, 3), TensorType.of(DType.FLOAT32, 18)),
                List.of(new Kernel.Gemm(left, right, Precision.TENSOR_FLOAT32, List.of(bias), epilogue, scratch)),
                Map.of(DType.FLOAT32, 24L));
        assertEquals("""
                plan of 1 kernels, 96 bytes of scratch
                  arg0: float32[2, 3]
                  arg1: float32[18]
                  0: gemm in tensor_float32 (arg0 float32[2, 3], arg1+6 float32[3, 4], arg1 float32[2, 4] \
                strides [0, 1]) -> (scratch+16 float32[2, 4]) {t0=in0; t1=in1; t2=add t0 t1 -> t2}
                """, plan.toString());
    }
}
