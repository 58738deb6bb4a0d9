package org.garam.kernels;

import java.util.List;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * Reductions over any axes, divided as {@link ReductionSplit} says. Results divided into slices go to a workspace, and a
 * second launch joins them in order.
 */
final class ReductionTemplate {
    private static final int GROUP = 256;
    private static final int ITEMS_OF_A_GROUP = 64;

    private final DeviceTraits traits;
    private final Kernel.Reduction kernel;
    private final ReductionSplit split;
    private final DType dtype;
    private final ScalarToC code;
    private final FunctionWriter out;
    private List<String> inputs;
    private String type;

    private ReductionTemplate(DeviceTraits traits, Kernel.Reduction kernel) {
        this.traits = traits;
        this.kernel = kernel;
        split = ReductionSplit.of(traits, kernel);
        dtype = kernel.output().dtype();
        code = new ScalarToC(kernel.code());
        out = new FunctionWriter(kernel.code());
    }

    static List<Launch> render(DeviceTraits traits, Kernel.Reduction kernel) {
        if (kernel.kept().count() == 0) {
            return List.of();
        }
        ReductionTemplate template = new ReductionTemplate(traits, kernel);
        return template.split.slices() == 1 ? List.of(template.reduce())
                : List.of(template.reduce(), template.join());
    }

    private boolean isSliced() {
        return split.slices() > 1;
    }

    private long partials() {
        return split.slices() * kernel.kept().count();
    }

    private Launch reduce() {
        inputs = out.inputs(kernel.inputs());
        String output = isSliced() ? out.workspace(dtype, 0, partials(), "partial") : out.output(kernel.output(), "out0");
        long work = split.units() * split.slices();
        out.counts(Math.max(work + GROUP, Math.max(kernel.reduced().count(), kernel.kept().count()) + GROUP));
        type = out.indexType();
        boolean isGroup = split.way() == ReductionSplit.Way.GROUP;
        int width = isGroup ? traits.groupSize((int) Math.clamp(traits.localBytes() / dtype.bytes(), 1, GROUP))
                : traits.groupSize(traits.lockstep() ? ITEMS_OF_A_GROUP : 1);
        if (isGroup || width == 1) {
            out.line("const " + type + " item = GROUP_ID;");
        } else {
            out.line("const " + type + " item = (" + type + ") GROUP_ID * " + width + " + LOCAL_X;");
            out.open("if (item < " + out.number(work, "work") + ")");
        }
        range();
        if (split.way() == ReductionSplit.Way.ALONG_KEPT && split.lanes() > 1) {
            neighbours(output);
        } else {
            single(output, isGroup ? width : 1);
        }
        if (!isGroup && width > 1) {
            out.close();
        }
        return out.finish(Names.of("reduce_" + kernel.function(), kernel.code()), kernel, width, 1,
                isGroup ? work : Math.ceilDiv(work, width));
    }

    /** Declares which unit and which part of the reduced positions the item has. */
    private void range() {
        if (isSliced()) {
            boolean isOne = split.units() == 1;
            String units = isOne ? "" : out.number(split.units(), "units");
            String chunk = out.number(split.chunk(), "chunk");
            String range = out.number(split.range(), "range");
            out.line("const " + type + " unit = " + (isOne ? "0;" : "item % " + units + ";"));
            out.line("const " + type + " slice = item" + (isOne ? ";" : " / " + units + ";"));
            out.line("const " + type + " begin = slice * " + chunk + ";");
            out.line("const " + type + " end = begin + " + chunk + " < " + range + " ? begin + " + chunk + " : " + range + ";");
        } else {
            out.line("const " + type + " unit = item;");
        }
    }

    private String begin() {
        return isSliced() ? "begin" : "0";
    }

    private String end() {
        return isSliced() ? "end" : out.number(split.range(), "range");
    }

    /** One result. */
    private void single(String output, int groupSize) {
        Coordinates kept = Coordinates.of(out, kernel.kept(), "unit", "k", type);
        boolean isAlongReduced = split.way() == ReductionSplit.Way.ALONG_REDUCED;
        Accumulator total = new Accumulator("total", kernel.function(), dtype, isAlongReduced ? split.lanes() : 1);
        total.declare(out);
        if (isAlongReduced) {
            alongReduced(kept, total);
        } else {
            out.open("for (" + type + " r = " + begin() + (groupSize > 1 ? " + LOCAL_X" : "") + "; r < " + end() + "; r += "
                    + groupSize + ")");
            value(kept.then(Coordinates.of(out, kernel.reduced(), "r", "r", type)));
            total.addToRest(out, code.result(0));
            out.close();
        }
        total.joinLanes(out);
        total.joinGroup(out, "LOCAL_X", groupSize);
        if (groupSize > 1) {
            out.open("if (LOCAL_X == 0)");
        }
        out.line(target(output, kept, "unit") + " = total_rest;");
        if (groupSize > 1) {
            out.close();
        }
    }

    private void alongReduced(Coordinates kept, Accumulator total) {
        Shape reduced = kernel.reduced();
        boolean isList = reduced.rank() <= 1;
        Coordinates outer = kept;
        if (!isList) {
            out.open("for (" + type + " r = " + begin() + "; r < " + end() + "; ++r)");
            outer = kept.then(Coordinates.of(out, reduced.axes(0, reduced.rank() - 1), "r", "r", type));
        }
        Coordinates at = reduced.rank() == 0 ? outer
                : outer.then(new Coordinates(Shape.of(reduced.size(-1)), List.of("i")));
        LaneLoop loop = new LaneLoop(type, "i", split.lanes());
        loop.write(out, isList ? begin() : "0", isList ? end() : out.number(reduced.size(-1), "inner"),
                (block, lanes) -> lanes.eachLane(out, block, () -> {
                    value(at);
                    total.addToLane(out, code.result(0));
                }), () -> {
                    value(at);
                    total.addToRest(out, code.result(0));
                });
        if (!isList) {
            out.close();
        }
    }

    /** As many neighbouring results as there are lanes; fewer where the last kept axis ends. */
    private void neighbours(String output) {
        int last = kernel.kept().size(-1);
        int lanes = split.lanes();
        String length = out.number(last, "last");
        String blocks = out.number(Math.ceilDiv(last, lanes), "blocks");
        out.line("const " + type + " first = unit % " + blocks + " * " + lanes + ";");
        out.line("const " + type + " outer = unit / " + blocks + ";");
        Shape outerShape = kernel.kept().axes(0, kernel.kept().rank() - 1);
        Coordinates kept = Coordinates.of(out, outerShape, "outer", "k", type)
                .then(new Coordinates(Shape.of(last), List.of("k")));
        Accumulator totals = new Accumulator("total", kernel.function(), dtype, lanes);
        boolean hasRest = last % lanes != 0;
        if (hasRest) {
            out.open("if (first + " + lanes + " <= " + length + ")");
        }
        totals.declare(out);
        out.open("for (" + type + " r = " + begin() + "; r < " + end() + "; ++r)");
        Coordinates at = kept.then(Coordinates.of(out, kernel.reduced(), "r", "r", type));
        LaneLoop loop = new LaneLoop(type, "k", lanes);
        loop.eachLane(out, "first", () -> {
            value(at);
            totals.addToLane(out, code.result(0));
        });
        out.close();
        loop.eachLane(out, "first", () -> out.line(target(output, kept, "outer * " + length + " + k") + " = total_lanes[lane];"));
        if (hasRest) {
            out.close();
            out.open("else for (" + type + " k = first; k < " + length + "; ++k)");
            Accumulator total = new Accumulator("total", kernel.function(), dtype, 1);
            total.declare(out);
            out.open("for (" + type + " r = " + begin() + "; r < " + end() + "; ++r)");
            value(kept.then(Coordinates.of(out, kernel.reduced(), "r", "r", type)));
            total.addToRest(out, code.result(0));
            out.close();
            out.line(target(output, kept, "outer * " + length + " + k") + " = total_rest;");
            out.close();
        }
    }

    private void value(Coordinates at) {
        code.write(out, input -> FunctionWriter.element(kernel.inputs().get(input), inputs.get(input),
                at.index(kernel.inputs().get(input), out, "in" + input)));
    }

    private String target(String output, Coordinates kept, String linear) {
        if (!isSliced()) {
            return output + "[" + kept.index(kernel.output(), out, output) + "]";
        }
        long count = kernel.kept().count();
        return output + "[slice" + (count == 1 ? "" : " * " + out.number(count, "kept") + " + " + linear) + "]";
    }

    private Launch join() {
        FunctionWriter joining = new FunctionWriter(ScalarCode.copy(dtype));
        String partial = joining.workspace(dtype, 0, partials(), "partial");
        String output = joining.output(kernel.output(), "out0");
        long count = kernel.kept().count();
        joining.counts(count + GROUP);
        String index = joining.indexType();
        int width = traits.groupSize(ITEMS_OF_A_GROUP);
        joining.line("const " + index + " k = (" + index + ") GROUP_ID * " + width + " + LOCAL_X;");
        joining.open("if (k < " + joining.number(count, "kept") + ")");
        Coordinates kept = Coordinates.of(joining, kernel.kept(), "k", "k", index);
        Accumulator total = new Accumulator("total", kernel.function(), dtype, 1);
        total.declare(joining);
        joining.open("for (i32 slice = 0; slice < " + joining.number(split.slices(), "slices") + "; ++slice)");
        total.addToRest(joining, partial + "[slice * " + joining.number(count, "kept") + " + k]" + (dtype == DType.BOOL ? " != 0" : ""));
        joining.close();
        joining.line(output + "[" + kept.index(kernel.output(), joining, output) + "] = total_rest;");
        joining.close();
        return joining.finish("join_" + kernel.function(), kernel, width, 1, Math.ceilDiv(count, width));
    }
}
