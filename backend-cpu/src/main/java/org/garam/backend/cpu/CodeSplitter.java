package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.garam.plan.Instruction;
import org.garam.plan.ScalarCode;

/** Cuts code that is too long for one method into parts that hand on values. */
final class CodeSplitter {
    /**
     * A part of the code. Its inputs are those of the whole code in {@code inputs}, then the values {@code taken}; its
     * results are the values {@code given}. The last part gives the results of the whole code instead.
     */
    record Part(ScalarCode code, List<Integer> inputs, List<Integer> taken, List<Integer> given) {}

    private final ScalarCode source;
    private final int length;

    private CodeSplitter(ScalarCode source, int length) {
        this.source = source;
        this.length = length;
    }

    /** {@return the code in parts of about {@code length} instructions} */
    static List<Part> split(ScalarCode source, int length) {
        CodeSplitter splitter = new CodeSplitter(source, length);
        int parts = Math.max(1, Math.ceilDiv(source.instructions().size(), length));
        List<Part> result = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            result.add(splitter.new PartBuilder(part, part == parts - 1).build());
        }
        return result;
    }

    /** Loads and constants are repeated where they are needed instead of being handed on. */
    private boolean isRepeated(int value) {
        return source.instructions().get(value) instanceof Instruction.Load
                || source.instructions().get(value) instanceof Instruction.Constant;
    }

    /** {@return the values of part {@code part} that later parts or the results need} */
    private Set<Integer> given(int part) {
        Set<Integer> needed = new HashSet<>(source.results());
        for (int i = (part + 1) * length; i < source.instructions().size(); i++) {
            for (int operand : source.instructions().get(i).operands()) {
                needed.add(operand);
            }
        }
        needed.removeIf(value -> isRepeated(value) || value / length != part);
        return new TreeSet<>(needed);
    }

    private final class PartBuilder {
        private final int part;
        private final boolean last;
        private final List<Instruction> instructions = new ArrayList<>();
        private final Map<Integer, Integer> numbers = new HashMap<>();
        private final List<Integer> inputs = new ArrayList<>();
        private final List<Integer> taken = new ArrayList<>();

        PartBuilder(int part, boolean last) {
            this.part = part;
            this.last = last;
        }

        Part build() {
            findInputs();
            int end = Math.min((part + 1) * length, source.instructions().size());
            for (int i = part * length; i < end; i++) {
                if (!isRepeated(i)) {
                    Instruction instruction = source.instructions().get(i);
                    for (int operand : instruction.operands()) {
                        number(operand);
                    }
                    append(i, instruction.renumbered(this::number, input -> input));
                }
            }
            List<Integer> given = last ? source.results() : List.copyOf(given(part));
            List<Integer> results = given.stream().map(this::number).toList();
            return new Part(new ScalarCode(instructions, results), inputs, taken, given);
        }

        /** Inputs of the whole code are numbered before the values taken, so they have to be known first. */
        private void findInputs() {
            Set<Integer> used = new TreeSet<>();
            int end = Math.min((part + 1) * length, source.instructions().size());
            for (int i = part * length; i < end; i++) {
                for (int operand : source.instructions().get(i).operands()) {
                    used.add(operand);
                }
            }
            if (last) {
                used.addAll(source.results());
            }
            for (int value : used) {
                if (source.instructions().get(value) instanceof Instruction.Load load
                        && !inputs.contains(load.input())) {
                    inputs.add(load.input());
                }
            }
        }

        private int number(int value) {
            Integer known = numbers.get(value);
            if (known != null) {
                return known;
            }
            return switch (source.instructions().get(value)) {
                case Instruction.Load load -> append(value, new Instruction.Load(inputs.indexOf(load.input()),
                        load.dtype()));
                case Instruction.Constant constant -> append(value, constant);
                case Instruction other -> {
                    taken.add(value);
                    yield append(value, new Instruction.Load(inputs.size() + taken.size() - 1, other.dtype()));
                }
            };
        }

        private int append(int value, Instruction instruction) {
            instructions.add(instruction);
            numbers.put(value, instructions.size() - 1);
            return instructions.size() - 1;
        }
    }
}
