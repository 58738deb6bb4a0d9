package org.garam.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.autodiff.Gradients;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * A program with its inputs: data, from which the harness derives every test. The same program with the same inputs is
 * made each time.
 *
 * @param name unique, for people; the random inputs depend on it
 * @param inputs the parameters
 * @param body what is computed from them
 * @param runs how often the program is run, each time with the parameters as the run before left them
 * @param differentiable whether its gradients can be compared with finite differences: smooth at the inputs
 */
public record OpCase(String name, List<Input> inputs, Body body, int runs, boolean differentiable) {
    public OpCase {
        inputs = List.copyOf(inputs);
    }

    /** A parameter: its type and how its elements are made. */
    public record Input(TensorType type, Values values) {
        public static Input of(DType dtype, Values values, int... sizes) {
            return new Input(TensorType.of(dtype, sizes), values);
        }
    }

    /**
     * What a body made.
     *
     * @param outputs the values handed out
     * @param updates parameter → value it holds after a run
     */
    public record Results(List<Integer> outputs, Map<Integer, Integer> updates) {
        public static Results of(int... outputs) {
            return new Results(Arrays.stream(outputs).boxed().toList(), Map.of());
        }

        public Results update(Map<Integer, Integer> values) {
            return new Results(outputs, values);
        }
    }

    /** Adds the nodes of a program to its parameters. */
    public interface Body {
        Results build(Ops ops, int[] in);
    }

    /** {@return a case that is run once and differentiated} */
    public static OpCase of(String name, Body body, Input... inputs) {
        return of(name, body, List.of(inputs));
    }

    /** {@return a case that is run once and differentiated} */
    public static OpCase of(String name, Body body, List<Input> inputs) {
        return new OpCase(name, inputs, body, 1, true);
    }

    /** {@return this case without the comparison of its gradients} */
    public OpCase notDifferentiated() {
        return new OpCase(name, inputs, body, runs, false);
    }

    /** {@return this case run several times, without the comparison of its gradients} */
    public OpCase times(int count) {
        return new OpCase(name, inputs, body, count, false);
    }

    /** {@return the program} */
    public Program program() {
        Ops ops = new Ops(new ProgramBuilder());
        Results results = body.build(ops, parameters(ops, inputs));
        return ops.program().build(results.outputs, results.updates);
    }

    /** {@return the elements of the inputs} */
    public List<HostTensor> arguments() {
        return elements(inputs);
    }

    // ---- gradients --------------------------------------------------------------------------------------------------

    /** {@return the program of one scalar: the outputs times random weights, summed} */
    Program loss() {
        Ops ops = new Ops(new ProgramBuilder());
        return ops.program().build(List.of(weightedSum(ops)), Map.of());
    }

    /** {@return the program of the loss's gradients with respect to the floating-point inputs} */
    Program gradients() {
        Ops ops = new Ops(new ProgramBuilder());
        return ops.program().build(Gradients.of(ops.program(), weightedSum(ops), variables()), Map.of());
    }

    /** {@return the inputs that gradients are taken with respect to} */
    List<Integer> variables() {
        return IntStream.range(0, inputs.size()).filter(i -> inputs.get(i).type.dtype().isFloating()).boxed().toList();
    }

    /** {@return the elements of the inputs, then of the weights} */
    List<HostTensor> lossArguments() {
        return elements(lossInputs());
    }

    private int weightedSum(Ops ops) {
        int[] in = parameters(ops, lossInputs());
        List<Integer> outputs = body.build(ops, Arrays.copyOf(in, inputs.size())).outputs;
        DType dtype = inputs.get(variables().getFirst()).type.dtype();
        int sum = ops.constant(TensorType.of(dtype), 0);
        int weight = inputs.size();
        for (int output : outputs) {
            if (ops.type(output).dtype().isFloating()) {
                sum = ops.add(sum, ops.cast(dtype, ops.total(ops.multiply(output, in[weight]))));
                weight++;
            }
        }
        return sum;
    }

    private List<Input> lossInputs() {
        Program program = program();
        Stream<Input> weights = program.outputs().stream().map(program::type).filter(type -> type.dtype().isFloating())
                .map(type -> new Input(type, Values.bothSigns(0.5, 1.5)));
        return Stream.concat(inputs.stream(), weights).toList();
    }

    private static int[] parameters(Ops ops, List<Input> inputs) {
        return inputs.stream().mapToInt(input -> ops.program().parameter(input.type)).toArray();
    }

    private List<HostTensor> elements(List<Input> all) {
        List<HostTensor> tensors = new ArrayList<>();
        for (Input input : all) {
            // A generator of its own, so that an input keeps its elements when others change.
            SplittableRandom random = new SplittableRandom(name.hashCode() * 31L + tensors.size());
            double[] elements = input.values.make(input.type, random);
            tensors.add(new HostTensor(input.type, Arrays.stream(elements).map(input.type.dtype()::round).toArray()));
        }
        return tensors;
    }

    @Override
    public String toString() {
        return name;
    }
}
