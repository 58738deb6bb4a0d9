package org.garam.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.garam.op.Op;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.Shape;

/**
 * The gradient of a slice: its own gradient laid back into zeros. Steps other than one are undone by turning backward
 * axes round and by padding every element, on an axis of its own, to the length of a step.
 */
final class SliceGradient {
    private SliceGradient() {}

    static int of(ProgramBuilder program, Op.Slice slice, Shape from, int gradient) {
        int spaced = gradient;
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (int axis = 0; axis < from.rank(); axis++) {
            int size = slice.sizes().size(axis);
            int step = Math.abs(slice.steps().get(axis));
            boolean isBackward = slice.steps().get(axis) < 0;
            if (isBackward) {
                spaced = reverse(program, spaced, axis);
            }
            int first = slice.starts().get(axis) + (isBackward ? (size - 1) * slice.steps().get(axis) : 0);
            spaced = space(program, spaced, axis, step);
            int length = size == 0 ? 0 : (size - 1) * step + 1;
            before.add(size == 0 ? 0 : first);
            after.add(from.size(axis) - length - before.getLast());
        }
        return program.add(new Op.Pad(before, after, 0), spaced);
    }

    private static int reverse(ProgramBuilder program, int value, int axis) {
        Shape shape = program.type(value).shape();
        List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
        List<Integer> steps = new ArrayList<>(Collections.nCopies(shape.rank(), 1));
        starts.set(axis, Math.max(0, shape.size(axis) - 1));
        steps.set(axis, -1);
        return program.add(new Op.Slice(starts, shape, steps), value);
    }

    /** Puts {@code step - 1} zeros between neighbours along {@code axis}. */
    private static int space(ProgramBuilder program, int value, int axis, int step) {
        Shape shape = program.type(value).shape();
        int size = shape.size(axis);
        if (step == 1 || size == 0) {
            return value;
        }
        Shape outer = shape.axes(0, axis + 1);
        Shape inner = shape.axes(axis + 1, shape.rank());
        int separated = program.add(new Op.Reshape(outer.append(Shape.of(1)).append(inner)), value);
        List<Integer> none = new ArrayList<>(Collections.nCopies(shape.rank() + 1, 0));
        List<Integer> gap = new ArrayList<>(none);
        gap.set(axis + 1, step - 1);
        int padded = program.add(new Op.Pad(none, gap, 0), separated);
        int joined = program.add(new Op.Reshape(shape.with(axis, size * step)), padded);
        List<Integer> starts = Collections.nCopies(shape.rank(), 0);
        return program.add(new Op.Slice(starts, shape.with(axis, (size - 1) * step + 1), Collections.nCopies(shape.rank(), 1)),
                joined);
    }
}
