package org.garam.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.op.Precision;
import org.garam.runtime.Engine;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.PrecisionScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.TensorType;

/** The compiled steps of a model, so that many short calls of {@code fit} compile nothing. */
final class StepCache {
    private static final int CAPACITY = 32;

    private record Key(Purpose purpose, Compilation compilation, Precision precision, StepArguments<TensorType> types,
            Batches batches) {}

    /**
     * A compiled step, which may be forgotten, by a callback that compiles the model anew, while it is still running.
     */
    static final class Loaded {
        final LoadedProgram program;
        final List<Tensor> captured;
        final List<String> inspected;
        private int users;
        private boolean isForgotten;

        private Loaded(LoadedProgram program, TrainingStep.Traced traced) {
            this.program = program;
            captured = traced.captured();
            inspected = traced.inspected();
        }

        void release() {
            users--;
            closeIfUnused();
        }

        private void forget() {
            isForgotten = true;
            closeIfUnused();
        }

        private void closeIfUnused() {
            if (isForgotten && users == 0) {
                program.close();
            }
        }
    }

    private final Engine engine;
    private final Architecture architecture;
    private final Supplier<Precision> precision;
    private final Map<Key, Loaded> steps = new LinkedHashMap<>(16, 0.75f, true);

    /** @param precision that of the matrix products of steps that are bound now */
    StepCache(Engine engine, Architecture architecture, Supplier<Precision> precision) {
        this.engine = engine;
        this.architecture = architecture;
        this.precision = precision;
    }

    /**
     * {@return a step bound to memory}
     *
     * @param compilation null if the purpose is to predict
     */
    BoundStep bind(Purpose purpose, Compilation compilation, StepArguments<Tensor> arguments, Batches batches) {
        Loaded loaded = loaded(new Key(purpose, compilation, precision.get(), arguments.map(Tensor::type),
                batches));
        loaded.users++;
        return new BoundStep(loaded, arguments.present());
    }

    private Loaded loaded(Key key) {
        Loaded known = steps.get(key);
        if (known == null) {
            TrainingStep.Traced traced = traced(key);
            known = new Loaded(engine.load(traced.program()), traced);
            steps.put(key, known);
            forgetEldest();
        }
        return known;
    }

    private TrainingStep.Traced traced(Key key) {
        try (PrecisionScope _ = PrecisionScope.open(key.precision)) {
            return TrainingStep.trace(key.purpose, engine, architecture, key.compilation, key.types, key.batches);
        }
    }

    private void forgetEldest() {
        if (steps.size() > CAPACITY) {
            Key eldest = steps.keySet().iterator().next();
            steps.remove(eldest).forget();
        }
    }

    /** Forgets all steps. */
    void clear() {
        steps.values().forEach(Loaded::forget);
        steps.clear();
    }
}
