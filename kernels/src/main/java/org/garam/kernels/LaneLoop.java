package org.garam.kernels;

import java.util.function.BiConsumer;

/**
 * A loop over positions that a CPU's compiler turns into vector instructions: blocks of as many positions as a vector
 * has lanes, with an inner loop of constant length, then the rest one by one. With one lane it is a plain loop.
 */
record LaneLoop(String type, String position, int lanes) {
    /** {@return how many lanes make sense for {@code count} positions on a device} */
    static int lanes(DeviceTraits traits, long count, int elementBytes) {
        int lanes = traits.lockstep() ? 1 : traits.vectorBytes() / elementBytes;
        return count < lanes ? 1 : Math.max(1, lanes);
    }

    /**
     * Writes the loop from {@code begin} to {@code end}.
     *
     * @param blocks writes what is done for a block; given the name of its first position
     * @param single writes what is done for one position
     */
    void write(CodeWriter out, String begin, String end, BiConsumer<String, LaneLoop> blocks, Runnable single) {
        if (lanes == 1) {
            out.open("for (" + type + " " + position + " = " + begin + "; " + position + " < " + end + "; ++" + position + ")");
            single.run();
            out.close();
            return;
        }
        String block = position + "_block";
        out.open("");
        out.line(type + " " + block + " = " + begin + ";");
        out.open("for (; " + block + " + " + lanes + " <= " + end + "; " + block + " += " + lanes + ")");
        blocks.accept(block, this);
        out.close();
        out.open("for (" + type + " " + position + " = " + block + "; " + position + " < " + end + "; ++" + position + ")");
        single.run();
        out.close();
        out.close();
    }

    /** Writes one inner loop over the lanes of a block, in which {@code body} sees its position. */
    void eachLane(CodeWriter out, String block, Runnable body) {
        out.open("for (i32 lane = 0; lane < " + lanes + "; ++lane)");
        out.line("const " + type + " " + position + " = " + block + " + lane;");
        body.run();
        out.close();
    }
}
