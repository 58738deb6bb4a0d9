package org.garam.kernels;

import java.util.List;
import org.garam.op.ReduceFunction;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * Rows added by position. Every work-item owns some columns of every {@code stripes}-th row and walks over all positions
 * in order: no two items write the same element, so that the order of additions, and with it the result, is always the
 * same.
 */
final class ScatterAddTemplate {
    private static final int ITEMS_OF_A_GROUP = 64;
    private static final int ITEMS_TO_FILL_A_COMPUTE_UNIT = 512;
    private static final int COLUMNS_OF_A_THREAD = 64;

    private ScatterAddTemplate() {}

    static List<Launch> render(DeviceTraits traits, Kernel.ScatterAdd kernel) {
        View output = kernel.output();
        View updates = kernel.updates();
        if (output.shape().count() == 0) {
            return List.of();
        }
        FunctionWriter out = new FunctionWriter();
        String positions = out.input(kernel.positions(), "positions");
        String from = out.input(updates, "updates");
        String to = out.output(output, "out0");
        Shape row = output.shape().axes(1, output.shape().rank());
        int rows = output.shape().size(0);
        int count = updates.shape().size(0);
        int columnsOfAnItem = traits.lockstep() ? 1 : COLUMNS_OF_A_THREAD;
        long across = Math.ceilDiv(row.count(), columnsOfAnItem);
        long wanted = (long) traits.computeUnits() * (traits.lockstep() ? ITEMS_TO_FILL_A_COMPUTE_UNIT : 2);
        long stripes = Math.clamp(wanted / across, 1, rows);
        int width = traits.groupSize(traits.lockstep() ? ITEMS_OF_A_GROUP : 1);
        out.counts(across * stripes + width);
        String type = out.indexType();
        out.line("const " + type + " item = (" + type + ") GROUP_ID * " + width + " + LOCAL_X;");
        out.open("if (item < " + across * stripes + ")");
        out.line("const " + type + " first = item % " + across + " * " + columnsOfAnItem + ";");
        out.line("const " + type + " last = first + " + columnsOfAnItem + " < " + row.count() + " ? first + "
                + columnsOfAnItem + " : " + row.count() + ";");
        out.line("const " + type + " stripe = item / " + across + ";");

        out.open("for (" + type + " target = stripe; target < " + rows + "; target += " + stripes + ")");
        out.open("for (" + type + " x = first; x < last; ++x)");
        Coordinates zeroed = at(rows, "target", Coordinates.of(out, row, "x", "x", type));
        out.line(to + "[" + zeroed.index(output) + "] = " + CTypes.literal(0, output.dtype()) + ";");
        out.close();
        out.close();

        out.open("for (" + type + " p = 0; p < " + count + "; ++p)");
        String position = FunctionWriter.element(kernel.positions(), positions,
                new Coordinates(kernel.positions().shape(), List.of("p")).index(kernel.positions()));
        out.line("const " + type + " target = (" + type + ") nearest_row(" + position + ", " + rows + ");");
        out.open("if (target % " + stripes + " == stripe)");
        out.open("for (" + type + " x = first; x < last; ++x)");
        Coordinates inRow = Coordinates.of(out, row, "x", "x", type);
        String sum = to + "[" + at(rows, "target", inRow).index(output) + "]";
        DType dtype = output.dtype();
        out.line(sum + " = " + ScalarToC.combine(ReduceFunction.SUM, dtype, sum,
                FunctionWriter.element(updates, from, at(count, "p", inRow).index(updates))) + ";");
        out.close();
        out.close();
        out.close();
        out.close();
        return List.of(out.finish("scatter_add", kernel, width, 1, Math.ceilDiv(across * stripes, width)));
    }

    private static Coordinates at(int size, String position, Coordinates inRow) {
        return new Coordinates(Shape.of(size), List.of(position)).then(inRow);
    }
}
