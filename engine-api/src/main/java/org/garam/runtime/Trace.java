package org.garam.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.garam.autodiff.Gradients;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.TensorType;

/**
 * The recording of user code as a program. Tensors that have values and are met on the way become parameters, bound
 * to their memory; what is given to {@link #update} becomes an update.
 */
public final class Trace {
    private final Engine engine;
    private final ProgramBuilder program = new ProgramBuilder();
    private final List<Tensor> captured = new ArrayList<>();
    private final List<Integer> explicit = new ArrayList<>();
    private final List<Integer> implicit = new ArrayList<>();
    private final Map<Tensor, Integer> capturedValues = new IdentityHashMap<>();
    private final Map<Integer, Integer> updates = new LinkedHashMap<>();
    private final Map<Integer, Logits> logits = new HashMap<>();

    /** Starts an empty recording of a program for {@code engine}. */
    public Trace(Engine engine) {
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    ProgramBuilder program() {
        return program;
    }

    /** {@return a new parameter, to be bound to a buffer} */
    public Tensor parameter(TensorType type) {
        int value = program.parameter(type);
        explicit.add(value);
        return Tensor.traced(this, value);
    }

    /** {@return a tensor filled with {@code number}} */
    public Tensor constant(TensorType type, double number) {
        return Tensor.traced(this, program.constant(type, number));
    }

    Tensor append(Expression expression, Tensor... operands) {
        int[] values = new int[operands.length];
        for (int i = 0; i < operands.length; i++) {
            values[i] = valueOf(operands[i]);
        }
        program.source(SourceLine.ofCaller());
        return Tensor.traced(this, expression.build(program, values));
    }

    private int valueOf(Tensor tensor) {
        if (tensor.isTraced()) {
            if (tensor.trace() != this) {
                throw new IllegalArgumentException("tensor " + tensor.type() + " belongs to another traced function;"
                        + " return it from there and pass it in");
            }
            return tensor.value();
        }
        return capturedValues.computeIfAbsent(tensor, _ -> {
            int value = program.parameter(tensor.type());
            implicit.add(value);
            captured.add(tensor);
            return value;
        });
    }

    /** {@return {@code tensor}, which may have values, as a value of this trace} */
    Tensor lift(Tensor tensor) {
        return tensor.isTraced() ? tensor : Tensor.traced(this, valueOf(tensor));
    }

    /**
     * Has {@code parameter} hold {@code value} after a run; all of the run reads the old value.
     *
     * @throws IllegalArgumentException if the types differ
     */
    public void update(Tensor parameter, Tensor value) {
        if (!parameter.type().equals(value.type())) {
            throw new IllegalArgumentException("an update keeps the type: parameter " + parameter.type() + ", new value " + value.type());
        }
        updates.put(valueOf(parameter), valueOf(value));
    }

    /**
     * {@return the gradients of the scalar {@code output} with respect to each tensor, which may be any value it was
     * computed from}
     */
    public List<Tensor> gradients(Tensor output, List<Tensor> withRespectTo) {
        return Gradients.of(program, valueOf(output), withRespectTo.stream().map(this::valueOf).toList()).stream()
                .map(value -> Tensor.traced(this, value)).toList();
    }

    /** {@return the vector-Jacobian products of {@code output} with {@code cotangent}, of the output's type} */
    public List<Tensor> gradients(Tensor output, Tensor cotangent, List<Tensor> withRespectTo) {
        List<Integer> values = withRespectTo.stream().map(this::valueOf).toList();
        return Gradients.of(program, valueOf(output), valueOf(cotangent), values).stream()
                .map(value -> Tensor.traced(this, value)).toList();
    }

    /** What is known of tensors that are probabilities, by their value. */
    Map<Integer, Logits> logits() {
        return logits;
    }

    /** {@return the program; its parameters are the explicit ones, then the captured tensors} */
    public Program build(List<Tensor> outputs) {
        Program built = program.build(outputs.stream().map(this::valueOf).toList(), updates);
        if (!implicit.isEmpty() && !explicit.isEmpty() && implicit.getFirst() < explicit.getLast()) {
            throw new IllegalStateException("parameters are declared before the first tensor is captured");
        }
        return built;
    }

    /** {@return the memory of the captured tensors, in the order of their parameters} */
    public List<DeviceBuffer> captured() {
        return captured.stream().map(Tensor::buffer).toList();
    }

    /** {@return the captured tensors, which have to be kept for as long as the program runs} */
    public List<Tensor> capturedTensors() {
        return List.copyOf(captured);
    }
}
