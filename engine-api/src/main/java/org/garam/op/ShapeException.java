package org.garam.op;

/** Operands whose shapes or element types do not go together; the message names both and says what would do. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public ShapeException(String message) {
        super(message);
    }
}
