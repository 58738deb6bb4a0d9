package org.garam.plan;

import org.garam.tensor.DType;

/** Where the elements that a {@link View} looks at come from. */
public sealed interface Place {
    /** The buffer bound as the plan's argument {@code index}. */
    record Argument(int index) implements Place {
        @Override
        public String toString() {
            return "arg" + index;
        }
    }

    /** The plan's scratch arena of one element type; values that do not live at the same time share its parts. */
    record Scratch(DType dtype) implements Place {
        @Override
        public String toString() {
            return "scratch";
        }
    }

    /**
     * No memory at all: the element at offset {@code o} is the number {@code o} itself. A view of it counts along any
     * axis, so that positions need neither memory nor an instruction of their own.
     */
    record Positions() implements Place {
        @Override
        public String toString() {
            return "positions";
        }
    }
}
