package org.garam.conformance;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.garam.plan.Kernel;
import org.garam.plan.Lowering;
import org.garam.plan.Plan;
import org.garam.program.Program;

/** The plans that {@link BackendConformance} runs, for tests that look at plans without running them. */
public final class ConformancePlans {
    private ConformancePlans() {}

    /** {@return the cases' names and, of each, the plans of a device that accepts the kernels {@code accepts} does} */
    public static Stream<Map.Entry<String, List<Plan>>> all(Predicate<Kernel> accepts) {
        return Stream.concat(OpCases.all().stream(), PlanCases.all().stream()).map(tested -> {
            Stream<Program> programs = tested.differentiable() ? Stream.of(tested.program(), tested.gradients())
                    : Stream.of(tested.program());
            return Map.entry(tested.name(), programs.flatMap(program -> Stream.of(
                    Lowering.lower(program, accepts), Lowering.lower(program, accepts, false),
                    Lowering.lower(program, accepts.and(CaseCheck::isPlain)))).toList());
        });
    }
}
