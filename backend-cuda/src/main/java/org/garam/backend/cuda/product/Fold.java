package org.garam.backend.cuda.product;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.plan.View;

/**
 * Kernels of a plan that cuBLASLt runs in fewer calls, or with less memory to read, than each alone: a layer's
 * activation and the gradient of that; the gradient of a bias with that of the weights.
 *
 * @param calls what is called, in the plan's order
 * @param moved where the plan has kernels that are run at another place, each with the place of the call that does it
 */
public record Fold(List<Call> calls, Map<Integer, Integer> moved) {
    /**
     * A product with its epilogue.
     *
     * @param position at which place in the plan it is called
     * @param product what is multiplied, and where the result of the epilogue is stored
     * @param vector the epilogue's vector, or null
     * @param matrix the epilogue's matrix, or null if it has none or it is one of bits
     */
    record Call(int position, Kernel.Gemm product, BlasLtEpilogue epilogue, View vector, View matrix) {
        /** {@return whether nothing is written where something else is read or written} */
        boolean isApart() {
            List<View> read = Stream.of(product.left(), product.right(), epilogue.hasBias() ? vector : null,
                    epilogue.writesMatrix() ? null : matrix).filter(Objects::nonNull).toList();
            List<View> written = Stream.of(product.output(), epilogue.hasBias() ? null : vector,
                    epilogue.writesMatrix() ? matrix : null).filter(Objects::nonNull).toList();
            return !PlanOrder.overlap(read, written) && written.stream().allMatch(view ->
                    written.stream().noneMatch(other -> other != view && PlanOrder.overlap(view, other)));
        }
    }

    public Fold {
        calls = List.copyOf(calls);
        moved = Map.copyOf(moved);
    }

    /** {@return the places of all kernels it takes the place of} */
    public Set<Integer> positions() {
        Set<Integer> positions = new HashSet<>(moved.keySet());
        calls.forEach(call -> positions.add(call.position));
        return positions;
    }

    /** {@return those kernels, in the plan's order} */
    public List<Kernel> kernels(Plan plan) {
        return positions().stream().sorted().map(plan.kernels()::get).toList();
    }

    @Override
    public String toString() {
        return calls.stream().map(call -> call.epilogue.toString()).toList().toString();
    }
}
