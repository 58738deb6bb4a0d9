package org.garam.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

class ProgramBuilderTest {
    private static final TensorType FLOATS = TensorType.of(DType.FLOAT32, 2, 3);
    private static final TensorType INTEGERS = TensorType.of(DType.INT32, 2, 3);

    private final ProgramBuilder program = new ProgramBuilder();

    private int multiply(int x, int y) {
        return program.add(new Op.Binary(BinaryFunction.MULTIPLY), x, y);
    }

    @Test
    void equalOpsAreOneValue() {
        int x = program.parameter(FLOATS);
        assertEquals(multiply(x, x), multiply(x, x));
        assertEquals(2, program.valueCount());
    }

    @Test
    void zerosOfBothSignsAreTwoConstants() {
        assertNotEquals(program.constant(FLOATS, 0.0), program.constant(FLOATS, -0.0));
    }

    @Test
    void whatMovesNothingIsNoNode() {
        int x = program.parameter(FLOATS);
        assertEquals(x, program.add(new Op.Reshape(FLOATS.shape()), x));
        assertEquals(x, program.add(new Op.Transpose(List.of(0, 1)), x));
        assertEquals(x, program.add(new Op.Slice(List.of(0, 0), FLOATS.shape(), List.of(1, 1)), x));
        assertEquals(x, program.add(new Op.Concat(0), x));
        assertEquals(x, program.add(new Op.Reduce(ReduceFunction.SUM, List.of()), x));
        int flat = program.add(new Op.Reshape(Shape.of(6)), x);
        assertEquals(x, program.add(new Op.Reshape(FLOATS.shape()), flat));
    }

    @Test
    void constantsAreComputed() {
        int sum = program.add(new Op.Binary(BinaryFunction.ADD), program.constant(FLOATS, 0.1),
                program.constant(FLOATS, 0.2));
        assertEquals(0.1f + 0.2f, program.constantValue(sum).orElseThrow());
        int wrapped = multiply(program.constant(INTEGERS, 0x10001), program.constant(INTEGERS, 0x10001));
        assertEquals(0x20001, program.constantValue(wrapped).orElseThrow());
    }

    @Test
    void whatADoubleCannotComputeIsLeftToTheDevice() {
        int largest = program.constant(INTEGERS, Integer.MAX_VALUE);
        assertFalse(program.constantValue(multiply(largest, largest)).isPresent());
        assertFalse(program.constantValue(program.add(new Op.Unary(UnaryFunction.EXP),
                program.constant(FLOATS, 1))).isPresent());
    }

    @Test
    void buildingNumbersParametersFirst() {
        int x = program.parameter(FLOATS);
        int square = multiply(x, x);
        int late = program.parameter(FLOATS);
        int product = multiply(square, late);
        Program built = program.build(List.of(product, late), Map.of(late, square));
        assertEquals(List.of(FLOATS, FLOATS), built.parameters());
        assertEquals(List.of(3, 1), built.outputs());
        assertEquals(Map.of(1, 2), built.updates());
        assertEquals(List.of(2, 1), built.node(3).inputs());
    }
}
