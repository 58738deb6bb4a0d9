package org.garam.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.garam.op.Precision;
import org.garam.runtime.Creation;
import org.garam.runtime.Elementwise;
import org.garam.runtime.Engine;
import org.garam.runtime.LinearAlgebra;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** A compiled function of tensors, bound to operands of {@link Operands} and to its result. */
final class ProgramWorkload implements Workload {
    private final Engine engine;
    private final Tensor result;
    private final List<Tensor> operands;
    private final LoadedProgram program;
    private final BoundExecutable bound;

    private ProgramWorkload(String device, DType dtype, List<Shape> shapes, Function<List<Tensor>, Tensor> function) {
        engine = Engine.open(device);
        operands = engine.call(() -> shapes.stream()
                .map(shape -> Tensor.of(Operands.uniform((int) shape.count()), shape.toArray()).cast(dtype)).toList());
        Trace trace = new Trace(engine);
        Tensor traced = engine.call(() ->
                function.apply(operands.stream().map(operand -> trace.parameter(operand.type())).toList()));
        result = engine.call(() -> Creation.full(traced.type(), 0));
        program = engine.load(trace.build(List.of(traced)));
        List<DeviceBuffer> buffers = new ArrayList<>(operands.stream().map(Tensor::buffer).toList());
        buffers.add(result.buffer());
        bound = program.bind(buffers);
    }

    /** {@return the product of an m x k and a k x n matrix} */
    static ProgramWorkload product(String device, int m, int n, int k) {
        return product(device, DType.FLOAT32, Precision.FULL, m, n, k);
    }

    /** {@return the product of an m x k and a k x n matrix of this type in this precision} */
    static ProgramWorkload product(String device, DType dtype, Precision precision, int m, int n, int k) {
        return new ProgramWorkload(device, dtype, List.of(Shape.of(m, k), Shape.of(k, n)),
                in -> LinearAlgebra.matmul(in.get(0), in.get(1), precision));
    }

    /**
     * {@return a function of vectors}
     *
     * @param kind {@code relu}: max(x y + y, 0); {@code tanh}: tanh(x y + y); {@code sum}: the sum of x y
     */
    static ProgramWorkload vectors(String device, String kind, int size) {
        return new ProgramWorkload(device, DType.FLOAT32, List.of(Shape.of(size), Shape.of(size)), in -> {
            Tensor product = in.get(0).mul(in.get(1));
            return switch (kind) {
                case "relu" -> Elementwise.maximum(product.add(in.get(1)), 0);
                case "tanh" -> Elementwise.tanh(product.add(in.get(1)));
                case "sum" -> Reductions.reduceSum(product);
                default -> throw new IllegalArgumentException("kind is relu, tanh or sum, received " + kind);
            };
        });
    }

    @Override
    public void run(int count) {
        for (int i = 0; i < count; i++) {
            bound.run();
        }
        engine.device().synchronize();
    }

    /** {@return what the function yielded} */
    float[] result() {
        return result.toFloats();
    }

    @Override
    public void close() {
        bound.close();
        program.close();
        engine.close();
    }
}
