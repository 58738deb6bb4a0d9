package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.garam.conformance.TestEngine;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.model.activation.Activation;
import org.garam.model.activation.Activations;
import org.garam.model.activation.Gelu;
import org.garam.model.layer.ActivationLayer;
import org.garam.model.layer.BatchNormalization;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.Layer;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.AdamW;
import org.garam.model.optimizer.CosineDecay;
import org.garam.model.optimizer.CosineDecayRestarts;
import org.garam.model.optimizer.ExponentialDecay;
import org.garam.model.optimizer.InverseTimeDecay;
import org.garam.model.optimizer.LearningRate;
import org.garam.model.optimizer.LossScaleOptimizer;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.Optimizers;
import org.garam.model.optimizer.PiecewiseConstantDecay;
import org.garam.model.optimizer.PolynomialDecay;
import org.garam.model.optimizer.RMSprop;
import org.garam.model.optimizer.SGD;
import org.garam.op.ReduceFunction;
import org.garam.plan.Kernel;
import org.garam.plan.Lowering;
import org.garam.plan.Plan;
import org.garam.plan.View;
import org.garam.program.Program;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** How many kernels a step of the tutorial's classifier takes, and which. */
class TrainingStepTest {
    private static final int ROWS = 60000;
    private static final List<Layer> CLASSIFIER = List.of(new Flatten(28, 28), new Dense(300, "relu"),
            new Dense(100, "relu"), new Dense(10, "softmax"));

    private static Plan plan(Purpose purpose, List<Layer> layers, String optimizer, Batches batches) {
        return plan(purpose, layers, Optimizers.named(optimizer), batches);
    }

    private static Plan plan(Purpose purpose, List<Layer> layers, Optimizer optimizer, Batches batches) {
        return TestEngine.current().load(program("float32", purpose, layers, optimizer, batches)).plan();
    }

    private static Program program(String policy, Purpose purpose, List<Layer> layers, Optimizer optimizer,
            Batches batches) {
        Architecture architecture = Architecture.of(DTypePolicy.named(policy), layers, Shape.of(28, 28));
        CompileOptions options = new CompileOptions(optimizer, "sparse_categorical_crossentropy").metrics("accuracy");
        Compilation compilation = Compilation.of(options, TensorType.of(DType.INT32, 1),
                TensorType.of(DType.FLOAT32, 1, 10));
        TensorType weights = TensorType.of(DType.FLOAT32, architecture.count(true));
        TensorType count = TensorType.of(DType.INT64);
        boolean trains = purpose == Purpose.TRAIN;
        int fixed = architecture.count(false);
        List<TensorType> slots = new ArrayList<>();
        optimizer.slots().forEach(slot -> slots.add(slot.isScalar() ? TensorType.of(DType.FLOAT32) : weights));
        boolean isScheduled = !(optimizer.learningRate() instanceof LearningRate.Constant);
        StepArguments<TensorType> types = new StepArguments<>(TensorType.of(DType.FLOAT32, ROWS, 28, 28),
                TensorType.of(DType.INT32, ROWS), null, trains ? TensorType.of(DType.INT32, ROWS) : null, count,
                TensorType.of(DType.FLOAT32, compilation.measures().size()), weights,
                fixed == 0 ? null : TensorType.of(DType.FLOAT32, fixed), trains ? slots : List.of(),
                trains && !isScheduled ? TensorType.of(DType.FLOAT32) : null, trains ? count : null,
                trains ? TensorType.of(DType.INT64, 2) : null);
        return TrainingStep.trace(purpose, TestEngine.current(), architecture, compilation, types, batches).program();
    }

    private static <K extends Kernel> List<K> kernels(Plan plan, Class<K> kind) {
        return plan.kernels().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void trainingTheClassifierTakesSeventeenKernels() {
        Plan plan = plan(Purpose.TRAIN, CLASSIFIER, "sgd", new Batches(0, ROWS, 32, false));
        assertEquals(3, kernels(plan, Kernel.Gather.class).size(), "positions, samples, targets\n" + plan);
        assertEquals(8, kernels(plan, Kernel.Gemm.class).size(), "three forward, five backward\n" + plan);
        assertEquals(2, kernels(plan, Kernel.RowKernel.class).size(),
                "softmax with its gradient; all that is counted\n" + plan);
        assertEquals(3, kernels(plan, Kernel.Reduction.class).size(), "the gradients of the biases\n" + plan);
        assertEquals(1, kernels(plan, Kernel.Elementwise.class).size(), "the optimizer\n" + plan);
        assertEquals(17, plan.kernels().size(), plan.toString());
    }

    /** What is cast is cast where it is computed, but for the batch, all weights at once, and sums that are rounded. */
    @Test
    void computingInSixteenBitsCastsTheBatchAndTheWeights() {
        Batches batches = new Batches(0, ROWS, 32, false);
        Program mixed = program("mixed_bfloat16", Purpose.TRAIN, CLASSIFIER, Optimizers.named("sgd"), batches);
        for (boolean multipliesHalves : new boolean[] {true, false}) {
            Plan plan = Lowering.lower(mixed, kernel -> multipliesHalves
                    || !(kernel instanceof Kernel.Gemm gemm && gemm.left().dtype().isHalf()));
            assertEquals(22, plan.kernels().size(), plan.toString());
            assertEquals(8, kernels(plan, Kernel.Gemm.class).size(), plan.toString());
            assertEquals(6, kernels(plan, Kernel.Elementwise.class).size(),
                    "batch, weights, three gradients of biases, optimizer\n" + plan);
            assertEquals(multipliesHalves ? 8 : 0, kernels(plan, Kernel.Gemm.class).stream()
                    .filter(product -> product.left().dtype() == DType.BFLOAT16).count(), plan.toString());
        }
    }

    /** Whether the gradient is finite is found by a reduction; scale and counters are a kernel of their own. */
    @Test
    void scalingTheLossStaysOneOptimizerKernel() {
        Batches batches = new Batches(0, ROWS, 32, false);
        Optimizer scaling = new LossScaleOptimizer(new Adam());
        Program mixed = program("mixed_float16", Purpose.TRAIN, CLASSIFIER, scaling, batches);
        Plan plan = Lowering.lower(mixed, _ -> true);
        assertEquals(24, plan.kernels().size(), plan.toString());
        assertEquals(1, kernels(plan, Kernel.Elementwise.class).stream()
                .filter(kernel -> kernel.domain().equals(Shape.of(784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10))
                        && kernel.outputs().size() > 1).count(), plan.toString());
    }

    @Test
    void denseBiasAndActivationAreOneKernel() {
        Plan plan = plan(Purpose.TRAIN, CLASSIFIER, "sgd", new Batches(0, ROWS, 32, false));
        List<Kernel.Gemm> products = kernels(plan, Kernel.Gemm.class);
        for (int i = 0; i < 2; i++) {
            String epilogue = products.get(i).epilogue().toString();
            assertTrue(epilogue.contains("add") && epilogue.contains("maximum"), epilogue);
        }
        assertEquals(4, products.stream().filter(product -> !product.isPlain()).count(),
                "and two masks of gradients\n" + plan);
    }

    private static List<Layer> classifier(Activation activation) {
        return List.of(new Flatten(28, 28), new Dense(300, activation), new Dense(100, activation), new Dense(10, "softmax"));
    }

    /** For those whose gradient is no function of their result, the operand is kept besides, and nothing else. */
    @Test
    void activationsKeepOneValueForTheBackwardPass() {
        Batches batches = new Batches(0, ROWS, 32, false);
        List<Activation> smooth = Stream.concat(Stream.of("gelu", "swish", "mish", "elu", "softplus", "squareplus")
                .map(Activations::named), Stream.of(new Gelu(true))).toList();
        for (String policy : List.of("float32", "mixed_bfloat16")) {
            long ofRelu = Lowering.lower(program(policy, Purpose.TRAIN, CLASSIFIER, new SGD(), batches), _ -> true)
                    .kernels().size();
            for (Activation activation : smooth) {
                Plan plan = Lowering.lower(
                        program(policy, Purpose.TRAIN, classifier(activation), new SGD(), batches), _ -> true);
                assertEquals(ofRelu + 2, plan.kernels().size(), "the activations\n" + plan);
                for (int units : new int[] {300, 100}) {
                    assertEquals(3, plan.kernels().stream().flatMap(kernel -> kernel.outputs().stream())
                            .filter(output -> output.shape().count() == 32 * units).count(),
                            "operand, result and gradient\n" + plan);
                }
                List<Kernel.Gemm> products = kernels(plan, Kernel.Gemm.class);
                List<View> operands = products.stream().limit(2).map(Kernel.Gemm::output).toList();
                List<View> read = products.stream().skip(2).flatMap(product -> product.extras().stream())
                        .filter(extra -> extra.shape().size(0) == 32 && extra.stride(0) != 0).toList();
                assertEquals(operands.reversed(), read, plan.toString());
            }
        }
    }

    @Test
    void keepingOneValueTakesLittleMemory() {
        Batches batches = new Batches(0, ROWS, 32, false);
        long ofRelu = plan(Purpose.TRAIN, CLASSIFIER, "sgd", batches).scratchBytes();
        long ofGelu = plan(Purpose.TRAIN, classifier(new Gelu(false)), "sgd", batches).scratchBytes();
        assertTrue(ofGelu <= ofRelu + 32 * (300 + 100) * Float.BYTES, ofGelu + " bytes of scratch, " + ofRelu + " with ReLU");
    }

    @Test
    void allWeightsAreUpdatedByOneKernelInPlace() {
        for (String optimizer : List.of("sgd", "adam")) {
            Plan plan = plan(Purpose.TRAIN, CLASSIFIER, optimizer, new Batches(0, ROWS, 32, false));
            assertEquals(17, plan.kernels().size(), plan.toString());
            Kernel.Elementwise step = kernels(plan, Kernel.Elementwise.class).getFirst();
            assertEquals(Shape.of(784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10), step.domain());
            assertTrue(step.inputs().containsAll(step.outputs()), step.toString());
            assertFalse(step.code().toString().contains("power"),
                    "corrections are computed once, not for every weight");
        }
    }

    /** Whatever the optimizer, its schedule and its options: weights are read and written once. */
    @Test
    void noOptimizerTakesMoreKernels() {
        Stream<Optimizer> plain = Optimizers.names().stream().map(Optimizers::named);
        Stream<Optimizer> configured = Stream.of(new RMSprop().momentum(0.9).centered(true), new Adam().amsgrad(true),
                new Adam(new ExponentialDecay(0.1, 100, 0.5)), new SGD(new InverseTimeDecay(0.1, 100, 0.5)),
                new SGD(new PolynomialDecay(0.1, 100, 0.01, 2, true)), new SGD(new CosineDecay(0, 100).warmup(1, 10)),
                new SGD(new PiecewiseConstantDecay(List.of(10, 20), List.of(0.1, 0.05, 0.01))),
                new SGD(new CosineDecayRestarts(0.1, 100)), new SGD().clipValue(1),
                new AdamW().excludeFromWeightDecay("bias"), new Adam().exponentialMovingAverage(0.9, 10),
                new Adam().gradientAccumulationSteps(4));
        Stream.concat(plain, configured).forEach(optimizer -> {
            Plan plan = plan(Purpose.TRAIN, CLASSIFIER, optimizer, new Batches(0, ROWS, 32, false));
            assertEquals(17, plan.kernels().size(), optimizer + "\n" + plan);
            Kernel.Elementwise step = kernels(plan, Kernel.Elementwise.class).getFirst();
            assertTrue(step.inputs().containsAll(step.outputs()), step.toString());
            boolean isOfOneWidth = step.inputs().stream().noneMatch(input -> input.dtype() == DType.INT64);
            assertTrue(isOfOneWidth, "counting is done once, not for every weight\n" + step);
        });
    }

    @Test
    void normsTakeAKernelEach() {
        Batches batches = new Batches(0, ROWS, 32, false);
        Plan global = plan(Purpose.TRAIN, CLASSIFIER, new SGD().globalClipNorm(1), batches);
        assertEquals(18, global.kernels().size(), global.toString());
        Plan each = plan(Purpose.TRAIN, CLASSIFIER, new SGD().clipNorm(1), batches);
        assertEquals(30, each.kernels().size(), "norm and scaling of six weights, and a copy of progress\n" + each);
    }

    @Test
    void theLastBatchIsReadWhereItLies() {
        Batches batches = new Batches(0, ROWS - 16, 32, true);
        assertEquals(16, plan(Purpose.TRAIN, CLASSIFIER, "sgd", batches).kernels().size());
        assertEquals(0, kernels(plan(Purpose.EVALUATE, CLASSIFIER, "sgd", batches), Kernel.Gather.class).size());
    }

    @Test
    void evaluatingTakesSevenKernels() {
        Plan plan = plan(Purpose.EVALUATE, CLASSIFIER, "sgd", new Batches(0, ROWS, 1000, false));
        assertEquals(7, plan.kernels().size(), plan.toString());
    }

    @Test
    void dropoutDrawsNumbersAndMovesTheCounter() {
        List<Layer> layers = List.of(new Flatten(), new Dense(300, "relu"), new Dropout(0.2), new Dense(10, "softmax"),
                new Dropout(0.5));
        Plan plan = plan(Purpose.TRAIN, layers, "sgd", new Batches(0, ROWS, 32, false));
        assertEquals(2, kernels(plan, Kernel.RandomBits.class).size(), plan.toString());
        assertTrue(kernels(plan, Kernel.Reduction.class).stream()
                .allMatch(sum -> sum.function() == ReduceFunction.SUM));
    }

    /** The penalties' gradients are added where the kernels' gradients are computed. */
    @Test
    void penaltiesTakeAReductionEach() {
        List<Layer> layers = List.of(new Flatten(28, 28), new Dense(300, "relu").kernelRegularizer("l2"),
                new Dense(100, "relu").kernelRegularizer("l1"), new Dense(10, "softmax"));
        Plan plan = plan(Purpose.TRAIN, layers, "sgd", new Batches(0, ROWS, 32, false));
        assertEquals(21, plan.kernels().size(), plan.toString());
        assertEquals(8, kernels(plan, Kernel.Gemm.class).size(), plan.toString());
        assertEquals(2, kernels(plan, Kernel.Gemm.class).stream()
                .filter(product -> product.epilogue().toString().contains("0.009999999776482582")).count(),
                plan.toString());
    }

    @Test
    void constraintsComeBehindTheOptimizer() {
        List<Layer> layers = List.of(new Flatten(28, 28), new Dense(300, "relu").kernelConstraint("max_norm"),
                new Dense(100, "relu").biasConstraint("non_neg"), new Dense(10, "softmax"));
        Plan plan = plan(Purpose.TRAIN, layers, "sgd", new Batches(0, ROWS, 32, false));
        assertEquals(24, plan.kernels().size(), plan.toString());
    }

    @Test
    void batchNormalizationUpdatesItsMovingAveragesInTheStep() {
        List<Layer> layers = List.of(new Flatten(28, 28), new Dense(300), new BatchNormalization(),
                new ActivationLayer("relu"), new Dense(100, "relu"), new Dense(10, "softmax"));
        Plan plan = plan(Purpose.TRAIN, layers, "sgd", new Batches(0, ROWS, 32, false));
        assertEquals(32, plan.kernels().size(), plan.toString());
        assertEquals(8, plan(Purpose.EVALUATE, layers, "sgd", new Batches(0, ROWS, 1000, false)).kernels().size());
    }
}
