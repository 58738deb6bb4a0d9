package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.spi.DeviceException;

/** What the plans of a device are run as. */
public final class PlanWays {
    private final KernelWays.Libraries libraries;
    private final KernelWays ways;
    private final WayChoice choice;

    public PlanWays(KernelWays.Libraries libraries, WayChoice choice) {
        this.libraries = libraries;
        this.choice = choice;
        ways = new KernelWays(libraries);
    }

    /** {@return each kernel in the way that is fastest, folded with others where that is faster} */
    public PlanParts fastest(Plan plan) {
        return parts(plan, fold -> choice.isFolded(fold.kernels(plan), ways.identityOfProducts()));
    }

    /** {@return each kernel in the way that is fastest, and all that could be folded so or not} */
    public PlanParts folding(Plan plan, Folding folding) {
        return parts(plan, _ -> folding == Folding.TOGETHER);
    }

    /**
     * {@return each kernel in this way}
     *
     * @throws DeviceException if one cannot be run so
     */
    public PlanParts inOneWay(Plan plan, KernelWay way) {
        return PlanParts.of(plan, List.of(), kernel -> Optional.ofNullable(possible(kernel).get(way))
                .orElseThrow(() -> new DeviceException(way + " cannot run " + kernel)));
    }

    /** {@return functions that are rendered for each kernel} */
    public static PlanParts rendered(Plan plan) {
        return PlanParts.of(plan, List.of(), PlanWays::rendered);
    }

    private PlanParts parts(Plan plan, Predicate<Fold> isWorthIt) {
        PlanOrder order = new PlanOrder(plan.kernels());
        Set<Integer> taken = new HashSet<>();
        Map<Integer, Integer> moved = new HashMap<>();
        List<PlanParts.Folded> folded = new ArrayList<>();
        for (Fold fold : Folds.in(plan)) {
            Map<Integer, Integer> together = new HashMap<>(moved);
            together.putAll(fold.moved());
            if (WayChoice.isOpen(fold) && Collections.disjoint(taken, fold.positions()) && order.allows(together)) {
                libraries.exclusively(() -> ways.of(fold)).filter(_ -> isWorthIt.test(fold)).ifPresent(found -> {
                    folded.add(found);
                    taken.addAll(fold.positions());
                    moved.putAll(fold.moved());
                });
            }
        }
        return PlanParts.of(plan, folded, this::fastest);
    }

    private List<KernelPart> fastest(Kernel kernel) {
        if (!WayChoice.isOpen(kernel)) {
            return rendered(kernel);
        }
        Map<KernelWay, List<KernelPart>> possible = possible(kernel);
        // Not exclusively: to try ways others have to queue what they compile.
        return possible.get(choice.choose(kernel, ways.identity(kernel), possible.keySet()));
    }

    private static List<KernelPart> rendered(Kernel kernel) {
        return List.of(new KernelPart.Rendered(kernel));
    }

    private Map<KernelWay, List<KernelPart>> possible(Kernel kernel) {
        return libraries.exclusively(() -> ways.of(kernel));
    }
}
