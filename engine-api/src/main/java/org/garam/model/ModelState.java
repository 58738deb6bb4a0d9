package org.garam.model;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.garam.model.Architecture.Placed;
import org.garam.model.ModelMemory.OptimizerMemory;
import org.garam.model.state.SavedState;
import org.garam.model.state.SavedState.Entry;
import org.garam.model.state.StateFileException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** What a model keeps on its device, read from there and written back, bit for bit. */
final class ModelState {
    private static final String WEIGHTS = "weights";
    private static final String SLOT = "optimizer/slot ";
    private static final String LEARNING_RATE = "optimizer/learning rate";
    private static final String ITERATION = "optimizer/iteration";
    private static final String RANDOM = "random";

    private ModelState() {}

    /** {@return all weights, called {@code weights/layer/weight}} */
    static SavedState weights(BuiltModel model) {
        SavedState state = new SavedState();
        for (Placed weight : model.architecture().weights()) {
            Tensor flat = flat(model, weight);
            state.put(name(weight), new Entry(type(model, weight), HostValues.read(flat, weight.offset(), weight.count())));
        }
        return state;
    }

    /** {@return all weights, what the optimizer remembers, and the state of random numbers} */
    static SavedState whole(BuiltModel model) {
        SavedState state = weights(model);
        optimizer(model).forEach(state::put);
        return state;
    }

    private static String name(Placed weight) {
        return WEIGHTS + "/" + weight.layer() + "/" + weight.spec().name();
    }

    private static TensorType type(BuiltModel model, Placed weight) {
        return new TensorType(model.architecture().dtype(), weight.spec().shape());
    }

    private static Tensor flat(BuiltModel model, Placed weight) {
        return weight.spec().trainable() ? model.memory().trained() : model.memory().fixed();
    }

    private static SequencedMap<String, Tensor> optimizer(BuiltModel model) {
        OptimizerMemory optimizer = model.requireOptimizer();
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < optimizer.slots().size(); i++) {
            tensors.put(SLOT + i, optimizer.slots().get(i));
        }
        if (optimizer.learningRate() != null) {
            tensors.put(LEARNING_RATE, optimizer.learningRate());
        }
        tensors.put(ITERATION, optimizer.iteration());
        tensors.put(RANDOM, model.memory().random());
        return tensors;
    }

    /**
     * Takes on weights, all of them or, if one does not fit, none.
     *
     * @param source where they come from, for messages
     * @throws StateFileException if they are not those of this model
     */
    static void setWeights(BuiltModel model, SavedState state, Object source) {
        requireWeights(model, state, source);
        DType dtype = model.architecture().dtype();
        for (Placed weight : model.architecture().weights()) {
            flat(model, weight).buffer().write(weight.offset(), converted(state.entry(name(weight)), dtype));
        }
    }

    /**
     * Takes on weights, the optimizer's memory and the state of random numbers, everything or nothing.
     *
     * @param source where they come from, for messages
     * @throws StateFileException if they are not those of this model and its optimizer
     */
    static void setWhole(BuiltModel model, SavedState state, Object source) {
        requireWhole(model, state, source);
        setWeights(model, state, source);
        optimizer(model).forEach((name, tensor) -> tensor.buffer().write(0, state.entry(name).values()));
    }

    /** Finds out whether {@link #setWhole} will do, and changes nothing. */
    static void requireWhole(BuiltModel model, SavedState state, Object source) {
        requireWeights(model, state, source);
        SequencedMap<String, Tensor> own = optimizer(model);
        List<String> saved = new ArrayList<>(state.names());
        saved.removeIf(name -> !name.startsWith("optimizer/") && !name.equals(RANDOM));
        if (saved.isEmpty()) {
            throw new StateFileException(source + " holds weights only, not what an optimizer remembers; read it by"
                    + " loadWeights");
        }
        boolean fits = own.keySet().containsAll(saved) && saved.containsAll(own.keySet())
                && own.entrySet().stream().allMatch(entry -> state.entry(entry.getKey()).type().equals(entry.getValue().type()));
        if (!fits) {
            throw new StateFileException(source + " holds what another optimizer remembers: "
                    + saved.stream().map(name -> name + " " + state.entry(name).type()).toList() + ", the model's "
                    + model.optimizerName() + " needs " + own.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue().type()).toList()
                    + "; compile the model as it was, or read only the weights by loadWeights");
        }
    }

    private static void requireWeights(BuiltModel model, SavedState state, Object source) {
        List<String> own = model.architecture().weights().stream().map(ModelState::name).toList();
        List<String> saved = state.names().stream().filter(name -> name.startsWith(WEIGHTS + "/")).toList();
        for (String name : own) {
            if (!saved.contains(name)) {
                throw mismatch(source, "it has no " + name + "; it has " + saved);
            }
        }
        for (String name : saved) {
            if (!own.contains(name)) {
                throw mismatch(source, "it has " + name + ", which the model has not");
            }
        }
        for (Placed weight : model.architecture().weights()) {
            TensorType type = state.entry(name(weight)).type();
            if (!type.shape().equals(weight.spec().shape()) || !type.dtype().isFloating()) {
                throw mismatch(source, "its " + name(weight) + " is " + type + ", the model's is " + type(model, weight));
            }
        }
    }

    private static StateFileException mismatch(Object source, String how) {
        return new StateFileException(source + " holds the weights of another model: " + how
                + "; build the same layers with the same names. Nothing was changed");
    }

    private static MemorySegment converted(Entry entry, DType dtype) {
        return entry.type().dtype() == dtype ? entry.values()
                : HostValues.of(dtype, Tensor.of(entry.type(), entry.values()).toDoubles());
    }
}
