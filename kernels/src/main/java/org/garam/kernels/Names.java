package org.garam.kernels;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.plan.Instruction;
import org.garam.plan.ScalarCode;

/** What a function is called before the hash: its kind and the first things it computes. */
final class Names {
    private static final int MOST_PARTS = 4;

    private Names() {}

    /** {@return for example {@code elementwise_multiply_add_tanh}} */
    static String of(String kind, ScalarCode code) {
        if (code.isCopy()) {
            return kind + "_copy";
        }
        return Stream.concat(Stream.of(kind), code.instructions().stream().flatMap(Names::part).distinct()
                .limit(MOST_PARTS)).collect(Collectors.joining("_"));
    }

    private static Stream<String> part(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Load _, Instruction.Constant _ -> Stream.empty();
            case Instruction.Unary unary -> Stream.of(unary.function().toString());
            case Instruction.Binary binary -> Stream.of(binary.function().toString());
            case Instruction.Compare compare -> Stream.of(compare.comparison().toString());
            case Instruction.Select _ -> Stream.of("select");
            case Instruction.Cast cast -> Stream.of(cast.dtype().toString());
            case Instruction.Reduce reduce -> Stream.of("reduce_" + reduce.function());
        };
    }
}
