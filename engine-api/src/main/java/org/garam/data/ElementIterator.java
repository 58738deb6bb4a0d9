package org.garam.data;

import java.lang.ref.Cleaner;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * One pass over a {@link Dataset}. At its end, and after a failure, it closes itself; who leaves earlier should close
 * it, or files and threads stay until it is garbage-collected:
 *
 * {@snippet :
 * try (ElementIterator batches = dataset.iterator()) {
 *     while (batches.hasNext()) { ... }
 * }
 * }
 *
 * <p>For use by one thread at a time.
 */
public final class ElementIterator implements Iterator<Element>, AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Cursor cursor;
    private final Cleaner.Cleanable closing;
    private Element next;
    private boolean isClosed;

    ElementIterator(Cursor cursor) {
        this.cursor = cursor;
        closing = CLEANER.register(this, cursor::close);
    }

    @Override
    public boolean hasNext() {
        if (next == null && !isClosed) {
            try {
                next = cursor.next();
            } catch (RuntimeException | Error failure) {
                closeAfter(failure);
                throw failure;
            }
            if (next == null) {
                close();
            }
        }
        return next != null;
    }

    @Override
    public Element next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the dataset has no more elements; ask hasNext() first, or begin another"
                    + " pass with iterator()");
        }
        var element = next;
        next = null;
        return element;
    }

    /**
     * Says that the arrays of an element, and of whatever shares them, are not read any more: they may be filled with
     * a later batch. Nothing need be recycled, and each element at most once.
     */
    public void recycle(Element element) {
        cursor.recycle(element);
    }

    @Override
    public void forEachRemaining(Consumer<? super Element> action) {
        try (this) {
            while (hasNext()) {
                action.accept(next());
            }
        }
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException further) {
            failure.addSuppressed(further);
        }
    }

    /** Ends the pass: there are no more elements. */
    @Override
    public void close() {
        isClosed = true;
        next = null;
        closing.clean();
    }
}
