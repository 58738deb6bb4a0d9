package org.garam.backend.cuda;

import static org.garam.runtime.Differentiation.gradients;
import static org.garam.runtime.LinearAlgebra.matmul;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.backend.cuda.product.WayChoice;
import org.garam.kernels.host.DiskCache;
import org.garam.model.activation.Activation;
import org.garam.model.activation.Activations;
import org.garam.model.activation.Gelu;
import org.garam.runtime.CompiledFunction;
import org.garam.runtime.Engine;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The gradients of networks whose kernels cuBLASLt runs together are those of the kernels alone. */
class FoldedPlansTest {
    private static final int BATCH = 24;
    private static final int LAYERS = 3;

    @TempDir
    private Path folder;
    private FakeCudaControl fake;

    @BeforeEach
    void reset() {
        TestCuda.provider();
        fake = TestCuda.isReal() ? null : TestCuda.fake();
    }

    @AfterEach
    void forget() {
        System.clearProperty(WayChoice.PROPERTY);
        if (fake != null) {
            fake.reset();
        }
    }

    private record Network(String name, Activation activation, DType dtype, List<Integer> units, double tolerance,
            List<String> epilogues) {}

    /** Layers of other sizes have bits of other sizes, all of which are there at the same time. */
    @TestFactory
    Stream<DynamicTest> gradientsAreThoseOfTheKernelsAlone() {
        List<String> relu = List.of("relu_aux_bias", "relu_aux_bias", "drelu_bgrad", "drelu_bgrad", "bgrada");
        List<String> gelu = List.of("gelu_aux_bias", "gelu_aux_bias", "dgelu_bgrad", "dgelu_bgrad", "bgrada");
        Activation named = Activations.named("relu");
        List<Integer> units = List.of(5, 136, 40, 3);
        return Stream.of(
                new Network("relu", named, DType.FLOAT32, units, 1e-5, relu),
                new Network("gelu", new Gelu(true), DType.FLOAT32, units, 1e-5, gelu),
                new Network("relu of bfloat16", named, DType.BFLOAT16, units, 0.05, relu),
                new Network("gelu of float16", new Gelu(true), DType.FLOAT16, units, 0.01, gelu),
                new Network("gelu of columns whose distance the library does not take", new Gelu(true), DType.FLOAT32,
                        List.of(5, 9, 17, 3), 1e-5, List.of("bgrada", "bgrada", "bgrada"))
        ).map(network -> dynamicTest(network.name, () -> {
            List<String> operations = new ArrayList<>();
            List<float[]> alone = gradientsOf(network, "rendered", new DiskCache(null, 0), new ArrayList<>());
            List<float[]> folded = gradientsOf(network, "cublaslt", new DiskCache(null, 0), operations);
            network.epilogues.stream().distinct().forEach(epilogue -> assertEquals(
                    network.epilogues.stream().filter(epilogue::equals).count(),
                    operations.stream().filter(operation -> operation.endsWith("with " + epilogue)).count(),
                    operations.toString()));
            for (int i = 0; i < alone.size(); i++) {
                assertClose(alone.get(i), folded.get(i), network.tolerance);
            }
        }));
    }

    private static void assertClose(float[] expected, float[] actual, double tolerance) {
        double largest = IntStream.range(0, expected.length).mapToDouble(i -> Math.abs(expected[i])).max().orElseThrow();
        assertTrue(largest > 0, "only zeros");
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * largest, "element " + i);
        }
    }

    /** {@return the gradients of all weights and biases, after some runs, so that they come from a recorded graph} */
    private static List<float[]> gradientsOf(Network network, String way, DiskCache cache, List<String> operations) {
        System.setProperty(WayChoice.PROPERTY, way);
        try (Engine engine = new Engine(TestCuda.open(cache))) {
            return engine.call(() -> {
                List<Tensor> operands = new ArrayList<>();
                for (int layer = 0; layer < LAYERS; layer++) {
                    int inputs = network.units.get(layer);
                    int outputs = network.units.get(layer + 1);
                    operands.add(numbers(network.dtype, 2.0 / inputs, inputs, outputs));
                    operands.add(numbers(network.dtype, 0.5, outputs));
                }
                operands.add(numbers(network.dtype, 1, BATCH, network.units.getFirst()));
                CompiledFunction function = Engine.compileAll(in -> gradients(weights -> loss(network.activation, weights,
                        in.getLast()), in.subList(0, 2 * LAYERS).toArray(Tensor[]::new)));
                Tensor[] given = operands.toArray(Tensor[]::new);
                for (int i = 0; i < 2; i++) {
                    function.applyAll(given);
                }
                operations.addAll(function.operations(Stream.of(given).map(Tensor::type)
                        .toArray(TensorType[]::new)));
                return function.applyAll(given).stream().map(gradient -> gradient.cast(DType.FLOAT32).toFloats()).toList();
            });
        }
    }

    private static Tensor loss(Activation activation, List<Tensor> weights, Tensor samples) {
        Tensor x = samples;
        for (int layer = 0; layer < LAYERS; layer++) {
            Tensor sum = matmul(x, weights.get(2 * layer)).add(weights.get(2 * layer + 1));
            x = layer == LAYERS - 1 ? sum : activation.apply(sum);
        }
        return Reductions.reduceSum(x.mul(x));
    }

    private static Tensor numbers(DType dtype, double scale, int... shape) {
        int count = IntStream.of(shape).reduce(1, (x, y) -> x * y);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (scale * ((i * 7 % 11) / 10.0 - 0.45));
        }
        return Tensor.of(numbers, shape).cast(dtype);
    }

    /** A library whose ReLU does at zero what Garam's does not is asked for neither; bias gradients are another matter. */
    @Test
    void aReluThatDiffersAtZeroIsNotFolded() {
        Assumptions.assumeFalse(TestCuda.isReal(), "the fake can be told to differ");
        fake.set("ReLU passes zero", 1);
        List<String> operations = new ArrayList<>();
        gradientsOf(new Network("relu", Activations.named("relu"), DType.FLOAT32, List.of(5, 136, 40, 3), 0, List.of()),
                "cublaslt", new DiskCache(null, 0), operations);
        assertTrue(operations.stream().noneMatch(operation -> operation.contains("drelu") || operation.contains("aux")),
                operations.toString());
        assertEquals(3, operations.stream().filter(operation -> operation.endsWith("with bgrada")).count());
    }

    /** Which is decided by trying, once: cuBLASLt's time on the fake is no other than that of the kernels alone. */
    @Test
    void whetherKernelsAreFoldedIsTriedOnce() {
        Assumptions.assumeFalse(TestCuda.isReal(), "the fake counts calls");
        Network network = new Network("relu", Activations.named("relu"), DType.FLOAT32, List.of(320, 320, 320, 320), 0,
                List.of());
        DiskCache cache = new DiskCache(folder, 1 << 24);
        List<String> first = new ArrayList<>();
        gradientsOf(network, "auto", cache, first);
        long products = fake.count("cublasLtMatmul");
        assertTrue(products > 100, "cuBLASLt was tried: " + products);
        List<String> second = new ArrayList<>();
        gradientsOf(network, "auto", cache, second);
        assertEquals(first, second);
        assertTrue(fake.count("cublasLtMatmul") < products + 100, "nothing was tried again");
    }

    @Test
    void thePrintedPlanTellsWhatRunsEachKernel() {
        System.setProperty(WayChoice.PROPERTY, "cublaslt");
        try (Engine engine = new Engine(TestCuda.open())) {
            String printed = engine.call(() -> {
                CompiledFunction function = Engine.compileAll(in -> gradients(weights -> {
                    Tensor sum = matmul(in.get(2), weights.get(0)).add(weights.get(1));
                    return Reductions.reduceSum(sum.mul(sum));
                }, in.get(0), in.get(1)));
                return function.describe(numbers(DType.FLOAT32, 1, 3, 4).type(), numbers(DType.FLOAT32, 1, 4).type(),
                        numbers(DType.FLOAT32, 1, 5, 3).type());
            });
            assertTrue(printed.matches("(?s)plan of .*: gemm [^\\n]*\\n     run as cuBLASLt 4x3x5 [^\\n]* float32.*"), printed);
            assertTrue(printed.matches("(?s).*\\n     run as cuBLASLt [^\\n]* with bgrada\\n.*"), printed);
            assertTrue(printed.contains("\n     run with another kernel\n"), printed);
        }
    }
}
