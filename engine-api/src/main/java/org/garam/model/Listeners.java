package org.garam.model;

import java.util.ArrayList;
import java.util.List;
import org.garam.argument.Required;
import org.garam.model.callback.Callback;
import org.garam.model.callback.ProgressBar;

/** Who is told how something goes on. */
final class Listeners {
    private Listeners() {}

    /** {@return the callbacks, and behind them the one that prints, as Keras has it: others may add to the logs} */
    static List<Callback> of(List<Callback> callbacks, int verbose) {
        List<Callback> listeners = new ArrayList<>(callbacks);
        if (verbose == 1) {
            listeners.add(ProgressBar.bar());
        } else if (verbose == 2) {
            listeners.add(ProgressBar.lines(System.out));
        }
        return List.copyOf(listeners);
    }

    static List<Callback> joined(List<Callback> callbacks, Callback... added) {
        List<Callback> all = new ArrayList<>(callbacks);
        all.addAll(List.of(Required.each("callbacks", "callback", added,
                "a callback, for example new EarlyStopping()")));
        return List.copyOf(all);
    }

    /** {@return the callbacks that want to hear of such batches} */
    static Callback[] ofBatches(List<Callback> callbacks, Callback.Batches kind) {
        return callbacks.stream().filter(callback -> callback.hearsBatches().contains(kind)).toArray(Callback[]::new);
    }

    static int verbose(int level) {
        if (level < 0 || level > 2) {
            throw new IllegalArgumentException("verbose is 0 (nothing), 1 (progress bar) or 2 (one line per epoch),"
                    + " received " + level);
        }
        return level;
    }
}
