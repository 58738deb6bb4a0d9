package org.garam.model;

import java.util.OptionalInt;
import org.garam.runtime.Creation;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Puts batches of rows behind one another in one tensor, on the device. If nobody knows how many there will be, the
 * memory doubles whenever it is full.
 */
final class RowCollector implements AutoCloseable {
    private static final int FIRST_ROWS = 1024;

    private final DType dtype;
    private final Shape row;
    private final boolean isExact;
    /** Null once it was taken. */
    private Tensor rows;
    private int count;

    /** @param total how many rows there will be; empty if nobody knows */
    RowCollector(DType dtype, Shape row, OptionalInt total) {
        this.dtype = dtype;
        this.row = row;
        isExact = total.isPresent();
        rows = isExact ? ofRows(total.getAsInt()) : ModelMemory.zeros(dtype, shape(FIRST_ROWS).toArray());
    }

    private Shape shape(int number) {
        return Shape.of(number).append(row);
    }

    private Tensor ofRows(int number) {
        return Creation.full(new TensorType(dtype, shape(number)), 0);
    }

    /** Queues a copy of {@code batch}, [n, row..]. */
    void add(Tensor batch) {
        int behind = Math.addExact(count, batch.shape().size(0));
        if (behind > rows.shape().size(0)) {
            grow(behind);
        }
        copy(batch, rows, count, batch.shape().size(0));
        count = behind;
    }

    private void grow(int least) {
        int larger = (int) Math.min(Integer.MAX_VALUE, Math.max(least, 2L * rows.shape().size(0)));
        try (Tensor full = rows) {
            rows = ModelMemory.zeros(dtype, shape(larger).toArray());
            copy(full, rows, 0, count);
        }
    }

    private void copy(Tensor from, Tensor to, int firstRow, int number) {
        to.buffer().copy(firstRow * row.count(), from.buffer(), number * row.count());
    }

    /** {@return all rows, which belong to the caller's scope} */
    Tensor take() {
        if (!isExact) {
            try (Tensor whole = rows) {
                rows = ofRows(count);
                copy(whole, rows, 0, count);
            }
        }
        Tensor taken = rows;
        rows = null;
        return taken;
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
    }
}
