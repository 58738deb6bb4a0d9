package org.garam.backend.cuda.product;

import java.util.Collection;
import java.util.List;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.View;

/** In which other order the kernels of a plan yield the same. */
record PlanOrder(List<Kernel> kernels) {
    /** {@return whether a kernel may be run together with the one at {@code to}, for all that lies between them} */
    boolean isMovable(int from, int to) {
        Kernel moved = kernels.get(from);
        return kernels.subList(Math.min(from, to) + 1, Math.max(from, to)).stream().noneMatch(between ->
                overlap(between.outputs(), moved.inputs()) || overlap(between.outputs(), moved.outputs())
                        || overlap(between.inputs(), moved.outputs()));
    }

    /** {@return whether nothing is written there between the two kernels} */
    boolean isKept(View view, int from, int to) {
        return kernels.subList(from + 1, to).stream().noneMatch(between -> overlap(between.outputs(), List.of(view)));
    }

    static boolean overlap(Collection<View> some, Collection<View> others) {
        return some.stream().anyMatch(view -> others.stream().anyMatch(other -> overlap(view, other)));
    }

    static boolean overlap(View x, View y) {
        return x.place().equals(y.place()) && !(x.place() instanceof Place.Positions) && x.shape().count() > 0
                && y.shape().count() > 0 && x.lowestOffset() <= y.highestOffset() && y.lowestOffset() <= x.highestOffset();
    }
}
