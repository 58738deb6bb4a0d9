package org.garam.conformance;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.plan.Kernel;
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
        return new Plan(arguments, plan.kernels().stream().map(this::of).toList(), scratch);
    }

    private Kernel of(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Elementwise k -> new Kernel.Elementwise(k.domain(), of(k.inputs()), k.code(), of(k.outputs()));
            case Kernel.RowKernel k -> new Kernel.RowKernel(k.rows(), k.columns(), of(k.inputs()), k.code(),
                    of(k.outputs()));
            case Kernel.Reduction k ->
                    new Kernel.Reduction(k.kept(), k.reduced(), of(k.inputs()), k.code(), k.function(), of(k.output()));
            case Kernel.Gemm k -> new Kernel.Gemm(of(k.left()), of(k.right()), of(k.extras()), k.epilogue(),
                    of(k.output()));
            case Kernel.Gather k -> new Kernel.Gather(of(k.data()), of(k.positions()), of(k.output()));
            case Kernel.ScatterAdd k -> new Kernel.ScatterAdd(of(k.positions()), of(k.updates()), of(k.output()));
            case Kernel.RandomBits k -> new Kernel.RandomBits(of(k.state()), of(k.output()));
        };
    }

    private List<View> of(List<View> views) {
        return views.stream().map(this::of).toList();
    }

    private View of(View view) {
        return switch (view.place()) {
            case Place.Argument _, Place.Scratch _ ->
                    new View(view.place(), view.dtype(), view.offset() + elements, view.shape(), view.strides());
            case Place.Positions _ -> view;
        };
    }
}
