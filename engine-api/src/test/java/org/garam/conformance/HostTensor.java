package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import java.util.function.ToDoubleFunction;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * A tensor of the reference interpreter: whatever its type, the elements are doubles in row-major order. Integers are
 * exact up to 2^53.
 */
public record HostTensor(TensorType type, double[] elements) {
    public HostTensor {
        if (elements.length != type.shape().count()) {
            throw new IllegalArgumentException(elements.length + " elements are not a " + type);
        }
    }

    /** {@return the tensor whose element at each position is what {@code element} gives for the coordinates} */
    static HostTensor of(TensorType type, ToDoubleFunction<int[]> element) {
        double[] elements = new double[Math.toIntExact(type.shape().count())];
        forEach(type.shape(), (i, at) -> elements[i] = element.applyAsDouble(at));
        return new HostTensor(type, elements);
    }

    /** What is done at a position of a tensor, whose coordinates must not be kept: the array is used again. */
    interface Visitor {
        void visit(int position, int[] at);
    }

    /** Visits the positions of a tensor of this shape in row-major order. */
    static void forEach(Shape shape, Visitor visitor) {
        int[] at = new int[shape.rank()];
        for (int position = 0; position < shape.count(); position++) {
            visitor.visit(position, at);
            for (int axis = shape.rank() - 1; axis >= 0 && ++at[axis] == shape.size(axis); axis--) {
                at[axis] = 0;
            }
        }
    }

    Shape shape() {
        return type.shape();
    }

    /** {@return the element at these coordinates} */
    double get(int... at) {
        return elements[position(at)];
    }

    /** {@return where the element with these coordinates lies} */
    int position(int... at) {
        int position = 0;
        for (int axis = 0; axis < at.length; axis++) {
            position = position * type.shape().size(axis) + at[axis];
        }
        return position;
    }

    /** {@return the elements as a device stores them} */
    MemorySegment toMemory() {
        MemorySegment memory = HostMemory.allocate(type.dtype(), elements.length);
        for (int i = 0; i < elements.length; i++) {
            HostMemory.set(memory, type.dtype(), i, elements[i]);
        }
        return memory;
    }
}
