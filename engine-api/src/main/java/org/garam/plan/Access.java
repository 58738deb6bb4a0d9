package org.garam.plan;

import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * How an operand is read: which value's memory, and the view of it, were that value dense from offset zero on.
 *
 * @param base the value whose elements are read, or {@link #NO_MEMORY} for positions
 * @param view its place is {@link #UNPLACED} until memory is planned
 */
record Access(int base, View view) {
    static final int NO_MEMORY = -1;
    private static final Place UNPLACED = new Place.Argument(-1);

    static Access dense(int value, DType dtype, Shape shape) {
        return new Access(value, View.dense(UNPLACED, dtype, 0, shape));
    }

    Access with(View other) {
        return new Access(base, other);
    }

    Shape shape() {
        return view.shape();
    }

    boolean isPositions() {
        return base == NO_MEMORY;
    }

    /** {@return whether element i of this operand is element i of the base, all of it, in row-major order} */
    boolean isIdentity(Shape baseShape) {
        return isRange(0, baseShape);
    }

    /** {@return whether element i of this operand is element {@code offset + i} of the base, as many as {@code range} has} */
    boolean isRange(long offset, Shape range) {
        return !isPositions() && view.offset() == offset && shape().count() == range.count() && view.isDense();
    }

    /** {@return whether all elements of this operand are one and the same} */
    boolean isUniform() {
        return isConstantFrom(0);
    }

    /** {@return whether the operand has one element of the base, in order, for each row of all axes but the last {@code columns}} */
    boolean isPerRow(Shape baseShape, int columns) {
        int rows = shape().rank() - columns;
        return !isPositions() && isConstantFrom(rows) && baseShape.count() == shape().axes(0, rows).count()
                && new View(view.place(), view.dtype(), view.offset(), shape().axes(0, rows), view.strides().subList(0, rows)).isDense()
                && view.offset() == 0;
    }

    private boolean isConstantFrom(int axis) {
        for (int i = axis; i < shape().rank(); i++) {
            if (shape().size(i) != 1 && view.strides().get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
