package org.garam.backend.cuda;

import static org.garam.runtime.LinearAlgebra.matmul;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.backend.cuda.product.WayChoice;
import org.garam.kernels.host.DiskCache;
import org.garam.model.activation.Activations;
import org.garam.model.activation.Relu;
import org.garam.op.Precision;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Which library or function each kernel of a plan becomes, as the device tells. */
class DeviceLibrariesTest {
    private static final int SIZE = 96;

    @TempDir
    private Path folder;
    private FakeCudaControl fake;

    @BeforeEach
    void reset() {
        fake = TestCuda.fake();
    }

    @AfterEach
    void forget() {
        System.clearProperty(WayChoice.PROPERTY);
        fake.reset();
    }

    private static Tensor dense(List<Tensor> in) {
        return new Relu().apply(matmul(in.get(0), in.get(1)).add(in.get(2)));
    }

    private List<String> operations(DiskCache cache, int size, Function<List<Tensor>, Tensor> function) {
        try (Engine engine = new Engine(TestCuda.open(cache))) {
            return engine.call(() -> Engine.compileAll(in -> List.of(function.apply(in))).operations(
                    TensorType.of(DType.FLOAT32, size, size), TensorType.of(DType.FLOAT32, size, size),
                    TensorType.of(DType.FLOAT32, size)));
        }
    }

    private List<String> operations(int size, Function<List<Tensor>, Tensor> function) {
        return operations(new DiskCache(null, 0), size, function);
    }

    private record Shown(String way, Function<List<Tensor>, Tensor> function, List<String> operations) {}

    @TestFactory
    Stream<DynamicTest> theDeviceTellsWhoRunsWhat() {
        Function<List<Tensor>, Tensor> softmax = in -> Activations.named("softmax").apply(in.getFirst());
        return Stream.of(
                new Shown("rendered", DeviceLibrariesTest::dense, List.of("gemm_\\S+ over .*")),
                new Shown("cublas", DeviceLibrariesTest::dense, List.of("cuBLAS 96x96x96 N,N float32",
                "elementwise_\\S+ over .*")),
                new Shown("cublas", in -> matmul(in.get(0), in.get(1)), List.of("cuBLAS 96x96x96 N,N float32")),
                new Shown("cublaslt", DeviceLibrariesTest::dense, List.of("cuBLASLt 96x96x96 N,N float32 with"
                + " relu_bias")),
                new Shown("cublaslt", softmax, List.of("\\S+softmax\\S* over .*|rows\\S+ over .*")),
                new Shown("cudnn", softmax, List.of("cuDNN softmax \\[96, 96\\] float32")),
                new Shown("cudnn", in -> Activations.named("log_softmax").apply(in.getFirst()),
                        List.of("cuDNN log_softmax \\[96, 96\\] float32")),
                new Shown("auto", DeviceLibrariesTest::dense, List.of("cuBLASLt 96x96x96 N,N float32 with relu_bias"))
        ).map(shown -> dynamicTest(shown.way + " " + shown.operations, () -> {
            System.setProperty(WayChoice.PROPERTY, shown.way);
            List<String> operations = operations(SIZE, shown.function);
            assertEquals(shown.operations.size(), operations.size(), operations.toString());
            for (int i = 0; i < operations.size(); i++) {
                assertTrue(operations.get(i).matches(shown.operations.get(i)), operations.toString());
            }
        }));
    }

    @Test
    void softmaxByCudnnIsThatOfTheRenderedFunction() {
        List<List<Float>> results = Stream.of("rendered", "cudnn").map(way -> {
            System.setProperty(WayChoice.PROPERTY, way);
            try (Engine engine = new Engine(TestCuda.open())) {
                return engine.call(() -> {
                    Tensor x = Creation.range(60).cast(DType.FLOAT32).mul(0.1).reshape(6, 10);
                    return Stream.of("softmax", "log_softmax").flatMap(name -> floats(Activations.named(name).apply(x)))
                            .map(value -> Math.round(value * 1e5f) / 1e5f).toList();
                });
            }
        }).toList();
        assertEquals(results.getFirst(), results.getLast());
    }

    private static Stream<Float> floats(Tensor tensor) {
        float[] numbers = tensor.toFloats();
        return IntStream.range(0, numbers.length).mapToObj(i -> numbers[i]);
    }

    private record Asked(Precision precision, String computeType, float product) {}

    /** 1 + 2^-9 + 2^-12: all types that factors are rounded to keep something else of it, or float16's range. */
    @TestFactory
    Stream<DynamicTest> float32IsRoundedForTensorCoresOnlyIfAskedFor() {
        float factor = 1 + 0x1p-9f + 0x1p-12f;
        float small = 0x1p-30f;
        return Stream.of(new Asked(Precision.FULL, "float32", factor * small),
                new Asked(Precision.TENSOR_FLOAT32, "fast_tf32", (1 + 0x1p-9f) * small),
                new Asked(Precision.BFLOAT16, "fast_16bf", small), new Asked(Precision.FLOAT16, "fast_16f", 0))
                .flatMap(asked -> Stream.of("cublas", "cublaslt").map(way -> dynamicTest(way + " " + asked, () -> {
                    System.setProperty(WayChoice.PROPERTY, way);
                    List<String> operations = operations(SIZE, in -> matmul(in.get(0), in.get(1), asked.precision));
                    assertEquals(1, operations.size(), operations.toString());
                    assertTrue(operations.getFirst().matches("cuBLAS(Lt)? 96x96x96 N,N " + asked.computeType
                            + "( .*)?"), operations.toString());
                    try (Engine engine = new Engine(TestCuda.open())) {
                        float product = engine.call(() -> matmul(Tensor.of(new float[][] {{factor}}),
                                Tensor.of(new float[][] {{small}}), asked.precision).toFloats()[0]);
                        assertEquals(asked.product, product);
                    }
                })));
    }

    /** What Garam writes itself computes in full: a text for each precision would be compiled for nothing. */
    @Test
    void renderedFunctionsAreTheSameForAllPrecisions() {
        System.setProperty(WayChoice.PROPERTY, "rendered");
        List<List<String>> operations = Stream.of(Precision.values()).map(precision ->
                operations(SIZE, in -> matmul(in.get(0), in.get(1), precision))).distinct().toList();
        assertEquals(1, operations.size(), operations.toString());
    }

    @Test
    void smallProductsOpenNoLibrary() {
        List<String> operations = operations(16, DeviceLibrariesTest::dense);
        assertTrue(operations.getFirst().startsWith("gemm_"), operations.toString());
        assertEquals(0, fake.count("cublasLtCreate"));
        assertEquals(0, fake.count("cublasCreate_v2"));
    }

    @Test
    void whatIsFastestWhenTriedIsKept() {
        DiskCache cache = new DiskCache(folder, 1 << 24);
        List<String> first = operations(cache, 128, DeviceLibrariesTest::dense);
        long products = fake.count("cublasLtMatmul");
        assertTrue(products > 1, "cuBLASLt was tried");
        assertTrue(fake.count("cublasGemmEx") > 1, "cuBLAS was tried");
        assertEquals(first, operations(cache, 128, DeviceLibrariesTest::dense));
        assertTrue(fake.count("cublasLtMatmul") <= products + 1, "only ReLU was checked again");
    }

    @Test
    void aDeviceWhoseLibrariesDoNotStartRunsEverythingItself() {
        fake.failCall("cublasCreate_v2", 1, 1);
        fake.failCall("cublasLtCreate", 1, 1);
        List<String> operations = operations(SIZE, DeviceLibrariesTest::dense);
        assertTrue(operations.getFirst().startsWith("gemm_"), operations.toString());
    }

    @Test
    void aWayThatDoesNotExistIsNamed() {
        System.setProperty(WayChoice.PROPERTY, "fastest");
        String message = assertThrows(DeviceException.class, () -> operations(SIZE, DeviceLibrariesTest::dense))
                .getMessage();
        assertTrue(message.contains("-Dgaram.cuda.kernels=fastest is no way to run a kernel"), message);
    }
}
