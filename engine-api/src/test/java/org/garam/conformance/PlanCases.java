package org.garam.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.garam.tensor.DType;

/** Programs of many ops, which show what lowering and memory planning do. */
public final class PlanCases {
    private PlanCases() {}

    /** {@return all of them} */
    public static List<OpCase> all() {
        // What lowering does with one type of 16 bits it does with the other.
        Stream<DType> types = ElementwiseCases.FLOATING.stream().filter(dtype -> dtype != DType.FLOAT16);
        Stream<OpCase> perType = types.flatMap(dtype -> Stream.of(FusionCases.all(dtype),
                UpdateCases.all(dtype), TrainingCases.all(dtype)).flatMap(cases -> cases));
        return Stream.concat(perType, LargeCases.all()).toList();
    }
}
