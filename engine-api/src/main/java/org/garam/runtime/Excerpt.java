package org.garam.runtime;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;

/**
 * The part of a program that computes some of its values from others that are known.
 *
 * @param program computes them
 * @param arguments what its parameters stand for
 */
record Excerpt(Program program, List<Tensor> arguments) {
    static Excerpt of(ProgramBuilder whole, List<Integer> outputs, Map<Integer, Tensor> known) {
        BitSet needed = new BitSet();
        outputs.forEach(needed::set);
        for (int value = whole.valueCount() - 1; value >= 0; value--) {
            if (needed.get(value) && !known.containsKey(value)) {
                whole.node(value).inputs().forEach(needed::set);
            }
        }
        if (known.keySet().stream().noneMatch(needed::get)) {
            // The values are constants; something has to say where they are to be.
            needed.set(Collections.min(known.keySet()));
        }
        ProgramBuilder part = new ProgramBuilder();
        List<Tensor> arguments = new ArrayList<>();
        Map<Integer, Integer> values = new HashMap<>();
        for (int value = needed.nextSetBit(0); value >= 0; value = needed.nextSetBit(value + 1)) {
            if (known.containsKey(value)) {
                values.put(value, part.parameter(whole.type(value)));
                arguments.add(known.get(value));
            } else {
                Node node = whole.node(value);
                values.put(value, part.add(node.op(), node.inputs().stream().map(values::get).toList()));
            }
        }
        return new Excerpt(part.build(outputs.stream().map(values::get).toList(), Map.of()), arguments);
    }

    /** {@return the computed values, at once or inside of the trace that the known ones belong to} */
    List<Tensor> apply() {
        return Fragment.apply(program, Fragment.of(program), arguments.toArray(Tensor[]::new));
    }
}
