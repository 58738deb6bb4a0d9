package org.garam.kernels;

import java.util.List;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Random numbers: one work-item for each block of the generator, which is four float32 or two float64. */
final class RandomBitsTemplate {
    private static final int GROUP = 256;
    private static final int WORDS = 4;

    private RandomBitsTemplate() {}

    static List<Launch> render(DeviceTraits traits, Kernel.RandomBits kernel) {
        View output = kernel.output();
        long count = output.shape().count();
        if (count == 0) {
            return List.of();
        }
        FunctionWriter out = new FunctionWriter();
        String state = out.input(kernel.state(), "state");
        String to = out.output(output, "out0");
        int perBlock = output.dtype() == DType.FLOAT64 ? WORDS / 2 : WORDS;
        int width = traits.groupSize(GROUP);
        out.counts(count + (long) GROUP * WORDS);
        String type = out.indexType();
        String limit = count <= Integer.MAX_VALUE ? out.count((int) count, "count") : CTypes.longLiteral(count);
        out.line("const " + type + " block = (" + type + ") GROUP_ID * " + width + " + LOCAL_X;");
        out.line("u32 words[4];");
        Coordinates first = new Coordinates(Shape.of(2), List.of("0"));
        Coordinates second = new Coordinates(Shape.of(2), List.of("1"));
        out.line("philox((u64) " + FunctionWriter.element(kernel.state(), state, first.index(kernel.state())) + ", (u64) "
                + FunctionWriter.element(kernel.state(), state, second.index(kernel.state())) + " + (u64) block, words);");
        out.open("for (i32 i = 0; i < " + perBlock + "; ++i)");
        out.line("const " + type + " x = block * " + perBlock + " + i;");
        out.open("if (x < " + limit + ")");
        out.line(to + "[x] = " + (output.dtype() == DType.FLOAT64 ? "uniform_f64(words[2 * i], words[2 * i + 1])"
                : "uniform_f32(words[i])") + ";");
        out.close();
        out.close();
        return List.of(out.finish("random_uniform_" + output.dtype(), kernel, width, 1,
                Math.ceilDiv(Math.ceilDiv(count, perBlock), width)));
    }
}
