package org.garam.data;

/** One step of a pipeline; immutable but for what passes leave behind (caches, how often it was shuffled). */
interface Stage {

    /** {@return a new pass, which is to be closed} */
    Cursor open();

    /** {@return a pass for the first element's sake: nothing is read ahead, counted or kept for it} */
    default Cursor peek() {
        return open();
    }

    ElementSpec spec();

    /** {@return the number of elements, {@link Dataset#UNKNOWN} or {@link Dataset#INFINITE}} */
    long cardinality();
}
