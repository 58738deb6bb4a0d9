package org.garam.kernels;

import java.util.List;
import java.util.function.IntFunction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.View;
import org.garam.tensor.Shape;

/**
 * One work-item for each element, or for a few if there are enough of them to keep a GPU's memory busy. Along a last axis
 * that is long enough neighbouring items handle neighbouring elements; shorter ones are counted together with all others.
 */
final class ElementwiseTemplate {
    private static final int LOCKSTEP_GROUP = 256;
    /** Without lockstep a group is a loop; longer ones cost less to start, shorter ones keep more threads busy. */
    private static final int LONG_GROUP = 1024;
    private static final int SHORT_GROUP = 256;
    private static final int LONG_FROM = 1 << 16;
    /** Groups are this wide if an input is read across its rows: what one row of a group reads, the next reads on. */
    private static final int SQUARE = 32;
    private static final int LONG_ROW = 256;
    /** Shorter last axes would leave most of a group without work. */
    private static final int SHORTEST_ROW = 16;
    /** The most items a compute unit of a GPU runs at a time. */
    private static final int ITEMS_OF_A_UNIT = 2048;
    /**
     * What an item should have asked memory for before it waits: at 4.8 TB/s, 700 ns and 132 units with
     * {@value #ITEMS_OF_A_UNIT} items each, 12 bytes an item are under way; twice as much, for not all items fit in.
     */
    private static final int BYTES_UNDER_WAY = 24;
    private static final int MOST_ELEMENTS_OF_AN_ITEM = 4;

    private final DeviceTraits traits;
    private final Kernel.Elementwise kernel;
    private final FunctionWriter out;

    private ElementwiseTemplate(DeviceTraits traits, Kernel.Elementwise kernel) {
        this.traits = traits;
        this.kernel = kernel;
        out = new FunctionWriter(kernel.code());
    }

    static List<Launch> render(DeviceTraits traits, Kernel.Elementwise kernel) {
        if (kernel.domain().count() == 0) {
            return List.of();
        }
        return TransposeTemplate.fits(traits, kernel) ? TransposeTemplate.render(traits, kernel)
                : List.of(new ElementwiseTemplate(traits, kernel).render());
    }

    private Launch render() {
        List<String> inputs = out.inputs(kernel.inputs());
        List<String> outputs = out.outputs(kernel.outputs());
        Shape domain = kernel.domain();
        out.counts(domain.count() + LONG_GROUP);
        boolean isTable = domain.rank() > 1 && domain.size(-1) >= SHORTEST_ROW;
        return isTable ? table(inputs, outputs) : list(inputs, outputs);
    }

    /** All positions in one row. */
    private Launch list(List<String> inputs, List<String> outputs) {
        long count = kernel.domain().count();
        int width = traits.groupSize(groupSize());
        boolean isParameter = kernel.domain().rank() <= 1 && count <= Integer.MAX_VALUE;
        String limit = isParameter ? out.count((int) count, "count") : out.number(count, "count");
        String type = out.indexType();
        int elements = elementsOfAnItem();
        long groups = Math.ceilDiv(count, (long) width * elements);
        if (elements == 1) {
            out.line("const " + type + " x = (" + type + ") GROUP_ID * " + width + " + LOCAL_X;");
            out.open("if (x < " + limit + ")");
            element(Coordinates.of(out, kernel.domain(), "x", "x", type), inputs, outputs);
            out.close();
        } else {
            out.line("const " + type + " first = (" + type + ") GROUP_ID * " + width * elements + " + LOCAL_X;");
            several(elements, width, limit, inputs, outputs);
        }
        return out.finish(Names.of("elementwise", kernel.code()), kernel, width, 1, groups);
    }

    /** {@return how many elements an item handles: more than one only where all compute units are full all the same} */
    private int elementsOfAnItem() {
        int bytesOfAnElement = kernel.inputs().stream().filter(view -> !(view.place() instanceof Place.Positions))
                .mapToInt(view -> view.dtype().bytes()).sum();
        if (!traits.lockstep() || bytesOfAnElement == 0) {
            return 1;
        }
        int elements = Math.clamp(Integer.highestOneBit(Math.max(1, BYTES_UNDER_WAY / bytesOfAnElement)), 1,
                MOST_ELEMENTS_OF_AN_ITEM);
        return kernel.domain().count() >= (long) traits.computeUnits() * ITEMS_OF_A_UNIT * elements ? elements : 1;
    }

    /**
     * All elements of an item are computed before the first is stored, for a load could depend on a store before it; and
     * behind the end the last element is computed again, for a load in a branch waits for its condition.
     */
    private void several(int elements, int width, String limit, List<String> inputs, List<String> outputs) {
        String type = out.indexType();
        for (int i = 0; i < outputs.size(); i++) {
            out.line(CTypes.inRegister(kernel.code().resultType(i)) + " " + outputs.get(i) + "_next[" + elements + "];");
        }
        out.line("#pragma unroll");
        out.open("for (i32 n = 0; n < " + elements + "; ++n)");
        out.line("const " + type + " next = first + n * " + width + ";");
        out.line("const " + type + " x = next < " + limit + " ? next : " + limit + " - 1;");
        compute(Coordinates.of(out, kernel.domain(), "x", "x", type), inputs, output -> outputs.get(output) + "_next[n]");
        out.close();
        out.line("#pragma unroll");
        out.open("for (i32 n = 0; n < " + elements + "; ++n)");
        out.line("const " + type + " x = first + n * " + width + ";");
        out.open("if (x < " + limit + ")");
        Coordinates at = Coordinates.of(out, kernel.domain(), "x", "x", type);
        for (int i = 0; i < outputs.size(); i++) {
            out.line(target(at, i, outputs) + " = " + outputs.get(i) + "_next[n];");
        }
        out.close();
        out.close();
    }

    /** The last axis along x, all others along y. */
    private Launch table(List<String> inputs, List<String> outputs) {
        Shape domain = kernel.domain();
        int columns = domain.size(-1);
        long rows = domain.count() / columns;
        boolean isScattered = kernel.inputs().stream().anyMatch(view -> Math.abs(view.stride(-1)) > 1);
        int widest = isScattered ? SQUARE : groupSize();
        int width = traits.groupSize(Math.min(widest, columns >= LONG_ROW ? LONG_ROW : columns >= SQUARE ? SQUARE : SHORTEST_ROW));
        int height = Math.max(1, traits.groupSize(groupSize()) / width);
        long groupsAcross = Math.ceilDiv(columns, width);
        String across = out.number(groupsAcross, "across");
        String type = out.indexType();
        out.line("const " + type + " x = (" + type + ") (GROUP_ID % " + across + ") * " + width + " + LOCAL_X;");
        out.line("const " + type + " y = (" + type + ") (GROUP_ID / " + across + ")"
                + (height == 1 ? ";" : " * " + height + " + LOCAL_Y;"));
        out.open("if (x < " + out.number(columns, "columns") + " && y < " + out.number(rows, "rows") + ")");
        Coordinates outer = Coordinates.of(out, domain.axes(0, domain.rank() - 1), "y", "y", type);
        element(outer.then(new Coordinates(Shape.of(columns), List.of("x"))), inputs, outputs);
        out.close();
        return out.finish(Names.of("elementwise", kernel.code()), kernel, width, height, groupsAcross * Math.ceilDiv(rows, height));
    }

    private int groupSize() {
        if (traits.lockstep()) {
            return LOCKSTEP_GROUP;
        }
        return kernel.domain().count() >= LONG_FROM ? LONG_GROUP : SHORT_GROUP;
    }

    private void element(Coordinates at, List<String> inputs, List<String> outputs) {
        compute(at, inputs, output -> target(at, output, outputs));
    }

    /** Computes an element and assigns each result to what {@code target} names for its number. */
    private void compute(Coordinates at, List<String> inputs, IntFunction<String> target) {
        ScalarToC code = new ScalarToC(kernel.code());
        code.write(out, input -> {
            View view = kernel.inputs().get(input);
            return FunctionWriter.element(view, inputs.get(input), at.index(view, out, "in" + input));
        });
        for (int i = 0; i < kernel.outputs().size(); i++) {
            out.line(target.apply(i) + " = " + code.result(i) + ";");
        }
    }

    private String target(Coordinates at, int output, List<String> outputs) {
        String pointer = outputs.get(output);
        return pointer + "[" + at.index(kernel.outputs().get(output), out, pointer) + "]";
    }
}
