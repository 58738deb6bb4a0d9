package org.garam.backend.cuda.product;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.View;

/** Whether the kernels of a plan yield the same when some are run at other places than the plan has them. */
record PlanOrder(List<Kernel> kernels) {
    /** {@return whether a kernel may be run together with the one at {@code to}, all others where they are} */
    boolean isMovable(int from, int to) {
        return allows(Map.of(from, to));
    }

    /**
     * {@return whether all that write where another reads or writes stay before or behind that one}
     *
     * @param moved where the plan has kernels that are moved, each with the place of what it is run together with
     */
    boolean allows(Map<Integer, Integer> moved) {
        return moved.keySet().stream().allMatch(kernel -> IntStream.range(0, kernels.size()).allMatch(other ->
                isInOrder(kernel, other, moved) || !depend(kernels.get(kernel), kernels.get(other))));
    }

    /** What is run together is one call, which does what both do in the plan's order. */
    private static boolean isInOrder(int kernel, int other, Map<Integer, Integer> moved) {
        int place = moved.getOrDefault(kernel, kernel);
        int otherPlace = moved.getOrDefault(other, other);
        return place == otherPlace || Integer.signum(kernel - other) == Integer.signum(place - otherPlace);
    }

    private static boolean depend(Kernel x, Kernel y) {
        return overlap(x.outputs(), y.inputs()) || overlap(x.outputs(), y.outputs()) || overlap(x.inputs(), y.outputs());
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
