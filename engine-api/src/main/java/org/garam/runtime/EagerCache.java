package org.garam.runtime;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.garam.op.ShapeException;
import org.garam.program.ProgramBuilder;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.TensorType;

/** Runs expressions at once: each is a small compiled program, kept by its key and its operands' types. */
final class EagerCache {
    private static final int CAPACITY = 1024;

    private record Signature(Object key, List<TensorType> types) {}

    private record Entry(LoadedProgram program, TensorType result) {}

    private final Engine engine;
    private final Map<Signature, Entry> entries = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Signature, Entry> eldest) {
            if (size() > CAPACITY) {
                eldest.getValue().program.close();
                return true;
            }
            return false;
        }
    };

    EagerCache(Engine engine) {
        this.engine = engine;
    }

    Tensor apply(Object key, Expression expression, Tensor... operands) {
        List<TensorType> types = Arrays.stream(operands).map(Tensor::type).toList();
        List<DeviceBuffer> buffers = new ArrayList<>();
        for (Tensor operand : operands) {
            if (operand.engine() != engine) {
                throw new IllegalArgumentException("operands live on different engines: " + operand.type() + " on "
                        + operand.engine() + ", another one on " + engine + "; make both on one of them");
            }
            buffers.add(operand.buffer());
        }
        Entry entry;
        synchronized (entries) {
            Signature signature = new Signature(key, types);
            entry = entries.get(signature);
            if (entry == null) {
                entry = load(expression, types);
                entries.put(signature, entry);
            }
        }
        Tensor result = Tensor.allocated(engine, entry.result);
        buffers.add(result.buffer());
        try (BoundExecutable bound = entry.program.bind(buffers)) {
            bound.run();
        }
        // Their memory must not be freed before the run is queued.
        Reference.reachabilityFence(operands);
        return result;
    }

    private Entry load(Expression expression, List<TensorType> types) {
        ProgramBuilder builder = new ProgramBuilder();
        int[] parameters = types.stream().mapToInt(builder::parameter).toArray();
        int value;
        try {
            value = expression.build(builder, parameters);
        } catch (ShapeException e) {
            String line = SourceLine.ofCaller();
            throw line.isEmpty() ? e : new ShapeException(e.getMessage() + ", at " + line);
        }
        return new Entry(engine.load(builder.build(List.of(value), Map.of())), builder.type(value));
    }
}
