package org.garam.program;

import java.util.List;
import java.util.Map;
import org.garam.tensor.TensorType;

/**
 * What is to be computed: a flat list of typed values, each assigned once, with static shapes. Values are numbered:
 * parameters first, then nodes, each of which reads only values before it.
 *
 * @param parameters the types of what is passed in
 * @param nodes the computed values
 * @param outputs the values handed out
 * @param updates parameter → value it holds after a run; its old value is what every node reads
 */
public record Program(List<TensorType> parameters, List<Node> nodes, List<Integer> outputs, Map<Integer, Integer> updates) {
    public Program {
        parameters = List.copyOf(parameters);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
        updates = Map.copyOf(updates);
        check(parameters, nodes, outputs, updates);
    }

    private static void check(List<TensorType> parameters, List<Node> nodes, List<Integer> outputs, Map<Integer, Integer> updates) {
        int values = parameters.size() + nodes.size();
        for (int i = 0; i < nodes.size(); i++) {
            int value = parameters.size() + i;
            if (nodes.get(i).inputs().stream().anyMatch(input -> input < 0 || input >= value)) {
                throw new IllegalArgumentException("value " + value + " reads values that are not before it: " + nodes.get(i));
            }
        }
        if (outputs.stream().anyMatch(output -> output < 0 || output >= values)) {
            throw new IllegalArgumentException("outputs " + outputs + " name values that do not exist; there are " + values);
        }
        updates.forEach((parameter, value) -> {
            TensorType before = parameters.get(parameter);
            TensorType after = value < parameters.size() ? parameters.get(value) : nodes.get(value - parameters.size()).type();
            if (!before.equals(after)) {
                throw new IllegalArgumentException("the update of parameter " + parameter + " changes its type from " + before
                        + " to " + after);
            }
        });
    }

    /** {@return the number of values: parameters and nodes} */
    public int valueCount() {
        return parameters.size() + nodes.size();
    }

    /** {@return whether {@code value} is a parameter} */
    public boolean isParameter(int value) {
        return value < parameters.size();
    }

    /** {@return the node that computes {@code value}, which is not a parameter} */
    public Node node(int value) {
        return nodes.get(value - parameters.size());
    }

    /** {@return the type of {@code value}} */
    public TensorType type(int value) {
        return isParameter(value) ? parameters.get(value) : node(value).type();
    }

    /** {@return the program as text, one value a line} */
    @Override
    public String toString() {
        return ProgramPrinter.print(this);
    }
}
