package org.garam.kernels;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * Rows with reductions over their columns. Each stage of {@link RowStages} is a loop over the columns that computes
 * anew what it needs: reading a row again from a cache costs less than storing what was computed. A row is the work of
 * one item, or of a whole group where items run in lockstep and the row is long.
 */
final class RowTemplate {
    private static final int LONGEST_ROW_OF_AN_ITEM = 32;
    private static final int ROWS_OF_A_GROUP = 64;
    private static final int FEW_ROWS = 8;
    private static final int GROUP_FOR_A_ROW = 256;
    /** Without lockstep a group should be this many elements' work, so that starting it costs little. */
    private static final int ELEMENTS_OF_A_GROUP = 4096;

    private final DeviceTraits traits;
    private final Kernel.RowKernel kernel;
    private final RowStages stages;
    private final ScalarToC code;
    private final FunctionWriter out;
    private final boolean isGroupPerRow;
    private final int groupSize;
    private final List<String> inputs;
    private final List<String> outputs;
    private Coordinates at;
    private LaneLoop columns;

    private RowTemplate(DeviceTraits traits, Kernel.RowKernel kernel) {
        this.traits = traits;
        this.kernel = kernel;
        stages = new RowStages(kernel);
        code = new ScalarToC(kernel.code());
        out = new FunctionWriter(kernel.code());
        isGroupPerRow = traits.lockstep() && kernel.columns() > LONGEST_ROW_OF_AN_ITEM && traits.maxGroupSize() > 1;
        groupSize = groupSize();
        inputs = out.inputs(kernel.inputs());
        outputs = out.outputs(kernel.outputs());
        out.counts((kernel.rows().count() + groupSize) * Math.max(1, kernel.columns()));
    }

    static List<Launch> render(DeviceTraits traits, Kernel.RowKernel kernel) {
        return kernel.rows().count() == 0 ? List.of() : List.of(new RowTemplate(traits, kernel).render());
    }

    private int groupSize() {
        int columnCount = Math.max(1, kernel.columns());
        if (isGroupPerRow) {
            return traits.groupSize(Math.min(localLimit(), Math.min(GROUP_FOR_A_ROW, Integer.highestOneBit(columnCount - 1) * 2)));
        }
        return traits.groupSize(traits.lockstep() || columnCount < ELEMENTS_OF_A_GROUP / ROWS_OF_A_GROUP ? ROWS_OF_A_GROUP
                : columnCount < ELEMENTS_OF_A_GROUP / FEW_ROWS ? FEW_ROWS : 1);
    }

    /** Each reduction has an array of its own in local memory, as long as the group. */
    private int localLimit() {
        int bytes = kernel.code().instructions().stream().filter(Instruction.Reduce.class::isInstance)
                .mapToInt(reduce -> reduce.dtype().bytes()).sum();
        return bytes == 0 ? GROUP_FOR_A_ROW : (int) Math.clamp(traits.localBytes() / bytes, 1, GROUP_FOR_A_ROW);
    }

    private Launch render() {
        String type = out.indexType();
        long rows = kernel.rows().count();
        int widest = kernel.inputs().stream().mapToInt(view -> view.dtype().bytes()).max().orElse(4);
        columns = new LaneLoop(type, "column", LaneLoop.lanes(traits, kernel.columns(), widest));
        out.line("const " + type + " row = " + (isGroupPerRow ? "GROUP_ID;" : "(" + type + ") GROUP_ID * " + groupSize + " + LOCAL_X;"));
        if (!isGroupPerRow) {
            out.open("if (row < " + out.number(rows, "rows") + ")");
        }
        at = Coordinates.of(out, kernel.rows(), "row", "row", type)
                .then(new Coordinates(Shape.of(kernel.columns()), List.of("column")));
        for (int stage = 0; stage < stages.count(); stage++) {
            reduce(stages.reductions(stage));
            code.write(out, stages.uniform(stage), this::load);
        }
        store();
        if (!isGroupPerRow) {
            out.close();
        }
        return out.finish(Names.of("rows", kernel.code()), kernel, groupSize, 1,
                isGroupPerRow ? rows : Math.ceilDiv(rows, groupSize));
    }

    private String load(int input) {
        View view = kernel.inputs().get(input);
        // A value per row is wanted even of rows without columns, of which there is no element to load.
        return kernel.columns() == 0 ? CTypes.literal(0, view.dtype())
                : FunctionWriter.element(view, inputs.get(input), at.index(view, out, "in" + input));
    }

    private void reduce(List<Integer> reductions) {
        if (reductions.isEmpty()) {
            return;
        }
        List<Integer> operands = new ArrayList<>();
        List<Accumulator> accumulators = new ArrayList<>();
        for (int reduction : reductions) {
            Instruction.Reduce reduce = (Instruction.Reduce) kernel.code().instructions().get(reduction);
            operands.add(reduce.operand());
            accumulators.add(new Accumulator(ScalarToC.variable(reduction), reduce.function(), reduce.dtype(), columns.lanes()));
        }
        accumulators.forEach(accumulator -> accumulator.declare(out));
        BitSet needed = code.needed(operands, stages::isUniform);
        eachColumn((block, loop) -> loop.eachLane(out, block, () -> {
            code.write(out, needed, this::load);
            for (int i = 0; i < operands.size(); i++) {
                accumulators.get(i).addToLane(out, ScalarToC.variable(operands.get(i)));
            }
        }), () -> {
            code.write(out, needed, this::load);
            for (int i = 0; i < operands.size(); i++) {
                accumulators.get(i).addToRest(out, ScalarToC.variable(operands.get(i)));
            }
        });
        for (Accumulator accumulator : accumulators) {
            accumulator.joinLanes(out);
            if (isGroupPerRow) {
                accumulator.joinGroup(out, "LOCAL_X", groupSize);
            }
            out.line("const " + CTypes.inRegister(accumulator.dtype()) + " " + accumulator.name() + " = "
                    + accumulator.name() + "_rest;");
        }
    }

    private void store() {
        List<Integer> perElement = new ArrayList<>();
        List<Integer> perRow = new ArrayList<>();
        for (int i = 0; i < kernel.outputs().size(); i++) {
            (kernel.outputs().get(i).shape().rank() > kernel.rows().rank() ? perElement : perRow).add(i);
        }
        if (!perElement.isEmpty()) {
            storeElements(perElement);
        }
        if (isGroupPerRow && !perRow.isEmpty()) {
            // What is written may be an input of the row, which slower items still read.
            out.line("BARRIER_ALL_MEMORY;");
            out.open("if (LOCAL_X == 0)");
        }
        Coordinates row = new Coordinates(kernel.rows(), at.axes().subList(0, kernel.rows().rank()));
        perRow.forEach(output -> out.line(outputs.get(output) + "[" + row.index(kernel.outputs().get(output), out, outputs.get(output)) + "] = "
                + code.result(output) + ";"));
        if (isGroupPerRow && !perRow.isEmpty()) {
            out.close();
        }
    }

    private void storeElements(List<Integer> perElement) {
        List<Integer> results = perElement.stream().map(kernel.code().results()::get).toList();
        BitSet needed = code.needed(results, stages::isUniform);
        eachColumn((block, loop) -> {
            // Stored after all lanes are computed, or the compiler has to assume that a store changes the next load.
            perElement.forEach(output -> out.line(CTypes.inRegister(resultType(output)) + " " + code.result(output)
                    + "_stored" + output + "[" + loop.lanes() + "];"));
            loop.eachLane(out, block, () -> {
                code.write(out, needed, this::load);
                perElement.forEach(output ->
                        out.line(code.result(output) + "_stored" + output + "[lane] = " + code.result(output) + ";"));
            });
            loop.eachLane(out, block, () -> perElement.forEach(output ->
                    out.line(target(output) + " = " + code.result(output) + "_stored" + output + "[lane];")));
        }, () -> {
            code.write(out, needed, this::load);
            perElement.forEach(output -> out.line(target(output) + " = " + code.result(output) + ";"));
        });
    }

    private String target(int output) {
        return outputs.get(output) + "[" + at.index(kernel.outputs().get(output), out, outputs.get(output)) + "]";
    }

    private DType resultType(int output) {
        return kernel.code().resultType(output);
    }

    private String columnCount() {
        return kernel.columns() <= 1 ? String.valueOf(kernel.columns()) : out.number(kernel.columns(), "columns");
    }

    private void eachColumn(BiConsumer<String, LaneLoop> blocks, Runnable single) {
        if (isGroupPerRow) {
            out.open("for (" + columns.type() + " column = LOCAL_X; column < " + columnCount() + "; column += " + groupSize + ")");
            single.run();
            out.close();
        } else {
            columns.write(out, "0", columnCount(), blocks, single);
        }
    }
}
