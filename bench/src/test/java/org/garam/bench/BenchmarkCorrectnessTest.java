package org.garam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the benchmarks time is the right computation. */
class BenchmarkCorrectnessTest {
    @ParameterizedTest
    @ValueSource(strings = {"32x300x784", "32x100x300", "784x300x32"})
    void gemmMultiplies(String shape) {
        GemmBenchmark benchmark = new GemmBenchmark();
        benchmark.device = "cpu";
        benchmark.shape = shape;
        benchmark.prepare();
        benchmark.multiply();
        String[] sizes = shape.split("x");
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        int k = Integer.parseInt(sizes[2]);
        float[] left = Operands.uniform(m * k);
        float[] right = Operands.uniform(k * n);
        float[] result = benchmark.result();
        for (int row = 0; row < m; row += 5) {
            for (int column = 0; column < n; column += 7) {
                double expected = 0;
                for (int i = 0; i < k; i++) {
                    expected += (double) left[row * k + i] * right[i * n + column];
                }
                assertEquals(expected, result[row * n + column], 1e-4 * Math.sqrt(k), shape);
            }
        }
        benchmark.close();
    }

    @Test
    void trainingStepLearns() {
        try (TutorialStep step = new TutorialStep("cpu", 32)) {
            step.run(50);
            double first = step.steps().logs().get("loss");
            step.run(1500);
            double mean = step.steps().logs().get("loss");
            // Random labels: what can be learned is that all classes are equally likely, a loss of log 10.
            assertTrue(first > Math.log(10) && mean < first && mean < 1.1 * Math.log(10), first + " then " + mean);
            assertEquals(17, step.steps().plan().kernels().size());
        }
    }
}
