package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.tensor.DType;

/**
 * Has the JIT compile generated loops before they are needed: until then a vector loop is a hundred times slower than
 * it will be. Only plans of several kernels are warmed up, which are run often; an eager operation may be the only one
 * of its kind, and would pay more than it gains.
 */
final class LoopWarmUp {
    /** Enough for HotSpot's optimizing compiler to be asked for a method: it counts calls and turns of loops. */
    private static final int CALLS = 2500;
    private static final int CALLS_PER_TURN = 50;
    /** The main loop's turns per call, so that it looks like a loop worth optimizing. */
    private static final int TURNS = 6;
    /**
     * The first vector operations of a JVM are slow beyond measure, whatever loop they are in. When this much time is
     * spent, loops that are not done become fast by being used.
     */
    private static final long LONGEST_NANOSECONDS = 1_500_000_000;
    /** Both sides of every comparison, and the rare cases. */
    private static final double[] SAMPLES = {0.5, -0.5, 3, -3, 0, 1, -1, 100, -100, 1e-3, Double.NaN, 1e30, -1e30,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-40, 0.1, 2};

    private final CompiledLoop compiled;
    private final int columns;
    private final Object[] memory;
    private final int[] layout;

    private LoopWarmUp(CompiledLoop compiled) {
        this.compiled = compiled;
        LoopStructure structure = compiled.program().structure();
        columns = structure.narrow() ? compiled.lanes() - 1 : compiled.lanes() * (TURNS * compiled.unroll() + 1) + 3;
        List<Access> views = new ArrayList<>(structure.inputs());
        views.addAll(structure.outputs());
        memory = new Object[views.size() + 1];
        memory[views.size()] = compiled.newScratch();
        layout = new int[views.size() * LoopFrame.LAYOUT_ENTRIES];
        Map<DType, Object> samples = new EnumMap<>(DType.class);
        for (int view = 0; view < views.size(); view++) {
            DType dtype = views.get(view).dtype();
            boolean input = view < structure.inputs().size();
            memory[view] = input ? samples.computeIfAbsent(dtype, this::samples)
                    : new CpuBuffer(dtype, length()).array();
            layout[view * LoopFrame.LAYOUT_ENTRIES + 2] = 1;
        }
    }

    private int length() {
        return columns + 2 * SAMPLES.length;
    }

    private Object samples(DType dtype) {
        CpuBuffer buffer = new CpuBuffer(dtype, length());
        for (int i = 0; i < length(); i++) {
            double sample = dtype.round(SAMPLES[i % SAMPLES.length]);
            switch (buffer.array()) {
                case float[] floats -> floats[i] = (float) sample;
                case double[] doubles -> doubles[i] = sample;
                case byte[] bytes -> bytes[i] = (byte) sample;
                case short[] shorts -> shorts[i] = (short) sample;
                case int[] ints -> ints[i] = (int) sample;
                case long[] longs -> longs[i] = (long) sample;
                default -> throw new IllegalStateException("no array of " + dtype);
            }
        }
        return buffer.array();
    }

    /** Warms up the loops that are not warm yet, in turns: the first ones make what all share fast. */
    static void warm(List<CompiledLoop> loops) {
        List<LoopWarmUp> cold = new ArrayList<>();
        for (CompiledLoop loop : loops) {
            if (loop.warming().compareAndSet(false, true)) {
                cold.add(new LoopWarmUp(loop));
            }
        }
        long start = System.nanoTime();
        for (int calls = 0; calls < CALLS && System.nanoTime() - start < LONGEST_NANOSECONDS; calls += CALLS_PER_TURN) {
            for (LoopWarmUp loop : cold) {
                loop.run(calls);
            }
        }
    }

    private void run(int firstCall) {
        for (int call = firstCall; call < firstCall + CALLS_PER_TURN; call++) {
            for (int view = 0; view < memory.length - 1; view++) {
                layout[view * LoopFrame.LAYOUT_ENTRIES] = (call + view * 5) % SAMPLES.length;
            }
            compiled.loop().run(memory, layout, 1, columns);
        }
    }
}
