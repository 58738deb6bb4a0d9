package org.garam.runtime;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.garam.op.Precision;
import org.garam.plan.Plan;
import org.garam.program.Program;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.TensorType;

/**
 * A function of tensors that is traced at the first call with operands of given types, in a given
 * {@link PrecisionScope precision}, and from then on runs as one compiled program. Tensors it uses besides its operands
 * keep the values they have, but for a {@link Variable}, which is read and assigned at every call; other side effects
 * happen while tracing only. Called inside of another traced function it becomes a part of that.
 */
public final class CompiledFunction {
    /** What tells one trace of the function from another. */
    private record Signature(List<TensorType> types, Precision precision) {}

    private record Entry(Program program, LoadedProgram loaded, List<Tensor> captured, List<Variable> assigned) {}

    private final Engine engine;
    private final Function<List<Tensor>, List<Tensor>> function;
    private final Map<Signature, Entry> entries = new HashMap<>();

    CompiledFunction(Engine engine, Function<List<Tensor>, List<Tensor>> function) {
        this.engine = engine;
        this.function = function;
    }

    /**
     * {@return the first result for these operands}
     *
     * @throws IllegalArgumentException if the function returns none
     */
    public Tensor apply(Tensor... operands) {
        List<Tensor> results = applyAll(operands);
        if (results.isEmpty()) {
            throw new IllegalArgumentException("apply: the compiled function returns no tensor; use applyAll");
        }
        return results.getFirst();
    }

    /** {@return all results for these operands} */
    public List<Tensor> applyAll(Tensor... operands) {
        Arguments.tensors("apply", operands);
        if (Trace.current() != null || Trace.innermost(operands) != null) {
            return results(List.of(operands));
        }
        for (Tensor operand : operands) {
            if (operand.engine() != engine) {
                throw new IllegalArgumentException("operand " + operand.type() + " lives on " + operand.engine()
                        + ", the function was compiled for " + engine + "; make the tensor there");
            }
        }
        Entry entry = entry(Arrays.stream(operands).map(Tensor::type).toList());
        Tensor[] arguments = Stream.concat(Arrays.stream(operands), entry.captured.stream()).toArray(Tensor[]::new);
        Tensor[] read = GradientTape.read(arguments);
        List<Tensor> results = entry.program.outputs().stream().map(output -> Tensor.allocated(engine,
                entry.program.type(output)))
                .toList();
        List<DeviceBuffer> buffers = Stream.concat(Arrays.stream(arguments), results.stream()).map(Tensor::buffer)
                .toList();
        try (BoundExecutable bound = entry.loaded.bind(buffers)) {
            bound.run();
        }
        // Their memory must not be freed before the run is queued.
        Reference.reachabilityFence(operands);
        GradientTape.record(Fragment.of(entry.program), read, results);
        entry.assigned.forEach(GradientTape::assigned);
        return results;
    }

    private List<Tensor> results(List<Tensor> operands) {
        List<Tensor> results = Arguments.given("compile", "what the function returns", function.apply(operands),
                "tensors, or an empty list");
        return List.of(Arguments.tensors("compile", results.toArray(Tensor[]::new)));
    }

    /** {@return the program for operands of these types} */
    public Program program(TensorType... types) {
        return entry(types(types)).program;
    }

    /** {@return how the device runs the program for operands of these types} */
    public Plan plan(TensorType... types) {
        return entry(types(types)).loaded.plan();
    }

    /**
     * {@return what the device runs for operands of these types, in order: a function or a library's call each; empty if
     * the device does not tell}
     */
    public List<String> operations(TensorType... types) {
        return entry(types(types)).loaded.operations().stream().flatMap(List::stream).toList();
    }

    /**
     * {@return the plan for operands of these types as text, and below each kernel what the device runs it as, if it
     * tells}
     */
    public String describe(TensorType... types) {
        LoadedProgram loaded = entry(types(types)).loaded;
        return loaded.plan().describe(loaded.operations());
    }

    private static List<TensorType> types(TensorType... types) {
        for (TensorType type : Arguments.given("program", "types", types, "the types of the operands")) {
            Arguments.given("program", "a type", type, "the type of every operand");
        }
        return List.of(types);
    }

    private synchronized Entry entry(List<TensorType> types) {
        return entries.computeIfAbsent(new Signature(types, PrecisionScope.current()), _ -> trace(types));
    }

    private Entry trace(List<TensorType> types) {
        Trace trace = new Trace(engine);
        List<Tensor> parameters = types.stream().map(trace::parameter).toList();
        Program program = trace.build(trace.call(() -> results(parameters)));
        for (Tensor captured : trace.capturedTensors()) {
            if (captured.isTraced()) {
                throw new IllegalArgumentException("tensor " + captured.type() + " belongs to another traced function;"
                        + " return it from there and pass it in");
            }
        }
        return new Entry(program, engine.load(program), trace.capturedTensors(), trace.assigned());
    }
}
