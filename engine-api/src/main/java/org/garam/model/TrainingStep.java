package org.garam.model;

import static org.garam.runtime.Arrangement.concat;
import static org.garam.runtime.Arrangement.gather;
import static org.garam.runtime.Arrangement.rows;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.garam.model.Architecture.Node;
import org.garam.model.Architecture.Placed;
import org.garam.model.layer.Phase;
import org.garam.model.layer.Weights;
import org.garam.model.metric.Metric;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.Optimizer.Segment;
import org.garam.op.Comparison;
import org.garam.program.Program;
import org.garam.runtime.Comparisons;
import org.garam.runtime.Engine;
import org.garam.runtime.Randomness;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * The program of one step: what the device does for one batch, without the host. Running it again does the next batch,
 * for all that changes from step to step is memory the program itself updates: the cursor, the weights, what the
 * optimizer remembers, the random state, the sums behind loss and metrics.
 *
 * <p>Where all samples are on the device, a step takes its batch by the cursor, a row of [steps, batch] positions, or
 * of
 * [steps, batch, sample..] samples if they are taken as they lie. The short last batch is a program of its own, whose
 * rows are known and which needs no cursor for them; so is a batch that was brought to the device by itself.
 *
 * <p>Weights lie in one flat tensor, and so do gradients: a weight is a slice of it, gradients are taken with respect
 * to the slices and joined again. So the optimizer's step is one computation over all weights, whatever the layers are.
 */
final class TrainingStep {
    /** What a step is for. */
    enum Purpose {
        /** Gradients and new weights, loss and metrics. */
        TRAIN,
        /** Loss and metrics. */
        EVALUATE,
        /** The model's output for the batch, the program's only output. */
        PREDICT,
        /** What is done once after an epoch's training steps: notes if the weights are not finite. */
        FINISH,
        /** What is done once after training: weights become their moving average. */
        AVERAGE,
        /** Whether each value a training step computes is finite, see {@link Inspection}; changes nothing. */
        INSPECT;

        boolean isTraining() {
            return this == TRAIN || this == INSPECT;
        }
    }

    /**
     * Which rows of the data a step takes.
     *
     * @param first the first row that takes part
     * @param rows how many do
     * @param size how many are taken at once
     * @param isLast whether this is the step for what whole batches leave over
     */
    record Batches(int first, int rows, int size, boolean isLast) {
        /** Of what is done without data. */
        static final Batches NONE = single(0);

        /** {@return a batch that is all there is} */
        static Batches single(int rows) {
            return new Batches(0, rows, Integer.MAX_VALUE, true);
        }

        int whole() {
            return rows / size;
        }

        int steps() {
            return Math.ceilDiv(rows, size);
        }

        int count() {
            return isLast ? rows % size : size;
        }

        Batches last() {
            return new Batches(first, rows, size, true);
        }
    }

    /** How many blocks of random bits a layer with a seed of its own has for one step. */
    private static final double LAYER_STRIDE = 1L << 32;

    private final Purpose purpose;
    private final Architecture architecture;
    private final Compilation compilation;
    private final Batches batches;
    private final DType dtype;
    private final Trace trace;
    private final StepArguments<Tensor> in;
    private final Map<Placed, Tensor> weights = new HashMap<>();
    /** The weights in the type their layer computes in; what the loss depends on. */
    private final Map<Placed, Tensor> layerWeights = new HashMap<>();
    private final Map<Placed, Tensor> updatedWeights = new HashMap<>();
    private final Inspection inspection;
    private long blocksDrawn;

    private TrainingStep(Purpose purpose, Engine engine, Architecture architecture, Compilation compilation,
            StepArguments<TensorType> types, Batches batches) {
        this.purpose = purpose;
        this.architecture = architecture;
        this.compilation = compilation;
        this.batches = batches;
        trace = new Trace(engine);
        in = types.map(trace::parameter);
        dtype = architecture.dtype();
        inspection = new Inspection(purpose == Purpose.INSPECT);
    }

    /**
     * A traced step.
     *
     * @param program its program
     * @param captured tensors that layers brought along, bound behind the arguments
     * @param inspected what the elements of the output are about if the step is for inspection
     */
    record Traced(Program program, List<Tensor> captured, List<String> inspected) {}

    /**
     * {@return the program of a step}
     *
     * @param compilation how the model is trained; null if the purpose is to predict
     * @param types the types of the program's parameters
     */
    static Traced trace(Purpose purpose, Engine engine, Architecture architecture, Compilation compilation,
            StepArguments<TensorType> types, Batches batches) {
        TrainingStep step = new TrainingStep(purpose, engine, architecture, compilation, types, batches);
        return step.trace.call(step::trace);
    }

    private Traced trace() {
        if (purpose == Purpose.FINISH) {
            return finish();
        }
        if (purpose == Purpose.AVERAGE) {
            compilation.optimizer().finalWeights(in.slots()).ifPresent(mean -> trace.update(in.trained(), mean));
            return traced(trace.build(List.of()));
        }
        architecture.weights().forEach(weight -> weights.put(weight, weight(weight, dtype)));
        architecture.nodes().forEach(node -> node.weights().forEach(weight ->
                layerWeights.put(weight, weight(weight, architecture.typeOf(node)))));
        architecture.weights().forEach(weight -> inspection.look(weight + " before the step", weights.get(weight)));
        Tensor positions = positions();
        Tensor inputs = batch(in.inputs(), positions).cast(dtype);
        Phase phase = purpose.isTraining() ? Phase.training(this::uniform) : Phase.inference();
        List<Tensor> outputs = architecture.call(inputs, this::weightsOf, phase);
        for (int i = 0; i < outputs.size(); i++) {
            inspection.look("the output of " + architecture.nodes().get(i), outputs.get(i));
        }
        Tensor predicted = outputs.isEmpty() ? inputs : outputs.getLast().cast(dtype);
        trace.update(in.cursor(), in.cursor().add(1));
        if (purpose == Purpose.PREDICT) {
            return traced(trace.build(List.of(predicted)));
        }
        Tensor expected = expected(batch(in.targets(), positions), predicted);
        Tensor sampleWeights = in.sampleWeights() == null ? null : batch(in.sampleWeights(), positions);
        Tensor loss = Regularization.penalized(compilation.loss().value(expected, predicted, sampleWeights), architecture,
                outputs, weights::get);
        inspection.look("the loss", loss);
        trace.update(in.progress(), progress(loss, expected, predicted, sampleWeights));
        if (purpose.isTraining()) {
            learn(loss);
        }
        return traced(purpose == Purpose.INSPECT ? untouching() : trace.build(List.of()));
    }

    private Traced traced(Program program) {
        return new Traced(program, trace.capturedTensors(), inspection.labels());
    }

    /** The same program with the findings as its output and without its updates. */
    private Program untouching() {
        Program program = trace.build(List.of(inspection.findings()));
        return new Program(program.parameters(), program.nodes(), program.outputs(), Map.of());
    }

    // ---- data -------------------------------------------------------------------------------------------------------

    /** The rows of this batch if samples are shuffled, else null. */
    private Tensor positions() {
        if (in.order() == null) {
            return null;
        }
        int whole = batches.whole() * batches.size();
        if (batches.isLast()) {
            return rows(in.order(), whole, batches.rows());
        }
        return gather(rows(in.order(), 0, whole).reshape(batches.whole(), batches.size()), in.cursor());
    }

    private Tensor batch(Tensor data, Tensor positions) {
        if (positions != null) {
            return gather(data, positions);
        }
        int end = batches.first() + batches.whole() * batches.size();
        if (batches.isLast()) {
            return rows(data, end, batches.first() + batches.rows());
        }
        Shape grouped = Shape.of(batches.whole(), batches.size()).append(data.shape().without(0));
        return gather(rows(data, batches.first(), end).reshape(grouped.toArray()), in.cursor());
    }

    /** Class ids as int32, other targets in the model's type and with the axis of size one the output has, too. */
    private Tensor expected(Tensor targets, Tensor predicted) {
        if (compilation.loss().takesClassIds()) {
            return targets.cast(DType.INT32);
        }
        boolean lacksAxis = targets.shape().append(Shape.of(1)).equals(predicted.shape());
        return (lacksAxis ? targets.reshape(predicted.shape().toArray()) : targets).cast(dtype);
    }

    // ---- weights and random numbers ---------------------------------------------------------------------------------

    /** All weights are cast at once. */
    private Tensor weight(Placed placed, DType type) {
        Tensor flat = placed.spec().trainable() ? in.trained() : in.fixed();
        return part(flat.cast(type), placed.offset(), placed.spec().shape());
    }

    static Tensor part(Tensor flat, int offset, Shape shape) {
        return rows(flat, offset, Math.toIntExact(offset + shape.count())).reshape(shape.toArray());
    }

    private Weights weightsOf(Node node) {
        Map<String, Placed> byName = new HashMap<>();
        node.weights().forEach(weight -> byName.put(weight.spec().name(), weight));
        return new Weights() {
            @Override
            public Tensor get(String name) {
                return layerWeights.get(placed(name));
            }

            @Override
            public void update(String name, Tensor value) {
                if (placed(name).spec().trainable()) {
                    throw new IllegalArgumentException(placed(name)
                            + " is trained by the optimizer; a layer updates weights"
                            + " that are not trainable only");
                }
                updatedWeights.put(placed(name), value.cast(dtype));
            }

            private Placed placed(String name) {
                Placed placed = byName.get(name);
                if (placed == null) {
                    throw new IllegalArgumentException(node + " has no weight \"" + name + "\"; it has "
                            + byName.keySet());
                }
                return placed;
            }
        };
    }

    private Tensor uniform(TensorType type, OptionalLong seed) {
        if (seed.isPresent()) {
            Tensor counter = in.iteration().mul(LAYER_STRIDE);
            return Randomness.uniform(type, Randomness.state(RandomStream.layerKey(seed.getAsLong()), counter));
        }
        Tensor drawn = Randomness.uniform(type, Randomness.advance(in.random(), blocksDrawn));
        blocksDrawn += Randomness.blocks(type);
        return drawn;
    }

    // ---- loss and metrics -------------------------------------------------------------------------------------------

    private Tensor progress(Tensor loss, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        Tensor sum = gathered(Measures.LOSS_SUM);
        Tensor count = gathered(Measures.LOSS_COUNT);
        List<Tensor> parts = new ArrayList<>(List.of(sum.add(loss.mul(batches.count())), count.add(batches.count()),
                failedStep(loss)));
        List<Measures.Named> metrics = compilation.measures().metrics();
        for (int i = 0; i < metrics.size(); i++) {
            Metric metric = metrics.get(i).metric();
            List<Tensor> state = new ArrayList<>();
            int offset = compilation.measures().offset(i);
            for (Shape shape : metrics.get(i).state()) {
                state.add(part(in.progress(), offset, shape));
                offset += (int) shape.count();
            }
            parts.addAll(metric.update(state, expected, predicted, metrics.get(i).weighted() ? sampleWeights : null));
        }
        return join(parts);
    }

    private Tensor gathered(int position) {
        return part(in.progress(), position, Shape.SCALAR);
    }

    private Tensor failedStep(Tensor loss) {
        Tensor good = Inspection.isFinite(loss);
        // While the scale can be lowered, an overflow is no failure: the step is left out.
        Tensor accepted = lossScale().map(scale -> Comparisons.logicalOr(good, Comparisons.greater(scale, 1)))
                .orElse(good);
        return failedStep(accepted, in.cursor());
    }

    private Optional<Tensor> lossScale() {
        return purpose.isTraining() ? compilation.optimizer().lossScale(in.slots()) : Optional.empty();
    }

    /** The first failed step: {@code step} if there was none before and it was not {@code good}. */
    private Tensor failedStep(Tensor good, Tensor step) {
        Tensor known = gathered(Measures.FAILED_STEP);
        return where(compare(Comparison.LESS, known, 0), where(good, known, step.cast(dtype)), known);
    }

    /** A loss that is finite may have a gradient that is not; the last step's would be noticed an epoch later. */
    private Traced finish() {
        Tensor areFinite = compare(Comparison.EQUAL, Inspection.areFinite(in.trained()), 1);
        Tensor failed = failedStep(areFinite, in.cursor().sub(1));
        int behind = Measures.FAILED_STEP + 1;
        trace.update(in.progress(), join(List.of(rows(in.progress(), 0, Measures.FAILED_STEP), failed,
                rows(in.progress(), behind, compilation.measures().size()))));
        return traced(trace.build(List.of()));
    }

    static Tensor join(List<Tensor> parts) {
        return concat(0, parts.stream().map(part -> part.reshape(-1)).toArray(Tensor[]::new));
    }

    // ---- learning ---------------------------------------------------------------------------------------------------

    private void learn(Tensor loss) {
        List<Placed> trained = architecture.weights(true);
        if (!trained.isEmpty()) {
            List<Tensor> gradients = gradients(lossScale().map(loss::mul).orElse(loss), trained);
            for (int i = 0; i < trained.size(); i++) {
                inspection.look("the gradient of " + trained.get(i), gradients.get(i));
            }
            Optimizer.State state = new Optimizer.State(
                    trained.stream().map(weight -> new Segment(weight.spec().name(), weight.offset(), weight.count()))
                            .toList(),
                    in.trained(), join(gradients), in.slots(), learningRate(), in.iteration());
            Optimizer.Step step = compilation.optimizer().step(state);
            trace.update(in.iteration(), compilation.optimizer().nextIteration(state));
            Tensor stepped = Regularization.constrained(step.weights(), architecture);
            trained.forEach(weight -> inspection.look(weight + " after the step",
                    part(stepped, weight.offset(), weight.spec().shape())));
            trace.update(in.trained(), stepped);
            for (int i = 0; i < in.slots().size(); i++) {
                trace.update(in.slots().get(i), step.slots().get(i));
            }
        } else {
            trace.update(in.iteration(), in.iteration().add(1));
        }
        if (!updatedWeights.isEmpty()) {
            trace.update(in.fixed(), join(architecture.weights(false).stream()
                    .map(weight -> updatedWeights.getOrDefault(weight, weights.get(weight))).toList()));
        }
        if (blocksDrawn > 0) {
            trace.update(in.random(), Randomness.advance(in.random(), blocksDrawn));
        }
    }

    /** With respect to what layers were given, and to the weight itself if that is another and has a penalty. */
    private List<Tensor> gradients(Tensor loss, List<Placed> trained) {
        List<Placed> penalized = trained.stream().filter(weight -> weight.spec().regularizer().isPresent()
                && layerWeights.get(weight).dtype() != dtype).toList();
        List<Tensor> variables = Stream.concat(trained.stream().map(layerWeights::get),
                penalized.stream().map(weights::get)).toList();
        List<Tensor> found = trace.gradients(loss, variables);
        List<Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < trained.size(); i++) {
            Tensor gradient = found.get(i).cast(dtype);
            int penalty = penalized.indexOf(trained.get(i));
            gradients.add(penalty < 0 ? gradient : gradient.add(found.get(trained.size() + penalty)));
        }
        return gradients;
    }

    private Tensor learningRate() {
        return in.learningRate() != null ? in.learningRate()
                : compilation.optimizer().learningRate().at(in.iteration().cast(dtype));
    }
}
