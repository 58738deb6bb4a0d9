package org.garam.backend.cpu;

import java.util.List;
import org.garam.op.PhiloxBits;
import org.garam.plan.Kernel;
import org.garam.plan.View;

/** Uniform random numbers: each block of the generator depends on its number only, so workers draw independently. */
final class RandomKernel implements BoundKernel {
    private static final double NANOSECONDS_PER_BLOCK = 12;

    private final long[] state;
    private final int stateOffset;
    private final int stateStride;
    private final Object output;
    private final int offset;
    private final int count;
    private final int perBlock;
    private final int[][] words;
    private final List<MemoryAccess> accesses;

    private RandomKernel(Kernel.RandomBits kernel, PlanMemory memory, int workers) {
        View stateView = kernel.state();
        state = (long[]) memory.array(stateView);
        stateOffset = Math.toIntExact(stateView.offset());
        stateStride = Math.toIntExact(stateView.stride(0));
        output = memory.array(kernel.output());
        offset = Math.toIntExact(kernel.output().offset());
        count = Math.toIntExact(kernel.output().shape().count());
        perBlock = output instanceof float[] ? 4 : 2;
        words = new int[workers][4];
        accesses = ElementwiseKernel.accesses(kernel, memory);
    }

    static BoundKernel bind(Kernel.RandomBits kernel, PlanMemory memory, int workers) {
        return new RandomKernel(kernel, memory, workers);
    }

    @Override
    public void run(int worker, int workers) {
        long key = state[stateOffset];
        long counter = state[stateOffset + stateStride];
        int blocks = Math.ceilDiv(count, perBlock);
        int begin = (int) ((long) blocks * worker / workers);
        int end = (int) ((long) blocks * (worker + 1) / workers);
        if (output instanceof float[] floats) {
            draw(key, counter, begin, end, floats, words[worker]);
        } else {
            draw(key, counter, begin, end, (double[]) output, words[worker]);
        }
    }

    private void draw(long key, long counter, int begin, int end, float[] target, int[] block) {
        for (int number = begin; number < end; number++) {
            PhiloxBits.block(key, counter + number, block);
            int first = number * 4;
            int drawn = Math.min(4, count - first);
            for (int i = 0; i < drawn; i++) {
                target[offset + first + i] = PhiloxBits.uniform(block[i]);
            }
        }
    }

    private void draw(long key, long counter, int begin, int end, double[] target, int[] block) {
        for (int number = begin; number < end; number++) {
            PhiloxBits.block(key, counter + number, block);
            int first = number * 2;
            target[offset + first] = PhiloxBits.uniform(block[0], block[1]);
            if (first + 1 < count) {
                target[offset + first + 1] = PhiloxBits.uniform(block[2], block[3]);
            }
        }
    }

    @Override
    public double nanoseconds() {
        return count / (double) perBlock * NANOSECONDS_PER_BLOCK;
    }

    @Override
    public List<MemoryAccess> accesses() {
        return accesses;
    }
}
