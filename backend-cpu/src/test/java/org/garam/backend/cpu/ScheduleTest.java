package org.garam.backend.cpu;

import static org.garam.backend.cpu.Comparisons.argument;
import static org.garam.backend.cpu.Comparisons.check;
import static org.garam.backend.cpu.Comparisons.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.garam.op.BinaryFunction;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final DType F = DType.FLOAT32;
    /** A vector is 80 bytes: the JIT compiler sometimes keeps a constant of a loop as an object, once per kernel. */
    private static final long FEW_BYTES = 200;

    private static ScalarCode unary(UnaryFunction function) {
        return new ScalarCode(List.of(new Instruction.Load(0, F), new Instruction.Unary(function, 0, F)), List.of(1));
    }

    private static View scratch(long offset, int... sizes) {
        return View.dense(new Place.Scratch(F), F, offset, Shape.of(sizes));
    }

    private static Kernel map(UnaryFunction function, View in, View out) {
        return new Kernel.Elementwise(in.shape(), List.of(in), unary(function), List.of(out));
    }

    /**
     * A two-layer network's forward pass, its bias gradient and an update: kernels of most kinds, large enough to
     * share.
     */
    private static Plan training() {
        int batch = 300;
        int in = 200;
        int hidden = 250;
        View x = argument(0, F, batch, in);
        View weights = argument(1, F, in, hidden);
        View bias = argument(2, F, hidden);
        View activation = scratch(0, batch, hidden);
        View probabilities = scratch((long) batch * hidden, batch, hidden);
        View gradient = scratch(0, hidden);
        View total = argument(3, F);
        ScalarCode biasTanh = new ScalarCode(List.of(new Instruction.Load(0, F), new Instruction.Load(1, F),
                new Instruction.Binary(BinaryFunction.ADD, 0, 1, F), new Instruction.Unary(UnaryFunction.TANH, 2, F)),
                List.of(3));
        ScalarCode step = new ScalarCode(List.of(new Instruction.Load(0, F), new Instruction.Load(1, F),
                new Instruction.Constant(0.01, F), new Instruction.Binary(BinaryFunction.MULTIPLY, 1, 2, F),
                new Instruction.Binary(BinaryFunction.SUBTRACT, 0, 3, F)), List.of(4));
        List<Kernel> kernels = List.of(
                new Kernel.Gemm(x, weights, Precision.FULL, List.of(bias.broadcast(activation.shape())), biasTanh,
                        activation),
                new Kernel.RowKernel(Shape.of(batch), hidden, List.of(activation), RowKernelLoopTest.softmax(F),
                        List.of(probabilities)),
                new Kernel.Reduction(Shape.SCALAR, Shape.of(batch, hidden), List.of(probabilities), ScalarCode.copy(F),
                        ReduceFunction.SUM, total),
                new Kernel.Reduction(Shape.of(hidden), Shape.of(batch), List.of(probabilities.transpose(List.of(1, 0))),
                        ScalarCode.copy(F), ReduceFunction.SUM, gradient),
                new Kernel.Elementwise(Shape.of(hidden), List.of(bias, gradient), step, List.of(bias)));
        return new Plan(List.of(TensorType.of(F, batch, in), TensorType.of(F, in, hidden), TensorType.of(F, hidden),
                TensorType.of(F)),
                kernels, Map.of(F, 2L * batch * hidden));
    }

    private static List<double[]> content(Plan plan) {
        return plan.arguments().stream().map(type -> random(type.hashCode(), F, type.shape().count()))
                .map(values -> Arrays.stream(values).map(value -> F.round(value / 10)).toArray()).toList();
    }

    @Test
    void severalKernelsGiveEqualBitsForAnyNumberOfThreads() {
        check(training(), content(training()), 1e-3);
    }

    @Test
    @Tag("own-jvm")
    void aRunAllocatesNoVectors() {
        Plan plan = training();
        for (int threads : new int[] {1, 2}) {
            try (PlanRunner runner = new PlanRunner(threads)) {
                List<DeviceBuffer> buffers = new ArrayList<>();
                for (int i = 0; i < plan.arguments().size(); i++) {
                    buffers.add(runner.upload(plan.arguments().get(i), content(plan).get(i)));
                }
                BoundExecutable bound = runner.device.compile(plan).bind(buffers, runner.scratch(plan));
                ThreadMXBean threadBean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                long thread = Thread.currentThread().threadId();
                long allocated = -1;
                // Until the JIT compiler is done, vectors are objects.
                long end = System.nanoTime() + 60_000_000_000L;
                while ((allocated < 0 || allocated > 20 * FEW_BYTES) && System.nanoTime() < end) {
                    long before = threadBean.getThreadAllocatedBytes(thread);
                    for (int i = 0; i < 20; i++) {
                        bound.run();
                    }
                    allocated = threadBean.getThreadAllocatedBytes(thread) - before;
                }
                assertTrue(allocated <= 20 * FEW_BYTES, allocated + " bytes in 20 runs with " + threads + " threads");
            }
        }
    }

    private static Schedule schedule(Plan plan, WorkerPool pool, int sizes) {
        List<CpuBuffer> buffers = plan.arguments().stream().map(_ -> new CpuBuffer(F, sizes)).toList();
        PlanMemory memory = new PlanMemory(plan, buffers, Map.of());
        List<Schedule.Entry> entries = new ArrayList<>();
        for (Kernel kernel : plan.kernels()) {
            new KernelBinder(memory, new ProductScratch(pool.threads()), pool.threads()).bind(kernel)
                    .forEach(step -> entries.add(new Schedule.Entry(step, 0)));
        }
        return new Schedule(entries, pool, plan);
    }

    private static Plan chain(int size) {
        View a = argument(0, F, size);
        View b = argument(1, F, size);
        View c = argument(2, F, size);
        View d = argument(3, F, size);
        return new Plan(List.of(TensorType.of(F, size), TensorType.of(F, size), TensorType.of(F, size),
                TensorType.of(F, size)),
                List.of(map(UnaryFunction.EXP, a, b), map(UnaryFunction.TANH, a, c), map(UnaryFunction.EXP, b, d)),
                        Map.of());
    }

    @Test
    void barriersOnlyWhereKernelsDepend() {
        try (WorkerPool pool = new WorkerPool(2)) {
            Schedule small = schedule(chain(100), pool, 100);
            assertFalse(small.isShared());
            assertEquals(0, small.barriers());
            Schedule large = schedule(chain(1 << 20), pool, 1 << 20);
            assertTrue(large.isShared());
            assertEquals(1, large.barriers(), "only the third kernel reads what another wrote");
        }
    }

    @Test
    void aFailureNamesTheKernel() {
        Plan plan = new Plan(List.of(TensorType.of(F, 10)), List.of(map(UnaryFunction.EXP, argument(0, F, 10),
                View.dense(new Place.Argument(0), F, 5, Shape.of(10)))), Map.of());
        try (PlanRunner runner = new PlanRunner(2)) {
            DeviceException failure = assertThrows(DeviceException.class, () ->
                    runner.run(plan, List.of(new double[10])));
            assertTrue(failure.getMessage().contains("kernel 0"), failure.getMessage());
        }
    }

    @Test
    void wrongBuffersAreRefused() {
        try (PlanRunner runner = new PlanRunner(1)) {
            Plan plan = chain(10);
            List<DeviceBuffer> short4 = List.of(runner.device.allocate(F, 10), runner.device.allocate(F, 10),
                    runner.device.allocate(F, 10), runner.device.allocate(F, 9));
            assertThrows(IllegalArgumentException.class, () -> runner.device.compile(plan).bind(short4, Map.of()));
            assertThrows(IllegalArgumentException.class, () -> runner.device.compile(plan).bind(short4.subList(0, 3),
                    Map.of()));
            assertThrows(DeviceException.class, () -> runner.device.allocate(F, 1L << 31));
        }
    }
}
