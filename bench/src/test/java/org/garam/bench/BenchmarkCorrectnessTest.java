package org.garam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.garam.model.optimizer.Adam;
import org.garam.runtime.Backends;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the benchmarks time is the right computation, on every device that is here. */
class BenchmarkCorrectnessTest {
    private static final List<String> SHAPES = List.of("32x300x784", "32x100x300", "784x300x32");
    private static final int VECTOR = 10007;

    static Stream<String> devices() {
        return Backends.probeAll().entrySet().stream().filter(entry -> entry.getValue() instanceof Availability.Available)
                .map(entry -> entry.getKey().name());
    }

    static Stream<Arguments> products() {
        return devices().flatMap(device -> SHAPES.stream().map(shape -> Arguments.of(device, shape)));
    }

    static Stream<Arguments> functions() {
        return devices().flatMap(device -> Stream.of("relu", "tanh", "sum").map(kind -> Arguments.of(device, kind)));
    }

    @ParameterizedTest
    @MethodSource("products")
    void gemmMultiplies(String device, String shape) {
        GemmBenchmark benchmark = new GemmBenchmark();
        benchmark.device = device;
        benchmark.shape = shape;
        benchmark.prepare();
        benchmark.multiply();
        assertIsProduct(shape, benchmark.result());
        benchmark.close();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void elementwiseComputes(String device, String kind) {
        ElementwiseBenchmark benchmark = new ElementwiseBenchmark();
        benchmark.device = device;
        benchmark.kind = kind;
        benchmark.size = VECTOR;
        benchmark.prepare();
        benchmark.compute();
        float[] x = Operands.uniform(VECTOR);
        float[] result = benchmark.result();
        double sum = 0;
        for (int i = 0; i < VECTOR; i++) {
            double product = (double) x[i] * x[i];
            sum += product;
            if (!kind.equals("sum")) {
                double moved = product + x[i];
                assertEquals(kind.equals("relu") ? Math.max(moved, 0) : Math.tanh(moved), result[i], 1e-6);
            }
        }
        if (kind.equals("sum")) {
            assertEquals(sum, result[0], 1e-5 * sum);
        }
        benchmark.close();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void trainingStepLearns(String device) {
        try (NetworkStep step = NetworkStep.tutorial(device, 32)) {
            step.run(50);
            double first = step.steps().logs().get("loss");
            step.run(1500);
            double mean = step.steps().logs().get("loss");
            // Random labels: what can be learned is that all classes are equally likely, a loss of log 10.
            assertTrue(first > Math.log(10) && mean < first && mean < 1.1 * Math.log(10), first + " then " + mean);
            assertEquals(17, step.steps().plan().kernels().size());
        }
    }

    /** Keras' formula, with bias corrections, for equal weights and gradients. */
    @ParameterizedTest
    @MethodSource("devices")
    void adamStepIsAdams(String device) {
        try (OptimizerWorkload adam = new OptimizerWorkload(device, new Adam(), VECTOR)) {
            int steps = 3;
            adam.run(steps);
            double weight = 0.5;
            double gradient = 0.25;
            double mean = 0;
            double variance = 0;
            for (int step = 1; step <= steps; step++) {
                mean += (gradient - mean) * 0.1;
                variance += (gradient * gradient - variance) * 0.001;
                double rate = 0.001 * Math.sqrt(1 - Math.pow(0.999, step)) / (1 - Math.pow(0.9, step));
                weight -= rate * mean / (Math.sqrt(variance) + 1e-7);
            }
            for (float result : adam.weights()) {
                assertEquals(weight, result, 1e-6);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("peers")
    void clBlastMultiplies(String shape) {
        int[] sizes = Stream.of(shape.split("x")).mapToInt(Integer::parseInt).toArray();
        BackendProvider opencl = Backends.all().stream().filter(backend -> backend.name().equals("opencl")).findFirst().orElseThrow();
        Assumptions.assumeTrue(opencl.probe() instanceof Availability.Available, "there is no OpenCL device");
        Assumptions.assumeTrue(ClBlastProduct.isInstalled(), "CLBlast is not installed (Debian: libclblast1)");
        try (ClBlastProduct product = new ClBlastProduct(sizes[0], sizes[1], sizes[2])) {
            product.run(1);
            assertIsProduct(shape, product.result());
        }
    }

    static Stream<String> peers() {
        return Stream.of("64x64x64");
    }

    private static void assertIsProduct(String shape, float[] result) {
        String[] sizes = shape.split("x");
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        int k = Integer.parseInt(sizes[2]);
        float[] left = Operands.uniform(m * k);
        float[] right = Operands.uniform(k * n);
        for (int row = 0; row < m; row += 5) {
            for (int column = 0; column < n; column += 7) {
                double expected = 0;
                for (int i = 0; i < k; i++) {
                    expected += (double) left[row * k + i] * right[i * n + column];
                }
                assertEquals(expected, result[row * n + column], 1e-4 * Math.sqrt(k), shape);
            }
        }
    }
}
