package org.garam.program;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.garam.op.Op;
import org.garam.op.Precision;

/** Prints a program, one value a line, with the user's source line behind it. */
final class ProgramPrinter {
    private ProgramPrinter() {}

    static String print(Program program) {
        StringBuilder text = new StringBuilder("program\n");
        for (int value = 0; value < program.valueCount(); value++) {
            text.append("  %").append(value).append(": ").append(program.type(value)).append(" = ");
            if (program.isParameter(value)) {
                text.append("parameter\n");
            } else {
                Node node = program.node(value);
                text.append(describe(node)).append(node.source().isEmpty() ? "" : "   # " + node.source()).append('\n');
            }
        }
        text.append("  outputs ").append(program.outputs().stream().map(v -> "%" + v).collect(Collectors.joining(", ")));
        for (Map.Entry<Integer, Integer> update : new TreeMap<>(program.updates()).entrySet()) {
            text.append("\n  update %").append(update.getKey()).append(" <- %").append(update.getValue());
        }
        return text.append('\n').toString();
    }

    private static String describe(Node node) {
        String operands = node.inputs().stream().map(v -> " %" + v).collect(Collectors.joining());
        return node.op().label() + operands + switch (node.op()) {
            case Op.Constant constant -> " " + constant.value();
            case Op.Iota iota -> " axis " + iota.axis();
            case Op.Transpose transpose -> " " + transpose.permutation();
            case Op.Slice slice -> " from " + slice.starts() + " step " + slice.steps();
            case Op.Pad pad -> " before " + pad.before() + " after " + pad.after() + " with " + pad.value();
            case Op.Concat concat -> " axis " + concat.axis();
            case Op.Reduce reduce -> " axes " + reduce.axes();
            case Op.MatMul matmul -> matmul.precision() == Precision.FULL ? "" : " in " + matmul.precision();
            case Op.RandomUniform _, Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _, Op.Cast _, Op.StopGradient _, Op.Broadcast _,
                    Op.Reshape _, Op.Gather _, Op.ScatterAdd _ -> "";
        };
    }
}
