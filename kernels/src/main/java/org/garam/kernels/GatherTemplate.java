package org.garam.kernels;

import java.util.List;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.tensor.Shape;

/** Rows copied by position: one work-item for each element, neighbouring items along the row. */
final class GatherTemplate {
    private static final int GROUP = 256;

    private GatherTemplate() {}

    static List<Launch> render(DeviceTraits traits, Kernel.Gather kernel) {
        View data = kernel.data();
        View output = kernel.output();
        if (output.shape().count() == 0) {
            return List.of();
        }
        FunctionWriter out = new FunctionWriter();
        String from = out.input(data, "data");
        String positions = out.input(kernel.positions(), "positions");
        String to = out.output(output, "out0");
        Shape row = output.shape().axes(1, output.shape().rank());
        long columns = row.count();
        int width = traits.groupSize((int) Math.min(GROUP, Long.highestOneBit(Math.max(1, columns - 1)) * 2));
        int height = Math.max(1, traits.groupSize(GROUP) / width);
        long across = Math.ceilDiv(columns, width);
        out.counts(Math.max(across * width, output.shape().size(0) + (long) height));
        String type = out.indexType();
        out.line("const " + type + " x = (" + type + ") (GROUP_ID % " + across + ") * " + width + " + LOCAL_X;");
        out.line("const " + type + " y = (" + type + ") (GROUP_ID / " + across + ") * " + height + " + LOCAL_Y;");
        out.open("if (x < " + columns + " && y < " + output.shape().size(0) + ")");
        String position = FunctionWriter.element(kernel.positions(), positions,
                new Coordinates(kernel.positions().shape(), List.of("y")).index(kernel.positions()));
        out.line("const " + type + " from = (" + type + ") nearest_row(" + position + ", " + data.shape().size(0) + ");");
        Coordinates inRow = Coordinates.of(out, row, "x", "x", type);
        Coordinates source = new Coordinates(Shape.of(data.shape().size(0)), List.of("from")).then(inRow);
        Coordinates target = new Coordinates(Shape.of(output.shape().size(0)), List.of("y")).then(inRow);
        out.line(to + "[" + target.index(output) + "] = " + FunctionWriter.element(data, from, source.index(data)) + ";");
        out.close();
        return List.of(out.finish("gather", kernel, width, height,
                across * Math.ceilDiv((long) output.shape().size(0), height)));
    }
}
