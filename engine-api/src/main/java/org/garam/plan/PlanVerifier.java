package org.garam.plan;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Checks what every device relies on: views inside of their buffers, scratch written before it is read, no partial overlap. */
final class PlanVerifier {
    /** Scratch is tracked element by element up to this size; larger arenas are checked for their bounds only. */
    private static final long LARGEST_TRACKED_ARENA = 1 << 22;

    private final Plan plan;
    private final Map<DType, BitSet> written = new EnumMap<>(DType.class);

    private PlanVerifier(Plan plan) {
        this.plan = plan;
    }

    /** @throws IllegalStateException if the plan is malformed; the message shows the plan */
    static void verify(Plan plan) {
        PlanVerifier verifier = new PlanVerifier(plan);
        for (Kernel kernel : plan.kernels()) {
            verifier.check(kernel);
        }
    }

    private void check(Kernel kernel) {
        kernel.views().forEach(view -> require(isInside(view), kernel, "reaches outside of its buffer: " + view));
        for (View input : kernel.inputs()) {
            for (View output : kernel.outputs()) {
                require(isSameElements(input, output) || !overlap(input, output), kernel,
                        "reads " + input + ", which it partly overwrites as " + output);
            }
            require(isWritten(input), kernel, "reads scratch that nothing has written: " + input);
        }
        kernel.outputs().forEach(this::markWritten);
        checkShapes(kernel);
    }

    private void checkShapes(Kernel kernel) {
        switch (kernel) {
            case Kernel.Elementwise k -> k.views().forEach(view -> requireShape(kernel, view, k.domain()));
            case Kernel.RowKernel k -> k.inputs().forEach(view -> requireShape(kernel, view, k.rows().append(Shape.of(k.columns()))));
            case Kernel.Reduction k -> k.inputs().forEach(view -> requireShape(kernel, view, k.kept().append(k.reduced())));
            case Kernel.Gemm k -> k.extras().forEach(view -> requireShape(kernel, view, k.output().shape()));
            case Kernel.Gather _, Kernel.ScatterAdd _, Kernel.RandomBits _ -> { }
        }
    }

    private void requireShape(Kernel kernel, View view, Shape shape) {
        require(view.shape().equals(shape), kernel, "walks " + shape + " but has " + view);
    }

    private boolean isInside(View view) {
        if (view.shape().count() == 0) {
            return true;
        }
        long size = switch (view.place()) {
            case Place.Argument argument -> plan.arguments().get(argument.index()).shape().count();
            case Place.Scratch scratch -> plan.scratch().getOrDefault(scratch.dtype(), 0L);
            case Place.Positions _ -> Long.MAX_VALUE;
        };
        return view.lowestOffset() >= 0 && view.highestOffset() < size;
    }

    /** Whether both are walked alike; a row kernel's input per row has columns of stride zero, its output has none. */
    private static boolean isSameElements(View input, View output) {
        boolean isPerRow = input.shape().rank() == output.shape().rank() + 1 && input.strides().getLast() == 0;
        return input.equals(output) || isPerRow && input.place().equals(output.place()) && input.offset() == output.offset()
                && input.shape().without(-1).equals(output.shape())
                && input.strides().subList(0, output.shape().rank()).equals(output.strides());
    }

    private static boolean overlap(View first, View second) {
        return first.place().equals(second.place()) && !(first.place() instanceof Place.Positions)
                && first.shape().count() > 0 && second.shape().count() > 0
                && first.lowestOffset() <= second.highestOffset() && second.lowestOffset() <= first.highestOffset();
    }

    private void markWritten(View view) {
        if (isTracked(view)) {
            written.computeIfAbsent(view.dtype(), _ -> new BitSet()).set((int) view.lowestOffset(), (int) view.highestOffset() + 1);
        }
    }

    private boolean isWritten(View view) {
        if (!isTracked(view)) {
            return true;
        }
        int first = (int) view.lowestOffset();
        BitSet arena = written.getOrDefault(view.dtype(), new BitSet());
        return arena.nextClearBit(first) > view.highestOffset();
    }

    private boolean isTracked(View view) {
        return view.place() instanceof Place.Scratch && view.shape().count() > 0
                && plan.scratch().getOrDefault(view.dtype(), 0L) <= LARGEST_TRACKED_ARENA;
    }

    private void require(boolean condition, Kernel kernel, String otherwise) {
        if (!condition) {
            int index = List.copyOf(plan.kernels()).indexOf(kernel);
            throw new IllegalStateException("kernel " + index + " " + otherwise + "\n" + plan);
        }
    }
}
