package org.garam.kernels;

import java.util.ArrayList;
import java.util.List;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.View;
import org.garam.tensor.Shape;

/**
 * Copies whose source is contiguous along another axis than their target, for devices whose items run in lockstep: a
 * square tile goes through local memory, so that neighbouring items both read and write neighbouring elements.
 */
final class TransposeTemplate {
    private static final int TILE = 32;
    private static final int SMALLEST_SIZE = 8;

    private final DeviceTraits traits;
    private final Kernel.Elementwise kernel;
    private final int sourceAxis;
    private final int height;

    private TransposeTemplate(DeviceTraits traits, Kernel.Elementwise kernel, int sourceAxis) {
        this.traits = traits;
        this.kernel = kernel;
        this.sourceAxis = sourceAxis;
        height = Math.max(1, traits.groupSize(TILE * SMALLEST_SIZE) / TILE);
    }

    /** {@return whether the kernel is such a copy, large enough, and the device can hold a tile} */
    static boolean fits(DeviceTraits traits, Kernel.Elementwise kernel) {
        if (!traits.lockstep() || !kernel.code().isCopy() || traits.maxGroupSize() < TILE
                || kernel.inputs().getFirst().place() instanceof Place.Positions) {
            return false;
        }
        int bytes = TILE * (TILE + 1) * kernel.inputs().getFirst().dtype().bytes();
        return bytes <= traits.localBytes() && contiguousAxis(kernel) >= 0;
    }

    static List<Launch> render(DeviceTraits traits, Kernel.Elementwise kernel) {
        return List.of(new TransposeTemplate(traits, kernel, contiguousAxis(kernel)).render());
    }

    /** {@return the axis, not the last one, along which the source is contiguous; -1 if there is none of some size} */
    private static int contiguousAxis(Kernel.Elementwise kernel) {
        View source = kernel.inputs().getFirst();
        Shape domain = kernel.domain();
        if (domain.rank() < 2 || Math.abs(source.stride(-1)) <= 1 || Math.abs(kernel.outputs().getFirst().stride(-1)) != 1
                || domain.size(-1) < SMALLEST_SIZE) {
            return -1;
        }
        for (int axis = 0; axis < domain.rank() - 1; axis++) {
            if (Math.abs(source.stride(axis)) == 1 && domain.size(axis) >= SMALLEST_SIZE) {
                return axis;
            }
        }
        return -1;
    }

    private Launch render() {
        FunctionWriter out = new FunctionWriter();
        View source = kernel.inputs().getFirst();
        View target = kernel.outputs().getFirst();
        String from = out.input(source, "in0");
        String to = out.output(target, "out0");
        Shape domain = kernel.domain();
        int rows = domain.size(sourceAxis);
        int columns = domain.size(-1);
        int tilesDown = Math.ceilDiv(rows, TILE);
        int tilesAcross = Math.ceilDiv(columns, TILE);
        Shape others = domain.with(sourceAxis, 1).with(-1, 1);
        String type = out.indexType();
        out.line("LOCAL_ARRAY(" + CTypes.inMemory(source.dtype()) + ", tile, " + TILE * (TILE + 1) + ");");
        out.line("const " + type + " first_column = GROUP_ID % " + tilesAcross + " * " + TILE + ";");
        out.line("const " + type + " first_row = GROUP_ID / " + tilesAcross + " % " + tilesDown + " * " + TILE + ";");
        out.line("const " + type + " other = GROUP_ID / " + tilesAcross * tilesDown + ";");
        Coordinates other = Coordinates.of(out, others, "other", "other", type);
        List<String> axes = new ArrayList<>(other.axes());
        axes.set(sourceAxis, "row");
        axes.set(domain.rank() - 1, "column");
        Coordinates at = new Coordinates(domain, axes);

        out.open("for (i32 i = LOCAL_Y; i < " + TILE + "; i += " + height + ")");
        out.line("const " + type + " row = first_row + LOCAL_X;");
        out.line("const " + type + " column = first_column + i;");
        out.open("if (row < " + rows + " && column < " + columns + ")");
        out.line("tile[i * " + (TILE + 1) + " + LOCAL_X] = " + from + "[" + at.index(source) + "];");
        out.close();
        out.close();
        out.line("BARRIER;");
        out.open("for (i32 i = LOCAL_Y; i < " + TILE + "; i += " + height + ")");
        out.line("const " + type + " row = first_row + i;");
        out.line("const " + type + " column = first_column + LOCAL_X;");
        out.open("if (row < " + rows + " && column < " + columns + ")");
        out.line(to + "[" + at.index(target) + "] = tile[LOCAL_X * " + (TILE + 1) + " + i];");
        out.close();
        out.close();
        return out.finish("transpose", kernel, TILE, height, (long) tilesAcross * tilesDown * others.count());
    }
}
