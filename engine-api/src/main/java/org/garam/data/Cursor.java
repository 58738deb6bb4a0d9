package org.garam.data;

/** One pass over a stage's elements. Used by one thread at a time, except for {@link #recycle}. */
interface Cursor extends AutoCloseable {

    /** {@return the next element; null when there are no more, then for ever} */
    Element next();

    /** Says that an element's arrays are not needed any more, so that they may be filled again. By any thread. */
    default void recycle(Element element) {
    }

    /** Frees what the pass holds. May be called again, and before the end. */
    @Override
    void close();

    /** A pass over another one's elements, whose arrays it hands on as they are. */
    abstract class Passing implements Cursor {

        final Cursor source;

        Passing(Cursor source) {
            this.source = source;
        }

        @Override
        public void recycle(Element element) {
            source.recycle(element);
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
