package org.garam.plan;

import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * The memory of one value while a program is lowered: an argument, a part of another storage, or a piece of scratch
 * whose offset the {@link MemoryPlanner} finds.
 */
final class Storage {
    final DType dtype;
    final long size;
    private final Place place;
    private final Storage whole;
    private long offset;

    private Storage(DType dtype, long size, Place place, Storage whole, long offset) {
        this.dtype = dtype;
        this.size = size;
        this.place = place;
        this.whole = whole;
        this.offset = offset;
    }

    static Storage argument(int index, DType dtype, long size) {
        return new Storage(dtype, size, new Place.Argument(index), null, 0);
    }

    static Storage scratch(DType dtype, long size) {
        return new Storage(dtype, size, new Place.Scratch(dtype), null, 0);
    }

    Storage part(long offset, long size) {
        return new Storage(dtype, size, place, this, offset);
    }

    boolean isScratch() {
        return place instanceof Place.Scratch;
    }

    Storage root() {
        return whole == null ? this : whole.root();
    }

    /** {@return whether this is {@code other} or a part of it} */
    boolean isWithin(Storage other) {
        return this == other || whole != null && whole.isWithin(other);
    }

    void moveTo(long newOffset) {
        offset = newOffset;
    }

    private long absoluteOffset() {
        return whole == null ? offset : offset + whole.absoluteOffset();
    }

    /** {@return {@code view}, which is relative to this storage, where the storage lies} */
    View placed(View view) {
        return new View(place, dtype, absoluteOffset() + view.offset(), view.shape(), view.strides());
    }

    View dense(Shape shape) {
        return View.dense(place, dtype, absoluteOffset(), shape);
    }
}
