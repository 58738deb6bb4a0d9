package org.garam.kernels;

import org.garam.op.ReduceFunction;
import org.garam.tensor.DType;

/** The variables a reduction is accumulated in: one for each lane of a {@link LaneLoop} and one for the rest. */
record Accumulator(String name, ReduceFunction function, DType dtype, int lanes) {
    /** Declares the variables, with the value of reducing nothing. */
    void declare(CodeWriter out) {
        String identity = CTypes.literal(function.identity(dtype), dtype);
        out.line(CTypes.inRegister(dtype) + " " + name + "_rest = " + identity + ";");
        if (lanes > 1) {
            out.line(CTypes.inRegister(dtype) + " " + name + "_lanes[" + lanes + "];");
            out.open("for (i32 lane = 0; lane < " + lanes + "; ++lane)");
            out.line(name + "_lanes[lane] = " + identity + ";");
            out.close();
        }
    }

    /** Joins {@code value} to the current lane's. */
    void addToLane(CodeWriter out, String value) {
        assign(out, name + "_lanes[lane]", value);
    }

    /** Joins {@code value} to the one variable for all that is not in a block. */
    void addToRest(CodeWriter out, String value) {
        assign(out, name + "_rest", value);
    }

    /** Joins all lanes, in order; {@code name_rest} then holds the result. */
    void joinLanes(CodeWriter out) {
        if (lanes > 1) {
            out.open("for (i32 lane = 0; lane < " + lanes + "; ++lane)");
            addToRest(out, name + "_lanes[lane]");
            out.close();
        }
    }

    /**
     * Joins the results of all work-items of a group, as a tree, in local memory. All items have to come here; all have
     * the result in {@code name_rest} afterwards.
     *
     * @param item the number of the work-item in its group
     */
    void joinGroup(CodeWriter out, String item, int groupSize) {
        if (groupSize == 1) {
            return;
        }
        String shared = name + "_shared";
        out.line("LOCAL_ARRAY(" + CTypes.inMemory(dtype) + ", " + shared + ", " + groupSize + ");");
        out.line(shared + "[" + item + "] = " + name + "_rest;");
        out.line("BARRIER;");
        out.open("for (i32 reach = " + groupSize / 2 + "; reach > 0; reach /= 2)");
        out.open("if (" + item + " < reach)");
        assign(out, shared + "[" + item + "]", shared + "[" + item + " + reach]");
        out.close();
        out.line("BARRIER;");
        out.close();
        out.line(name + "_rest = " + shared + "[0]" + (dtype == DType.BOOL ? " != 0" : "") + ";");
    }

    private void assign(CodeWriter out, String variable, String value) {
        out.line(variable + " = " + ScalarToC.combine(function, dtype, variable, value) + ";");
    }
}
