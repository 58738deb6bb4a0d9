package org.garam.conformance;

import java.util.List;
import java.util.stream.Stream;

/** Programs of many ops, which show what lowering and memory planning do. */
public final class PlanCases {
    private PlanCases() {}

    /** {@return all of them} */
    public static List<OpCase> all() {
        Stream<OpCase> perType = ElementwiseCases.FLOATING.stream().flatMap(dtype -> Stream.of(FusionCases.all(dtype),
                UpdateCases.all(dtype), TrainingCases.all(dtype)).flatMap(cases -> cases));
        return Stream.concat(perType, LargeCases.all()).toList();
    }
}
