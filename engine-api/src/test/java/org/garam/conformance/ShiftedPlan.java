package org.garam.conformance;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * The same plan over memory that begins some elements later: what lies before can be guarded then, and vectors cannot
 * rely on an alignment that slices of a parameter do not have either.
 */
record ShiftedPlan(int elements) {

    Plan of(Plan plan) {
        List<TensorType> arguments = plan.arguments().stream()
                .map(type -> TensorType.of(type.dtype(), Math.toIntExact(type.shape().count()) + elements)).toList();
        Map<DType, Long> scratch = new EnumMap<>(DType.class);
        plan.scratch().forEach((dtype, size) -> scratch.put(dtype, size + elements));
        return new Plan(arguments, plan.kernels().stream().map(kernel -> kernel.over(this::of)).toList(), scratch);
    }

    private View of(View view) {
        return switch (view.place()) {
            case Place.Argument _, Place.Scratch _ ->
                    new View(view.place(), view.dtype(), view.offset() + elements, view.shape(), view.strides());
            case Place.Positions _ -> view;
        };
    }
}
