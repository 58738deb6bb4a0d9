package org.garam.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.garam.tensor.Shape;

/** Finds the strides that give existing memory another shape, where there are any. */
final class Reshaping {
    private Reshaping() {}

    /** {@return the strides of {@code to} over the same memory, or null if there are none} */
    static List<Long> strides(Shape from, List<Long> strides, Shape to) {
        List<Long> result = new ArrayList<>(Collections.nCopies(to.rank(), 0L));
        if (to.count() == 0) {
            return result;
        }
        int source = from.rank() - 1;
        int target = to.rank() - 1;
        while (target >= 0) {
            if (to.size(target) == 1) {
                target--;
                continue;
            }
            while (from.size(source) == 1) {
                source--;
            }
            // Grow a run of source axes that are one walk through memory until it holds whole target axes.
            long run = from.size(source);
            long stride = strides.get(source);
            long taken = 1;
            while (target >= 0 && (taken < run || to.size(target) == 1)) {
                if (run % (taken * to.size(target)) != 0) {
                    int next = source - 1;
                    while (next >= 0 && from.size(next) == 1) {
                        next--;
                    }
                    if (next < 0 || strides.get(next) != stride * run) {
                        return null;
                    }
                    source = next;
                    run *= from.size(source);
                    continue;
                }
                result.set(target, to.size(target) == 1 ? 0L : stride * taken);
                taken *= to.size(target);
                target--;
            }
            source--;
        }
        return result;
    }
}
