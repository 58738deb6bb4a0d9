package org.garam.model;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.garam.model.callback.Callback;
import org.garam.model.callback.StatefulCallback;
import org.garam.model.state.SavedState;
import org.garam.model.state.StateFileException;
import org.garam.runtime.Tensor;

/**
 * All that the rest of a call of {@code fit} depends on, to be saved and restored.
 *
 * @param data what the data are like
 * @param progress the sums behind loss and metrics, on the device
 * @param orders where the order of samples comes from: a run goes on with the seed it began with
 */
record FittingBackup(BuiltModel model, FitOptions options, List<String> data, Measures measures, Tensor progress,
        PassSteps steps, Optional<Evaluation> validation, FittingPosition position, OrderSource orders, FittingRun run,
        History history, List<Callback> callbacks) {
    private static final String KIND = "run/kind";
    private static final String PROGRESS = "run/progress";
    private static final String POSITION = "run/position";
    private static final String PASSES = "run/passes";
    private static final String VALIDATION = "run/validation";
    private static final String ORDER = "run/order seed, offset";
    private static final String LOGS = "run/logs";
    private static final String HISTORY = "run/history";
    private static final String CALLBACKS = "run/callbacks/";

    SavedState save() {
        SavedState state = ModelState.whole(model).putText(KIND, kind()).put(PROGRESS, progress)
                .putIntegers(ORDER, orders.seed(), orders.offset());
        state.putAll(PASSES, steps.save());
        validation.ifPresent(evaluation -> state.putAll(VALIDATION, evaluation.save()));
        state.putAll(POSITION, position.save()).putAll(LOGS, run.save()).putAll(HISTORY, history.save());
        forEachStateful((name, callback) -> state.putAll(name, callback.save()));
        return state;
    }

    /** What must be the same for a run to go on; how long it is to go on is free. */
    private String kind() {
        return String.join("\n", "optimizer " + model.optimizerName(), "metrics " + measures.names(),
                String.join("\n", data), options.shuffle() ? "random order" : "fixed order",
                "steps per epoch " + options.stepsPerEpoch().stream().mapToObj(String::valueOf).findAny().orElse("all"));
    }

    private void forEachStateful(BiConsumer<String, StatefulCallback> action) {
        Map<String, Integer> numbers = new HashMap<>();
        for (Callback callback : callbacks) {
            if (callback instanceof StatefulCallback stateful) {
                String name = callback.getClass().getName();
                action.accept(CALLBACKS + name + " " + numbers.merge(name, 1, Integer::sum), stateful);
            }
        }
    }

    /**
     * Finds out whether this run can go on from {@code state}.
     *
     * @throws StateFileException if not; the message tells the first difference
     */
    void requireFitting(SavedState state, Path file) {
        if (!state.has(KIND)) {
            throw new StateFileException(file + " holds weights or a model's state, not that of a run; load it by loadWeights"
                    + " or loadState");
        }
        List<String> saved = state.text(KIND).lines().toList();
        List<String> own = kind().lines().toList();
        for (int i = 0; i < own.size(); i++) {
            if (i >= saved.size() || !own.get(i).equals(saved.get(i))) {
                throw new StateFileException(file + " is the backup of another run: that one had " + saved.get(i)
                        + ", this one has " + own.get(i) + "; run it as it was, or delete the backup to start anew");
            }
        }
        ModelState.requireWhole(model, state, file);
    }

    /**
     * Goes where {@code state} is.
     *
     * @return where the order of samples comes from
     */
    OrderSource restore(SavedState state) {
        ModelState.setWhole(model, state, "the backup");
        progress.buffer().write(0, state.entry(PROGRESS).values());
        position.restore(state.part(POSITION));
        run.restore(state.part(LOGS));
        history.restore(state.part(HISTORY));
        forEachStateful((name, callback) -> {
            SavedState saved = state.part(name);
            if (!saved.names().isEmpty()) {
                callback.restore(saved);
            }
        });
        steps.restore(state.part(PASSES), Integer.MAX_VALUE,
                position.isInPass() ? OptionalInt.of(position.next) : OptionalInt.empty());
        validation.ifPresent(evaluation -> evaluation.restore(state.part(VALIDATION)));
        long[] order = state.integers(ORDER);
        return new OrderSource(order[0], (int) order[1]);
    }
}
