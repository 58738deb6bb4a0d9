package org.garam.runtime;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.op.ShapeException;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.TensorType;

/** Runs expressions at once: each is a small compiled program, kept by its key and its operands' types. */
final class EagerCache {
    private static final int CAPACITY = 1024;

    private record Signature(Object key, List<TensorType> types) {}

    /** Distinguishes a fragment that changes its first operand from the same one that does not. */
    private record InPlace(Object key) {}

    private record Entry(LoadedProgram program, List<TensorType> results) {}

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

    List<Tensor> apply(Object key, Fragment fragment, Tensor... operands) {
        Entry entry = entry(key, fragment, false, operands);
        List<Tensor> results = entry.results.stream().map(type -> Tensor.allocated(engine, type)).toList();
        run(entry, results, operands);
        return results;
    }

    /** Has the first operand hold the value of {@code expression}. */
    void update(Object key, Expression expression, Tensor... operands) {
        Fragment fragment = (program, values) -> List.of(expression.build(program, values));
        run(entry(new InPlace(key), fragment, true, operands), List.of(), operands);
    }

    private static void run(Entry entry, List<Tensor> results, Tensor... operands) {
        List<DeviceBuffer> buffers = Stream.concat(Arrays.stream(operands), results.stream()).map(Tensor::buffer).toList();
        try (BoundExecutable bound = entry.program.bind(buffers)) {
            bound.run();
        }
        // Their memory must not be freed before the run is queued.
        Reference.reachabilityFence(operands);
    }

    private Entry entry(Object key, Fragment fragment, boolean inPlace, Tensor... operands) {
        for (Tensor operand : operands) {
            if (operand.engine() != engine) {
                throw new IllegalArgumentException("operands live on different engines: " + operand.type() + " on "
                        + operand.engine() + ", another one on " + engine + "; make both on one of them");
            }
        }
        Signature signature = new Signature(key, Arrays.stream(operands).map(Tensor::type).toList());
        synchronized (entries) {
            Entry entry = entries.get(signature);
            if (entry == null) {
                entry = load(fragment, inPlace, signature.types);
                entries.put(signature, entry);
            }
            return entry;
        }
    }

    private Entry load(Fragment fragment, boolean inPlace, List<TensorType> types) {
        ProgramBuilder builder = new ProgramBuilder();
        int[] parameters = types.stream().mapToInt(builder::parameter).toArray();
        List<Integer> values;
        try {
            values = fragment.build(builder, parameters);
        } catch (ShapeException e) {
            String line = SourceLine.ofCaller();
            throw line.isEmpty() ? e : new ShapeException(e.getMessage() + ", at " + line);
        }
        Program program = inPlace
                ? builder.build(List.of(), Map.of(parameters[0], values.getFirst())) : builder.build(values, Map.of());
        return new Entry(engine.load(program), program.outputs().stream().map(program::type).toList());
    }

    /** Forgets all programs. */
    void close() {
        synchronized (entries) {
            entries.values().forEach(entry -> entry.program.close());
            entries.clear();
        }
    }
}
