package org.garam.program;

import java.util.List;
import org.garam.op.Op;
import org.garam.tensor.TensorType;

/**
 * One value of a program.
 *
 * @param op what computes it
 * @param inputs the values it is computed from
 * @param type the result's type
 * @param source the user's line that asked for it, {@code Mnist.java:42}; empty if unknown
 */
public record Node(Op op, List<Integer> inputs, TensorType type, String source) {
    public Node {
        inputs = List.copyOf(inputs);
    }
}
