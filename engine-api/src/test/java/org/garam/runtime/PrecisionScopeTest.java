package org.garam.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.garam.conformance.TestEngine;
import org.garam.op.Op;
import org.garam.op.Precision;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrecisionScopeTest {
    private static final TensorType SQUARE = TensorType.of(DType.FLOAT32, 2, 2);

    @AfterEach
    void forget() {
        System.clearProperty(PrecisionScope.PROPERTY);
    }

    /** {@return the precisions of a program's products} */
    static List<Precision> of(Program program) {
        return program.nodes().stream().map(Node::op).filter(Op.MatMul.class::isInstance)
                .map(op -> ((Op.MatMul) op).precision()).toList();
    }

    @Test
    void scopesNest() {
        assertEquals(Precision.FULL, PrecisionScope.current());
        try (PrecisionScope outer = PrecisionScope.open(Precision.TENSOR_FLOAT32)) {
            try (PrecisionScope _ = PrecisionScope.open(Precision.FULL)) {
                assertEquals(Precision.FULL, PrecisionScope.current());
                assertThrows(IllegalStateException.class, outer::close);
            }
            assertEquals(Precision.TENSOR_FLOAT32, PrecisionScope.current());
        }
        assertEquals(Precision.FULL, PrecisionScope.current());
    }

    @Test
    void aScopeIsItsThreadsAlone() throws InterruptedException, ExecutionException {
        try (PrecisionScope _ = PrecisionScope.open(Precision.FLOAT16)) {
            FutureTask<Precision> elsewhere = new FutureTask<>(PrecisionScope::current);
            Thread.ofPlatform().start(elsewhere);
            assertEquals(Precision.FULL, elsewhere.get());
        }
    }

    @Test
    void thePropertyIsThePrecisionOutsideOfScopes() {
        for (Precision precision : Precision.values()) {
            System.setProperty(PrecisionScope.PROPERTY, precision.toString());
            assertEquals(precision, PrecisionScope.current());
        }
        System.setProperty(PrecisionScope.PROPERTY, "tf32");
        assertEquals("-Dgaram.precision=tf32: tf32 is no precision; give full, tensor_float32, bfloat16, float16",
                assertThrows(IllegalArgumentException.class, PrecisionScope::current).getMessage());
    }

    @Test
    void aCompiledFunctionIsTracedForThePrecisionItIsCalledIn() {
        TestEngine.reference().run(() -> {
            CompiledFunction square = Engine.compile(x -> x.matmul(x).add(x.matmul(x, Precision.BFLOAT16)));
            assertEquals(List.of(Precision.FULL, Precision.BFLOAT16), of(square.program(SQUARE)));
            try (PrecisionScope _ = PrecisionScope.open(Precision.TENSOR_FLOAT32)) {
                assertEquals(List.of(Precision.TENSOR_FLOAT32, Precision.BFLOAT16), of(square.program(SQUARE)));
            }
        });
    }

    @Test
    void gradientsHaveThePrecisionOfTheProduct() {
        TestEngine.reference().run(() -> {
            CompiledFunction slope = Engine.compile(Differentiation.gradient(
                    x -> x.matmul(x.add(1), Precision.TENSOR_FLOAT32)));
            List<Precision> found = of(slope.program(SQUARE));
            assertTrue(found.size() >= 2 && found.stream().allMatch(Precision.TENSOR_FLOAT32::equals), found.toString());
        });
    }

    /** So that programs that compute the same are the same. */
    @Test
    void factorsThatAreNotFloat32AreTakenInFull() {
        TestEngine.reference().run(() -> {
            CompiledFunction square = Engine.compile(x -> x.matmul(x, Precision.BFLOAT16));
            for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16, DType.INT32)) {
                assertEquals(List.of(Precision.FULL), of(square.program(TensorType.of(dtype, 2, 2))), dtype.toString());
            }
        });
    }
}
