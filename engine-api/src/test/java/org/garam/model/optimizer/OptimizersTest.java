package org.garam.model.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.garam.conformance.ReferenceDevice;
import org.garam.runtime.CompiledFunction;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

class OptimizersTest {
    private static final TensorType FLAT = TensorType.of(DType.FLOAT32, 1000);
    private static final TensorType SCALAR = TensorType.of(DType.FLOAT32);

    private final Engine engine = new Engine(new ReferenceDevice.Provider().open(0));

    @Test
    void aStepIsOneKernel() {
        for (Optimizer optimizer : List.of(new SGD(), new SGD(0.1, 0.9, true), new Adam(),
                new Adam(0.1, 0.9, 0.99, 1e-7, true))) {
            List<TensorType> types = new ArrayList<>(List.of(FLAT, FLAT, SCALAR, SCALAR));
            optimizer.slots().forEach(_ -> types.add(FLAT));
            engine.run(() -> assertEquals(1, step(optimizer).plan(types.toArray(TensorType[]::new)).kernels().size(),
                    optimizer.toString()));
        }
    }

    /** The largest mean square is kept when later gradients are small. */
    @Test
    void amsgradRemembersTheLargest() {
        engine.run(() -> {
            CompiledFunction step = step(new Adam(0.1, 0.9, 0.5, 1e-7, true));
            Tensor zero = Tensor.of(new float[] {0});
            Tensor gradient = Tensor.of(new float[] {2});
            Tensor rate = scalar(0.1);
            List<Tensor> first = step.applyAll(zero, gradient, rate, scalar(1), zero, zero, zero);
            List<Tensor> second = step.applyAll(first.getFirst(), zero, rate, scalar(2), first.get(1), first.get(2),
                    first.get(3));
            assertEquals(2, first.get(3).item(), 1e-6);
            assertEquals(1, second.get(2).item(), 1e-6);
            assertEquals(2, second.get(3).item(), 1e-6);
        });
    }

    private static Tensor scalar(double number) {
        return Tensor.scalar(DType.FLOAT32, number);
    }

    private static CompiledFunction step(Optimizer optimizer) {
        return Engine.compileAll(in -> {
            List<Tensor> remembered = in.subList(4, in.size());
            Optimizer.Step step = optimizer.step(in.getFirst(), in.get(1), remembered, in.get(2), in.get(3));
            List<Tensor> results = new ArrayList<>(List.of(step.weights()));
            results.addAll(step.slots());
            return results;
        });
    }

    @Test
    void settingsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new SGD(-1));
        assertThrows(IllegalArgumentException.class, () -> new SGD(0.1, 1.5));
        assertThrows(IllegalArgumentException.class, () -> new Adam(0.1, 1, 0.999, 1e-7));
        assertThrows(IllegalArgumentException.class, () -> new Adam(Double.NaN));
    }
}
