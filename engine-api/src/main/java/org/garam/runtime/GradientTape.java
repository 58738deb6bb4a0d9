package org.garam.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.garam.autodiff.Gradients;
import org.garam.program.ProgramBuilder;

/**
 * Remembers what is computed from watched tensors, to differentiate it afterwards, as TensorFlow's
 * {@code tf.GradientTape}; eagerly and in traced functions alike:
 *
 * {@snippet :
 * Variable w = new Variable(3f);
 * try (var tape = GradientTape.record()) {
 *     Tensor loss = w.mul(w);
 *     Tensor slope = tape.gradient(loss, w);   // 6
 * }
 * }
 *
 * <p>Variables of floating-point types are watched by themselves, other tensors when {@link #watch} is told so. Gradients
 * may be asked for while the tape records and after it was closed, and any number of times. Tapes nest: an outer one
 * records the gradients an inner one computes, which gives second derivatives. A tape belongs to one thread and keeps the
 * tensors it has recorded; the gradient is computed from those, nothing is computed twice.
 */
public final class GradientTape implements AutoCloseable {
    private record Step(Fragment fragment, Tensor[] operands, List<Tensor> results) {}

    private static final ThreadLocal<List<GradientTape>> RECORDING = ThreadLocal.withInitial(ArrayList::new);
    /** What the variables held when they were read, for as long as they are not assigned and a tape records. */
    private static final ThreadLocal<Map<Variable, Tensor>> READ = ThreadLocal.withInitial(HashMap::new);

    private final Trace context = Trace.current();
    private final List<Step> steps = new ArrayList<>();
    /** The watched tensors and what was computed from them. */
    private final Set<Tensor> active = new HashSet<>();
    private final Map<Tensor, Variable> variables = new LinkedHashMap<>();

    private GradientTape() {}

    /** {@return a tape that records what this thread computes until it is closed} */
    public static GradientTape record() {
        GradientTape tape = new GradientTape();
        RECORDING.get().add(tape);
        return tape;
    }

    /** Has gradients with respect to these tensors be possible. Returns this tape. */
    public GradientTape watch(Tensor... tensors) {
        for (Tensor tensor : Arguments.tensors("watch", tensors)) {
            Differentiation.requireFloating("watch", tensor);
            active.add(tensor);
        }
        return this;
    }

    // ---- recording --------------------------------------------------------------------------------------------------

    /** {@return {@code operands} with the values of variables in their place if a tape records} */
    static Tensor[] read(Tensor... operands) {
        if (RECORDING.get().isEmpty()) {
            return operands;
        }
        Tensor[] read = operands.clone();
        for (int i = 0; i < read.length; i++) {
            if (operands[i] instanceof Variable variable) {
                read[i] = read(variable, Trace.innermost(operands));
            }
        }
        return read;
    }

    private static Tensor read(Variable variable, Trace trace) {
        Tensor known = READ.get().get(variable);
        if (known == null || known.trace() != trace) {
            known = trace != null ? Tensor.traced(trace, trace.valueOf(variable)) : Variable.copy(variable);
            READ.get().put(variable, known);
        }
        for (GradientTape tape : RECORDING.get()) {
            if (known.dtype().isFloating()) {
                tape.variables.put(known, variable);
                tape.active.add(known);
            }
        }
        return known;
    }

    static void record(Fragment fragment, Tensor[] operands, List<Tensor> results) {
        for (GradientTape tape : RECORDING.get()) {
            if (tape.context == Trace.current()) {
                tape.add(new Step(fragment, operands, results));
            }
        }
    }

    /** {@return whether a tape of this thread watches {@code tensor}, but not what that was computed from} */
    static boolean beginsAt(Tensor tensor, Tensor computedFrom) {
        return RECORDING.get().stream()
                .anyMatch(tape -> tape.active.contains(tensor) && !tape.active.contains(computedFrom));
    }

    /** From now on the variable is read anew. */
    static void assigned(Variable variable) {
        READ.get().remove(variable);
    }

    private void add(Step step) {
        for (Tensor operand : step.operands) {
            if (active.contains(operand)) {
                steps.add(step);
                step.results.stream().filter(result -> result.dtype().isFloating()).forEach(active::add);
                return;
            }
        }
    }

    /** Ends the recording. */
    @Override
    public void close() {
        RECORDING.get().remove(this);
        if (RECORDING.get().isEmpty()) {
            READ.get().clear();
        }
    }

    // ---- differentiation --------------------------------------------------------------------------------------------

    /**
     * {@return the gradient of {@code target}, of its sum if it has several elements, with respect to {@code source};
     * zeros if it does not depend on it}
     *
     * @throws IllegalArgumentException if the tape does not watch a source, or has recorded nothing
     */
    public Tensor gradient(Tensor target, Tensor source) {
        return gradients(target, source).getFirst();
    }

    /** {@return the gradients of {@code target} with respect to each of {@code sources}, as {@link #gradient}} */
    public List<Tensor> gradients(Tensor target, List<? extends Tensor> sources) {
        Arguments.given("gradients", "sources", sources, "a list of tensors");
        return gradients(target, sources.toArray(Tensor[]::new));
    }

    /** {@return the gradients of {@code target} with respect to each of {@code sources}, as {@link #gradient}} */
    public List<Tensor> gradients(Tensor target, Tensor... sources) {
        Arguments.tensors("gradient", sources);
        Differentiation.requireFloating("gradient", Arguments.tensor("gradient", "target", target));
        if (steps.isEmpty() && !active.contains(target)) {
            throw new IllegalArgumentException("gradient: the tape has recorded nothing, so not how " + target.type()
                    + " was computed; compute it between record() and close(), from variables or from tensors given to watch()");
        }
        Map<Tensor, Tensor> found = new HashMap<>();
        Set<Tensor> asked = new LinkedHashSet<>(List.of(sources));
        Set<Tensor> leaves = new LinkedHashSet<>();
        for (Tensor source : asked) {
            Differentiation.requireFloating("gradient", source);
            if (isComputed(source)) {
                found.put(source, backward(target, List.of(source)).getFirst());
            } else if (!(source instanceof Variable)) {
                requireWatched(source);
                leaves.add(source);
            }
        }
        variables.forEach((read, variable) -> {
            if (asked.contains(variable)) {
                leaves.add(read);
            }
        });
        if (!leaves.isEmpty()) {
            Iterator<Tensor> gradients = backward(target, List.copyOf(leaves)).iterator();
            leaves.forEach(leaf -> {
                Tensor source = variables.containsKey(leaf) ? variables.get(leaf) : leaf;
                found.merge(source, gradients.next(), Tensor::add);
            });
        }
        List<Tensor> results = new ArrayList<>();
        for (Tensor source : sources) {
            results.add(found.computeIfAbsent(source, Creation::zerosLike));
        }
        return results;
    }

    private boolean isComputed(Tensor source) {
        return steps.stream().anyMatch(step -> step.results.contains(source));
    }

    private void requireWatched(Tensor source) {
        if (!active.contains(source)) {
            throw new IllegalArgumentException("gradient: the tape does not watch " + source.type()
                    + "; call watch() with it before it is used, or make it a Variable");
        }
    }

    /**
     * Repeats the recorded steps in a program, differentiates that, and keeps what computes the gradients from the
     * recorded values. A source is a parameter there even if it was computed, so that it is told from its equals.
     */
    private List<Tensor> backward(Tensor target, List<Tensor> sources) {
        ProgramBuilder forward = new ProgramBuilder();
        Map<Tensor, Integer> values = new LinkedHashMap<>();
        sources.forEach(source -> values.put(source, forward.parameter(source.type())));
        for (Step step : leadingTo(target)) {
            int[] operands = new int[step.operands.length];
            for (int i = 0; i < operands.length; i++) {
                operands[i] = values.computeIfAbsent(step.operands[i], operand -> forward.parameter(operand.type()));
            }
            List<Integer> results = step.fragment.build(forward, operands);
            for (int i = 0; i < results.size(); i++) {
                values.putIfAbsent(step.results.get(i), results.get(i));
            }
        }
        int output = values.computeIfAbsent(target, _ -> forward.parameter(target.type()));
        List<Integer> gradients = Gradients.of(forward, output, forward.constant(target.type(), 1),
                sources.stream().map(values::get).toList());
        Map<Integer, Tensor> known = new HashMap<>();
        values.forEach((tensor, value) -> known.putIfAbsent(value, tensor));
        return Excerpt.of(forward, gradients, known).apply();
    }

    private List<Step> leadingTo(Tensor target) {
        Set<Tensor> needed = new HashSet<>(Set.of(target));
        List<Step> leading = new ArrayList<>();
        for (Step step : steps.reversed()) {
            if (step.results.stream().anyMatch(needed::contains)) {
                leading.addFirst(step);
                needed.addAll(List.of(step.operands));
            }
        }
        return leading;
    }
}
