package org.garam.model.callback;

import org.garam.model.state.SavedState;

/**
 * A callback that remembers something from epoch to epoch. For a run that is interrupted and resumed to end as one that
 * is not, what it remembers is saved with each backup, see {@link BackupAndRestore}.
 */
public interface StatefulCallback extends Callback {
    /** {@return what is remembered} */
    SavedState save();

    /** Takes on what was remembered; is called after {@link #onTrainBegin}. */
    void restore(SavedState saved);
}
