package org.garam.runtime;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.garam.autodiff.Gradients;
import org.garam.op.ShapeException;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.TensorType;

/**
 * The recording of user code as a program. Tensors that have values and are met on the way become parameters, bound
 * to their memory; what is given to {@link #update}, or assigned to a {@link Variable}, becomes an update.
 *
 * <p>Traces nest: a function that is differentiated inside of a traced one has a trace of its own. Values of the outer
 * trace are captured like any other tensors, so that they are constant to the inner function whatever they were
 * computed from.
 */
public final class Trace {
    private static final ScopedValue<Trace> CURRENT = ScopedValue.newInstance();
    private static final AtomicLong COUNT = new AtomicLong();

    private final Engine engine;
    /** Tells inner traces from outer ones: those begin earlier. */
    private final long number = COUNT.getAndIncrement();
    private final ProgramBuilder program = new ProgramBuilder();
    private final List<Tensor> captured = new ArrayList<>();
    private final List<Integer> explicit = new ArrayList<>();
    private final List<Integer> implicit = new ArrayList<>();
    private final Map<Tensor, Integer> capturedValues = new IdentityHashMap<>();
    private final Map<Integer, Integer> updates = new LinkedHashMap<>();
    /** What variables hold from here on. */
    private final Map<Variable, Tensor> assigned = new LinkedHashMap<>();
    private boolean isBuilt;

    /** Starts an empty recording of a program for {@code engine}. */
    public Trace(Engine engine) {
        this.engine = Arguments.given("Trace", "engine", engine, "an engine, for example Engine.current()");
    }

    /** {@return what {@code action} returns; variables it reads or assigns alone are recorded here} */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> action) throws X {
        Arguments.given("call", "action", action, "a function");
        return ScopedValue.where(CURRENT, this).call(action);
    }

    /** {@return the trace of the code around this call, null if it runs eagerly} */
    static Trace current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /**
     * {@return where something done to {@code operands} is recorded: the innermost trace one of them belongs to, or the
     * current one if a variable is read; null if it runs at once}
     */
    static Trace innermost(Tensor... operands) {
        Trace innermost = null;
        for (Tensor operand : operands) {
            Trace trace = operand instanceof Variable ? current() : operand.trace();
            if (trace != null && (innermost == null || trace.number > innermost.number)) {
                innermost = trace;
            }
        }
        return innermost;
    }

    Engine engine() {
        return engine;
    }

    ProgramBuilder program() {
        return program;
    }

    /** {@return a new parameter, to be bound to a buffer} */
    public Tensor parameter(TensorType type) {
        Arguments.given("parameter", "type", type, "a TensorType");
        int value = program.parameter(type);
        explicit.add(value);
        return Tensor.traced(this, value);
    }

    /**
     * {@return a tensor filled with {@code number}}
     *
     * @throws ShapeException if an integer type cannot hold the number
     */
    public Tensor constant(TensorType type, double number) {
        Arguments.given("constant", "type", type, "a TensorType");
        return Tensor.traced(this, program.constant(type, Arguments.fitting(type, number, Arguments.ANOTHER_TYPE)));
    }

    List<Tensor> append(Fragment fragment, Tensor... operands) {
        int[] values = new int[operands.length];
        for (int i = 0; i < operands.length; i++) {
            values[i] = valueOf(operands[i]);
        }
        String line = SourceLine.ofCaller();
        program.source(line);
        try {
            return fragment.build(program, values).stream().map(value -> Tensor.traced(this, value)).toList();
        } catch (ShapeException e) {
            throw line.isEmpty() || e.getMessage().endsWith(line) ? e : new ShapeException(e.getMessage() + ", at " + line);
        }
    }

    int valueOf(Tensor tensor) {
        if (tensor.trace() == this) {
            return tensor.valueNumber();
        }
        Tensor current = tensor instanceof Variable ? assigned.get(tensor) : null;
        return current != null ? current.valueNumber() : captured(tensor);
    }

    private int captured(Tensor tensor) {
        if (tensor.isTraced() && (tensor.trace().isBuilt || tensor.trace().number > number)) {
            throw new IllegalArgumentException("tensor " + tensor.type() + " belongs to another traced function;"
                    + " return it from there and pass it in");
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
        return tensor.trace() == this ? tensor : Tensor.traced(this, valueOf(tensor));
    }

    /**
     * Has {@code parameter} hold {@code value} after a run; all of the run reads the old value.
     *
     * @throws IllegalArgumentException if the types differ
     */
    public void update(Tensor parameter, Tensor value) {
        Arguments.tensor("update", "parameter", parameter);
        Arguments.tensor("update", "value", value);
        if (!parameter.type().equals(value.type())) {
            throw new IllegalArgumentException("an update keeps the type: parameter " + parameter.type() + ", new value " + value.type());
        }
        updates.put(parameter instanceof Variable ? captured(parameter) : valueOf(parameter), valueOf(value));
    }

    /** Has {@code variable} hold {@code value} for what is recorded from here on, and after a run. */
    void assign(Variable variable, Tensor value) {
        captured(variable);
        assigned.put(variable, lift(value));
    }

    /** {@return the variables that were assigned} */
    List<Variable> assigned() {
        return List.copyOf(assigned.keySet());
    }

    /**
     * {@return the gradients of the scalar {@code output} with respect to each tensor, which may be any value it was
     * computed from}
     */
    public List<Tensor> gradients(Tensor output, List<Tensor> withRespectTo) {
        Arguments.tensor("gradients", "output", output);
        Arguments.given("gradients", "withRespectTo", withRespectTo, "a list of tensors");
        return Gradients.of(program, valueOf(output), withRespectTo.stream().map(this::valueOf).toList()).stream()
                .map(value -> Tensor.traced(this, value)).toList();
    }

    /** {@return the vector-Jacobian products of {@code output} with {@code cotangent}, of the output's type} */
    public List<Tensor> gradients(Tensor output, Tensor cotangent, List<Tensor> withRespectTo) {
        Arguments.tensor("gradients", "output", output);
        Arguments.tensor("gradients", "cotangent", cotangent);
        Arguments.given("gradients", "withRespectTo", withRespectTo, "a list of tensors");
        List<Integer> values = withRespectTo.stream()
                .map(tensor -> tensor instanceof Variable ? captured(tensor) : valueOf(tensor)).toList();
        return Gradients.of(program, valueOf(output), valueOf(cotangent), values).stream()
                .map(value -> Tensor.traced(this, value)).toList();
    }

    /** {@return the program; its parameters are the explicit ones, then the captured tensors} */
    public Program build(List<Tensor> outputs) {
        Arguments.given("build", "outputs", outputs, "a list of tensors, which may be empty");
        assigned.forEach((variable, value) -> updates.put(captured(variable), value.valueNumber()));
        return build(outputs, updates);
    }

    private Program build(List<Tensor> outputs, Map<Integer, Integer> changes) {
        Program built = program.build(outputs.stream().map(this::valueOf).toList(), changes);
        if (!implicit.isEmpty() && !explicit.isEmpty() && implicit.getFirst() < explicit.getLast()) {
            throw new IllegalStateException("parameters are declared before the first tensor is captured");
        }
        isBuilt = true;
        return built;
    }

    /**
     * {@return {@code outputs} for {@code operands} in place of the parameters: computed at once, or inside of the trace
     * around this one} Variables are assigned there.
     */
    List<Tensor> finish(List<Tensor> outputs, List<Tensor> operands) {
        List<Variable> variables = assigned();
        Program built = build(Stream.concat(outputs.stream(), assigned.values().stream()).toList(), Map.of());
        List<Tensor> results = Fragment.apply(built, Fragment.of(built),
                Stream.concat(operands.stream(), captured.stream()).toArray(Tensor[]::new));
        for (int i = 0; i < variables.size(); i++) {
            variables.get(i).assign(results.get(outputs.size() + i));
        }
        return results.subList(0, outputs.size());
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
