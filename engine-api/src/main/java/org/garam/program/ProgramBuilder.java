package org.garam.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.garam.op.Op;
import org.garam.op.ShapeException;
import org.garam.tensor.TensorType;

/**
 * Appends values to a program under construction. Equal ops of equal operands become one value, and what needs no
 * computation (a reshape to the same shape, arithmetic on constants) none at all, so that tracing and differentiating
 * may be written plainly.
 */
public final class ProgramBuilder {
    private record Key(Op op, List<Integer> inputs) {}

    /** Null stands for a parameter. */
    private final List<Node> nodes = new ArrayList<>();
    private final List<TensorType> types = new ArrayList<>();
    private final Map<Key, Integer> known = new HashMap<>();
    private String source = "";

    /** {@return a new parameter; it may be added at any time, {@link #build} numbers parameters first} */
    public int parameter(TensorType type) {
        nodes.add(null);
        types.add(type);
        return nodes.size() - 1;
    }

    /** Names the user's line that asks for the nodes added from now on, for example {@code Mnist.java:42}. */
    public void source(String line) {
        source = line;
    }

    /** {@return the value of {@code op} applied to {@code inputs}} */
    public int add(Op op, int... inputs) {
        return add(op, Arrays.stream(inputs).boxed().toList());
    }

    /**
     * {@return the value of {@code op} applied to {@code inputs}}
     *
     * @throws ShapeException if the op is not defined for them; the message ends with the user's line
     */
    public int add(Op op, List<Integer> inputs) {
        TensorType type = resultType(op, inputs);
        int existing = Simplification.simplify(this, op, inputs, type);
        if (existing >= 0) {
            return existing;
        }
        return known.computeIfAbsent(new Key(op, List.copyOf(inputs)), _ -> {
            nodes.add(new Node(op, inputs, type, source));
            types.add(type);
            return nodes.size() - 1;
        });
    }

    private TensorType resultType(Op op, List<Integer> inputs) {
        try {
            return op.resultType(inputs.stream().map(this::type).toList());
        } catch (ShapeException e) {
            throw source.isEmpty() ? e : new ShapeException(e.getMessage() + ", at " + source);
        }
    }

    /** {@return a tensor filled with {@code value}} */
    public int constant(TensorType type, double value) {
        return add(new Op.Constant(type, type.dtype().round(value)));
    }

    /** {@return the type of {@code value}} */
    public TensorType type(int value) {
        return types.get(value);
    }

    /** {@return how many values there are} */
    public int valueCount() {
        return nodes.size();
    }

    /** {@return whether {@code value} is a parameter} */
    public boolean isParameter(int value) {
        return nodes.get(value) == null;
    }

    /** {@return the node that computes {@code value}, which is not a parameter} */
    public Node node(int value) {
        return nodes.get(value);
    }

    /** {@return what all elements of {@code value} are, if that is known} */
    public OptionalDouble constantValue(int value) {
        return !isParameter(value) && node(value).op() instanceof Op.Constant constant
                ? OptionalDouble.of(constant.value()) : OptionalDouble.empty();
    }

    /**
     * {@return the program built so far, its parameters in the order they were added}
     *
     * @param outputs the values handed out
     * @param updates parameter → value it holds after a run
     */
    public Program build(List<Integer> outputs, Map<Integer, Integer> updates) {
        int[] numbers = new int[nodes.size()];
        List<TensorType> parameters = new ArrayList<>();
        for (int value = 0; value < numbers.length; value++) {
            if (isParameter(value)) {
                numbers[value] = parameters.size();
                parameters.add(type(value));
            }
        }
        List<Node> numbered = new ArrayList<>();
        for (int value = 0; value < numbers.length; value++) {
            if (!isParameter(value)) {
                Node node = node(value);
                numbers[value] = parameters.size() + numbered.size();
                List<Integer> inputs = node.inputs().stream().map(input -> numbers[input]).toList();
                numbered.add(new Node(node.op(), inputs, node.type(), node.source()));
            }
        }
        Map<Integer, Integer> updated = new HashMap<>();
        updates.forEach((parameter, value) -> updated.put(numbers[parameter], numbers[value]));
        return new Program(parameters, numbered, outputs.stream().map(output -> numbers[output]).toList(), updated);
    }
}
