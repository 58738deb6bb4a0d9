package org.garam.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Compares what the backend makes of a kernel with what the interpreter makes of it, for several numbers of threads.
 */
final class Comparisons {
    private Comparisons() {}

    static View argument(int index, DType dtype, int... sizes) {
        return View.dense(new Place.Argument(index), dtype, 0, Shape.of(sizes));
    }

    static Plan plan(Kernel kernel, List<TensorType> arguments) {
        return new Plan(arguments, List.of(kernel), Map.of());
    }

    static double[] random(long seed, DType dtype, long size) {
        Random random = new Random(seed);
        double[] values = new double[(int) size];
        Arrays.setAll(values, _ -> dtype.isFloating() ? dtype.round(random.nextGaussian())
                : dtype == DType.BOOL ? random.nextInt(2) : dtype.round(random.nextInt(100)));
        return values;
    }

    /** Runs a plan with 1, 2 and 3 threads, asserts equal bits, and closeness to the interpreter. */
    static void check(Plan plan, List<double[]> arguments, double tolerance) {
        List<double[]> expected = new ArrayList<>(arguments.stream().map(double[]::clone).toList());
        PlanInterpreter.run(plan, expected);
        List<double[]> first = null;
        for (int threads = 1; threads <= 3; threads++) {
            try (PlanRunner runner = new PlanRunner(threads)) {
                List<double[]> actual = runner.run(plan, arguments);
                if (first == null) {
                    first = actual;
                    for (int i = 0; i < expected.size(); i++) {
                        assertClose("argument " + i + " of " + plan, expected.get(i), actual.get(i), tolerance);
                    }
                }
                for (int i = 0; i < expected.size(); i++) {
                    assertTrue(Arrays.equals(first.get(i), actual.get(i)), threads + " threads give other bits than 1");
                }
            }
        }
    }

    static void assertClose(String what, double[] expected, double[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) {
            boolean same = expected[i] == actual[i] || Double.isNaN(expected[i]) && Double.isNaN(actual[i]);
            double error = Math.abs(expected[i] - actual[i]) / Math.max(1, Math.abs(expected[i]));
            assertTrue(same || error <= tolerance,
                    what + " at " + i + ": expected " + expected[i] + ", was " + actual[i]);
        }
    }
}
