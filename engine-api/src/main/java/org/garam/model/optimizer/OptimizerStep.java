package org.garam.model.optimizer;

import static org.garam.runtime.Arrangement.concat;
import static org.garam.runtime.Arrangement.rows;
import static org.garam.runtime.Elementwise.binary;
import static org.garam.runtime.Elementwise.clip;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Elementwise.where;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.garam.model.optimizer.Optimizer.Segment;
import org.garam.model.optimizer.Optimizer.State;
import org.garam.model.optimizer.Optimizer.Step;
import org.garam.model.optimizer.OptimizerOptions.Clipping;
import org.garam.model.optimizer.OptimizerOptions.MovingAverage;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** One step of an optimizer with its options, as Keras' base class of optimizers orders them. */
final class OptimizerStep {
    private final Optimizer optimizer;
    private final OptimizerOptions options;
    private final State state;
    private final DType dtype;
    /** How many updates were made before, int64; fewer than steps if gradients are accumulated. */
    private final Tensor updates;
    /** Where this step only accumulates; null if gradients are not accumulated. */
    private final Tensor isWaiting;

    private OptimizerStep(Optimizer optimizer, State state) {
        this.optimizer = optimizer;
        this.state = state;
        options = optimizer.options();
        dtype = state.weights().dtype();
        int steps = options.accumulationSteps();
        updates = options.accumulates() ? quotient(state.iteration(), steps) : state.iteration();
        isWaiting = options.accumulates()
                ? once(compare(Comparison.LESS, state.iteration().add(1), updates.add(1).mul(steps))) : null;
        TensorType scalar = new TensorType(dtype, Shape.SCALAR);
        Tensor rate = state.learningRate();
        if (rate == null || !rate.type().equals(scalar)) {
            throw new IllegalArgumentException("a learning rate is a number, " + scalar + " as the step it is computed"
                    + " from; the schedule of " + optimizer.name() + " gave " + (rate == null ? null : rate.type()));
        }
    }

    static Step of(Optimizer optimizer, State state) {
        return new OptimizerStep(optimizer, state).step();
    }

    private Step step() {
        int common = options.slots().size();
        List<Tensor> own = state.slots().subList(common, state.slots().size());
        Tensor gradient = state.gradient();
        List<Tensor> slots = new ArrayList<>();
        if (options.accumulates()) {
            Tensor sum = gradient.add(state.slots().get(common - 1));
            slots.add(where(isWaiting, sum, 0));
            gradient = sum.div(options.accumulationSteps());
        }
        Step updated = optimizer.update(decayed(state.weights()), clipped(gradient), own, state.learningRate(),
                updates.cast(dtype).add(1));
        if (updated.slots().size() != own.size()) {
            throw new IllegalArgumentException(optimizer.name() + ": update gave " + updated.slots().size()
                    + " slots, ownSlots tells " + own.size() + "; give a new value for each");
        }
        Tensor weights = kept(state.weights(), updated.weights());
        for (int i = 0; i < own.size(); i++) {
            slots.add(kept(own.get(i), updated.slots().get(i)));
        }
        if (options.average().isPresent()) {
            Tensor average = average(options.average().get(), weights);
            slots.addFirst(average);
            weights = overwritten(options.average().get(), weights, average);
        }
        return new Step(weights, slots);
    }

    private Tensor kept(Tensor before, Tensor after) {
        return options.accumulates() ? where(isWaiting, before, after) : after;
    }

    // ---- weight decay -----------------------------------------------------------------------------------------------

    private Tensor decayed(Tensor weights) {
        if (options.weightDecay() == 0) {
            return weights;
        }
        Tensor lost = weights.mul(state.learningRate().mul(options.weightDecay()));
        boolean isSelective = state.segments().stream().anyMatch(this::isExcluded);
        return weights.sub(isSelective ? lost.mul(selection()) : lost);
    }

    private boolean isExcluded(Segment segment) {
        return options.undecayed().stream().anyMatch(segment.name()::contains);
    }

    /** 1 where weights decay, 0 where they do not; read by each step, for which it outlives the scope of tracing. */
    private Tensor selection() {
        double[] selected = new double[Math.toIntExact(state.weights().shape().count())];
        for (Segment segment : state.segments()) {
            Arrays.fill(selected, segment.offset(), segment.offset() + segment.size(),
                    isExcluded(segment) ? 0 : 1);
        }
        return DeviceScope.outside(() -> state.weights().engine().call(() -> Tensor.of(selected, dtype)));
    }

    // ---- clipping ---------------------------------------------------------------------------------------------------

    private Tensor clipped(Tensor gradient) {
        if (options.clipping().isEmpty()) {
            return gradient;
        }
        Clipping clipping = options.clipping().get();
        return switch (clipping.kind()) {
            case VALUE -> clip(gradient, -clipping.limit(), clipping.limit());
            case NORM -> concat(0, state.segments().stream()
                    .map(segment -> shortened(rows(gradient, segment.offset(), segment.offset() + segment.size()),
                            clipping.limit())).toArray(Tensor[]::new));
            case GLOBAL_NORM -> shortened(gradient, clipping.limit());
        };
    }

    /** The gradient, of length {@code limit} if it is longer; NaN, for it is not sound, if its length is. */
    private static Tensor shortened(Tensor gradient, double limit) {
        Tensor norm = sqrt(reduceSum(square(gradient)));
        return gradient.mul(binary(BinaryFunction.DIVIDE, limit, maximum(norm, limit)));
    }

    // ---- moving average ---------------------------------------------------------------------------------------------

    /** At the first update the average begins as the weights. */
    private Tensor average(MovingAverage average, Tensor weights) {
        Tensor momentum = compare(Comparison.GREATER, updates, 0).cast(dtype).mul(average.momentum());
        return state.slots().getFirst().mul(momentum).add(weights.mul(momentum.neg().add(1)));
    }

    private Tensor overwritten(MovingAverage average, Tensor weights, Tensor mean) {
        if (average.overwriteFrequency().isEmpty()) {
            return weights;
        }
        int frequency = average.overwriteFrequency().getAsInt();
        Tensor next = updates.add(1);
        Tensor isDue = once(compare(Comparison.EQUAL, quotient(next, frequency).mul(frequency), next));
        return where(isDue, mean, weights);
    }

    /** A condition as a number, so that it is found once and not, from 64-bit integers, for every weight. */
    private Tensor once(Tensor condition) {
        return compare(Comparison.GREATER, condition.cast(dtype), 0);
    }

    /**
     * {@code count / divisor} without remainder, of int64 scalars, which have no division: an estimate in floating
     * point, what it leaves over divided again, and one more or less for what rounding may still have moved.
     */
    private Tensor quotient(Tensor count, int divisor) {
        Tensor estimate = estimate(count, divisor);
        Tensor better = estimate.add(estimate(count.sub(estimate.mul(divisor)), divisor));
        Tensor rest = count.sub(better.mul(divisor));
        Tensor isTooLarge = compare(Comparison.LESS, rest, 0);
        Tensor isTooSmall = compare(Comparison.GREATER_EQUAL, rest, divisor);
        return where(isTooLarge, better.sub(1), where(isTooSmall, better.add(1), better));
    }

    private Tensor estimate(Tensor count, int divisor) {
        return count.cast(dtype).div(divisor).cast(DType.INT64);
    }
}
