package org.garam.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.garam.tensor.Shape;

/** Drops axes of size one and joins neighbouring axes that every view walks as one, so that loops are long and few. */
final class AxisMerging {
    private AxisMerging() {}

    /** {@return the views, all of one shape, with as few of the first {@code axes} axes as they have in common} */
    static List<View> merge(List<View> views, int axes) {
        if (views.isEmpty()) {
            return views;
        }
        List<View> merged = views;
        int end = axes;
        for (int axis = axes - 1; axis >= 0; axis--) {
            int current = axis;
            List<View> all = merged;
            if (all.getFirst().shape().size(axis) == 1) {
                merged = all.stream().map(view -> withoutAxis(view, current)).toList();
                end--;
            } else if (axis + 1 < end && all.stream().allMatch(view -> isOneWalk(view, current))) {
                merged = all.stream().map(view -> joined(view, current)).toList();
                end--;
            }
        }
        return merged;
    }

    /** {@return the views with as few axes behind the first {@code axes} ones as they have in common} */
    static List<View> mergeBehind(List<View> views, int axes) {
        int rank = views.getFirst().shape().rank();
        List<View> turned = views.stream().map(view -> view.transpose(rotation(rank, axes))).toList();
        List<View> merged = merge(turned, rank - axes);
        int behind = merged.getFirst().shape().rank() - axes;
        return merged.stream().map(view -> view.transpose(rotation(behind + axes, behind))).toList();
    }

    private static List<Integer> rotation(int rank, int first) {
        return IntStream.range(0, rank).map(axis -> (axis + first) % rank).boxed().toList();
    }

    private static boolean isOneWalk(View view, int axis) {
        return view.strides().get(axis) == view.strides().get(axis + 1) * view.shape().size(axis + 1);
    }

    private static View withoutAxis(View view, int axis) {
        List<Long> strides = new ArrayList<>(view.strides());
        strides.remove(axis);
        return new View(view.place(), view.dtype(), view.offset(), view.shape().without(axis), strides);
    }

    private static View joined(View view, int axis) {
        List<Long> strides = new ArrayList<>(view.strides());
        strides.remove(axis);
        Shape shape = view.shape().without(axis + 1)
                .with(axis, Math.multiplyExact(view.shape().size(axis), view.shape().size(axis + 1)));
        return new View(view.place(), view.dtype(), view.offset(), shape, strides);
    }
}
