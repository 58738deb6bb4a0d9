package org.garam.model;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.garam.argument.Required;
import org.garam.model.Architecture.Placed;
import org.garam.model.optimizer.LearningRate;
import org.garam.model.optimizer.Optimizer;
import org.garam.op.ShapeException;
import org.garam.runtime.Creation;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Randomness;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * What a model keeps on its device.
 *
 * @param trained the weights that are trained, flat; null if there are none
 * @param fixed the weights that are not, flat; null if there are none
 * @param random the state of random numbers that layers draw
 */
record ModelMemory(Tensor trained, Tensor fixed, Tensor random) {
    /**
     * What an optimizer keeps there.
     *
     * @param schedule where the learning rate comes from
     * @param slots what it remembers
     * @param learningRate a scalar; null if the rate follows a schedule
     * @param iteration the number of steps done, an int64 scalar
     */
    record OptimizerMemory(LearningRate schedule, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        static OptimizerMemory of(Architecture architecture, Optimizer optimizer) {
            int count = architecture.count(true);
            List<Tensor> slots = optimizer.slots().stream().filter(_ -> count > 0)
                    .map(slot -> filled(slot.initial(), architecture.dtype(),
                            slot.isScalar() ? new int[0] : new int[] {count}))
                    .toList();
            LearningRate rate = optimizer.learningRate();
            Tensor kept = rate instanceof LearningRate.Constant(double initial)
                    ? filled(initial, architecture.dtype()) : null;
            return new OptimizerMemory(rate, slots, kept, zeros(DType.INT64));
        }

        /** {@return how many numbers are kept} */
        long count() {
            return Stream.concat(slots.stream(), Stream.of(learningRate, iteration)).filter(Objects::nonNull)
                    .mapToLong(tensor -> tensor.shape().count()).sum();
        }

        /** {@return the learning rate of the next step} */
        double rate() {
            return learningRate == null ? schedule.at((long) iteration.item()) : learningRate.item();
        }

        /**
         * Sets the learning rate.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         * @throws IllegalStateException if it follows a schedule
         */
        void rate(double rate) {
            requireSettable(schedule, rate);
            HostValues.write(learningRate, rate);
        }

        /** Finds out whether {@code rate} can take the place of {@code schedule}, see {@link #rate(double)}. */
        static void requireSettable(LearningRate schedule, double rate) {
            LearningRate.constant(rate);
            if (!(schedule instanceof LearningRate.Constant)) {
                throw new IllegalStateException("the learning rate follows " + schedule + " and cannot be set to "
                        + rate + "; compile with an optimizer that has a number for its learning rate, for example new"
                        + " SGD(" + rate + ")");
            }
        }
    }

    /** {@return memory with initial weights, a function of {@code seed} alone} */
    static ModelMemory of(Architecture architecture, long seed) {
        return new ModelMemory(initial(architecture, seed, true), initial(architecture, seed, false),
                DeviceScope.outside(() -> Randomness.state(RandomStream.key(seed, RandomStream.Purpose.LAYERS), 0)));
    }

    private static Tensor initial(Architecture architecture, long seed, boolean trained) {
        int count = architecture.count(trained);
        if (count == 0) {
            return null;
        }
        Tensor flat = zeros(architecture.dtype(), count);
        for (Placed weight : architecture.weights(trained)) {
            RandomStream random = new RandomStream(seed, RandomStream.Purpose.WEIGHT, weight.number());
            double[] values = weight.spec().initializer().values(weight.spec().shape(), random);
            flat.buffer().write(weight.offset(), HostValues.of(architecture.dtype(), values));
        }
        return flat;
    }

    /** {@return zeros that outlive the scope the model is used in} */
    static Tensor zeros(DType dtype, int... sizes) {
        return filled(0, dtype, sizes);
    }

    private static Tensor filled(double number, DType dtype, int... sizes) {
        return DeviceScope.outside(() -> Creation.full(TensorType.of(dtype, sizes), number));
    }

    private Tensor flat(Placed weight) {
        return weight.spec().trainable() ? trained : fixed;
    }

    /** {@return the weight as a tensor of its own} */
    Tensor read(Placed weight) {
        Shape shape = weight.spec().shape();
        return Tensor.of(flat(weight).type().with(shape),
                HostValues.read(flat(weight), weight.offset(), weight.count()));
    }

    /**
     * Sets weights, all of them or, if one does not fit, none.
     *
     * @throws ShapeException if number or shapes differ; the message names both
     */
    void write(List<Placed> weights, List<Tensor> values) {
        Required.each("setWeights", "weight", values, "a tensor, as getWeights() does");
        if (weights.size() != values.size()) {
            throw new ShapeException("setWeights: there are " + weights.size() + " weights " + shapes(weights.stream()
                    .map(weight -> weight.spec().shape())) + ", received " + values.size() + " "
                    + shapes(values.stream().map(Tensor::shape)));
        }
        for (int i = 0; i < weights.size(); i++) {
            Placed weight = weights.get(i);
            if (!weight.spec().shape().equals(values.get(i).shape())) {
                throw new ShapeException("setWeights: " + weight + " was given values of shape "
                        + values.get(i).shape());
            }
        }
        for (int i = 0; i < weights.size(); i++) {
            Tensor flat = flat(weights.get(i));
            flat.buffer().write(weights.get(i).offset(), HostValues.of(flat.dtype(), values.get(i).toDoubles()));
        }
    }

    private static List<String> shapes(Stream<Shape> shapes) {
        return shapes.map(Shape::toString).toList();
    }
}
