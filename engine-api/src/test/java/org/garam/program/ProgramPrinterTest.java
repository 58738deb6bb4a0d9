package org.garam.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

class ProgramPrinterTest {
    @Test
    void showsEveryValueWithTheUsersLine() {
        ProgramBuilder program = new ProgramBuilder();
        int x = program.parameter(TensorType.of(DType.FLOAT32, 2, 3));
        int twice = program.add(new Op.Binary(BinaryFunction.ADD), x, x);
        program.source("Mnist.java:42");
        int sums = program.add(new Op.Reduce(ReduceFunction.SUM, List.of(1)), twice);
        assertEquals("""
                program
                  %0: float32[2, 3] = parameter
                  %1: float32[2, 3] = add %0 %0
                  %2: float32[2] = reduce_sum %1 axes [1]   # Mnist.java:42
                  outputs %2, %0
                  update %0 <- %1
                """, program.build(List.of(sums, x), Map.of(x, twice)).toString());
    }

    @Test
    void showsThePrecisionOfAProductThatIsNotTakenInFull() {
        ProgramBuilder program = new ProgramBuilder();
        int x = program.parameter(TensorType.of(DType.FLOAT32, 2, 2));
        List<Integer> products = Stream.of(Precision.FULL, Precision.BFLOAT16)
                .map(precision -> program.add(new Op.MatMul(precision), x, x)).toList();
        assertEquals("""
                program
                  %0: float32[2, 2] = parameter
                  %1: float32[2, 2] = matmul %0 %0
                  %2: float32[2, 2] = matmul %0 %0 in bfloat16
                  outputs %1, %2
                """, program.build(products, Map.of()).toString());
    }
}
