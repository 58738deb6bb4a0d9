package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import org.garam.plan.Place;
import org.garam.plan.View;

/** The elements a view looks at, addressed by their row-major position in it. */
final class Elements {
    private final View view;
    private final MemorySegment memory;
    private final long[] offsets;

    /** Writes down all offsets, so that reading an element needs no arithmetic. */
    Elements(View view, MemorySegment memory) {
        this.view = view;
        this.memory = memory;
        offsets = new long[Math.toIntExact(view.shape().count())];
        long[] strides = view.strides().stream().mapToLong(Long::longValue).toArray();
        HostTensor.forEach(view.shape(), (position, at) -> {
            long offset = view.offset();
            for (int axis = 0; axis < at.length; axis++) {
                offset += at[axis] * strides[axis];
            }
            offsets[position] = offset;
        });
    }

    int count() {
        return offsets.length;
    }

    /** {@return the size of the view along {@code axis}, which may be negative to count from the end} */
    int size(int axis) {
        return view.shape().size(axis);
    }

    int rank() {
        return view.shape().rank();
    }

    double get(int position) {
        return view.place() instanceof Place.Positions
                ? view.dtype().round(offsets[position]) : HostMemory.get(memory, view.dtype(), offsets[position]);
    }

    void set(int position, double value) {
        HostMemory.set(memory, view.dtype(), offsets[position], value);
    }

    /** {@return {@code value} as an element of this type holds it} */
    double round(double value) {
        return view.dtype().round(value);
    }
}
