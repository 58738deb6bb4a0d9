package org.garam.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;

/** A piece of a program with several results: in a trace it is appended, eagerly it is compiled once for each signature. */
@FunctionalInterface
interface Fragment {
    /** {@return the values of the results, the fragment applied to {@code operands}} */
    List<Integer> build(ProgramBuilder program, int... operands);

    /** {@return the outputs of {@code program} as a fragment of its parameters; its updates are left out} */
    static Fragment of(Program program) {
        return (builder, operands) -> {
            int[] values = Arrays.copyOf(operands, program.valueCount());
            int value = program.parameters().size();
            for (Node node : program.nodes()) {
                if (!node.source().isEmpty()) {
                    builder.source(node.source());
                }
                values[value++] = builder.add(node.op(), node.inputs().stream().map(input -> values[input]).toList());
            }
            return program.outputs().stream().map(output -> values[output]).toList();
        };
    }

    /**
     * {@return a function of tensors that is traced where the fragment is built} It is one program where it would be
     * many kernels with results in between, if it were computed op by op. It may use nothing but its operands.
     */
    static Fragment tracing(Engine engine, Function<List<Tensor>, Tensor> function) {
        return (builder, operands) -> {
            Trace trace = new Trace(engine);
            List<Tensor> parameters = Arrays.stream(operands)
                    .mapToObj(operand -> trace.parameter(builder.type(operand))).toList();
            Program program = trace.build(List.of(function.apply(parameters)));
            return of(program).build(builder, operands);
        };
    }

    /** {@return {@code function} of {@code operands} as one program, see {@link #tracing}} */
    static Tensor compose(Object key, Function<List<Tensor>, Tensor> function, Tensor... operands) {
        Arguments.tensors(key.toString(), operands);
        return apply(key, tracing(operands[0].engine(), function), operands).getFirst();
    }

    /**
     * {@return the results of {@code fragment} applied to {@code operands}: at once, or as values of the innermost trace
     * that one of them belongs to}
     *
     * @param key what, with the operands' types, tells this fragment from all others; compared with equals, and its text
     *     names the function in errors
     */
    static List<Tensor> apply(Object key, Fragment fragment, Tensor... operands) {
        Arguments.tensors(key.toString(), operands);
        Tensor[] read = GradientTape.read(operands);
        Trace trace = Trace.innermost(operands);
        List<Tensor> results = trace != null
                ? trace.append(fragment, operands) : operands[0].engine().eager().apply(key, fragment, operands);
        GradientTape.record(fragment, read, results);
        return results;
    }
}
