package org.garam.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.conformance.TestPlans;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.op.Op;
import org.garam.op.Precision;
import org.garam.op.UnaryFunction;
import org.garam.plan.Lowering;
import org.garam.plan.Plan;
import org.garam.program.ProgramBuilder;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is run again is one launch of a graph: nothing is allocated for it, and nothing is waited for. */
class CapturedGraphTest {
    private static final int SIZE = 48;
    private static final int RUNS = 2000;
    private static final int STREAM_CAPTURE_UNSUPPORTED = 900;

    private FakeCudaControl fake;

    @BeforeEach
    void reset() {
        fake = TestCuda.fake();
    }

    /** x becomes tanh(x @ x): two kernels that no fusion makes one, for the product needs all of x. */
    private static Plan plan(CudaDevice device) {
        ProgramBuilder program = new ProgramBuilder();
        int x = program.parameter(TensorType.of(DType.FLOAT32, SIZE, SIZE));
        int product = program.add(new Op.MatMul(Precision.FULL), x, x);
        return Lowering.lower(program.build(List.of(), Map.of(x, program.add(new Op.Unary(UnaryFunction.TANH), product))),
                device::accepts);
    }

    private record Bound(Executable executable, List<DeviceBuffer> buffers, BoundExecutable run) implements AutoCloseable {
        static Bound of(CudaDevice device, Plan plan) {
            List<DeviceBuffer> buffers = new ArrayList<>();
            Map<DType, DeviceBuffer> scratch = new EnumMap<>(DType.class);
            plan.arguments().forEach(type -> buffers.add(device.allocate(type.dtype(), type.shape().count())));
            plan.scratch().forEach((dtype, size) -> scratch.put(dtype, device.allocate(dtype, size)));
            Executable executable = device.compile(plan);
            BoundExecutable run = executable.bind(buffers, scratch);
            List<DeviceBuffer> all = new ArrayList<>(buffers);
            all.addAll(scratch.values());
            return new Bound(executable, all, run);
        }

        @Override
        public void close() {
            run.close();
            executable.close();
            buffers.forEach(DeviceBuffer::close);
        }
    }

    private static float[] read(DeviceBuffer buffer) {
        float[] content = new float[(int) buffer.size()];
        buffer.read(0, MemorySegment.ofArray(content));
        return content;
    }

    @Test
    void runsAgainAreLaunchesOfOneGraphAndDoTheSame() {
        try (CudaDevice device = TestCuda.open(); Bound first = Bound.of(device, plan(device));
                Bound second = Bound.of(device, plan(device))) {
            assertTrue(plan(device).kernels().size() > 1);
            float[] start = TestPlans.numbers(SIZE * SIZE);
            first.buffers.getFirst().write(0, MemorySegment.ofArray(start));
            for (int i = 0; i < 3; i++) {
                first.run.run();
            }
            float[] expected = read(first.buffers.getFirst());
            assertEquals(2, fake.count("graph launches"));
            // The same runs one by one, none of them recorded.
            second.buffers.getFirst().write(0, MemorySegment.ofArray(start));
            for (int i = 0; i < 3; i++) {
                try (BoundExecutable once = second.executable.bind(second.buffers.subList(0, 1),
                        Map.of(DType.FLOAT32, second.buffers.getLast()))) {
                    once.run();
                }
            }
            assertEquals(2, fake.count("graph launches"));
            assertArrayEquals(expected, read(second.buffers.getFirst()));
        }
        assertEquals(0, fake.count("live graphs"));
        assertEquals(0, fake.count("live allocations"));
    }

    @Test
    void aRunAllocatesNothingAndWaitsForNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CudaDevice device = TestCuda.open(); Bound bound = Bound.of(device, plan(device))) {
            for (int i = 0; i < RUNS; i++) {
                bound.run.run();
            }
            device.synchronize();
            long synchronisations = fake.count("synchronisations");
            long graphs = fake.count("graph launches");
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < RUNS; i++) {
                bound.run.run();
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < RUNS, () -> allocated + " bytes in " + RUNS + " runs");
            assertEquals(RUNS, fake.count("graph launches") - graphs);
            assertEquals(synchronisations, fake.count("synchronisations"));
        }
    }

    @Test
    void whatCannotBeRecordedIsAnErrorAndNotRunAnotherWay() {
        try (CudaDevice device = TestCuda.open(); Bound bound = Bound.of(device, plan(device))) {
            bound.run.run();
            fake.failCall("cuStreamBeginCapture_v2", 1, STREAM_CAPTURE_UNSUPPORTED);
            DeviceException thrown = assertThrows(DeviceException.class, bound.run::run);
            assertTrue(thrown.getMessage().contains("recording a plan")
                    && thrown.getMessage().contains("CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"), thrown.getMessage());
        } finally {
            fake.reset();
        }
    }

    @Test
    void anEpochIsOneGraphLaunchAStepAndWaitsOnlyForItsProgress() {
        int steps = 50;
        int epochs = 4;
        int batch = 8;
        try (Engine engine = new Engine(TestCuda.open())) {
            engine.run(() -> {
                Tensor x = Tensor.of(TestPlans.numbers(steps * batch * 6), steps * batch, 6);
                Tensor y = Tensor.of(TestPlans.numbers(steps * batch), steps * batch, 1);
                Sequential model = new Sequential(List.of(new Dense(16, "relu"), new Dense(1))).seed(1);
                model.compile("adam", "mse", "mae");
                FitOptions options = new FitOptions().batchSize(batch).verbose(0);
                model.fit(x, y, options.epochs(1));
                long graphs = fake.count("graph launches");
                long synchronisations = fake.count("synchronisations");
                History history = model.fit(x, y, options.epochs(epochs));
                assertEquals(epochs, history.metrics().get("loss").size());
                long launched = fake.count("graph launches") - graphs;
                assertTrue(launched >= (long) steps * epochs - 2, () -> launched + " graphs for " + steps * epochs + " steps");
                long waited = fake.count("synchronisations") - synchronisations;
                assertTrue(waited < 10L * epochs, () -> waited + " synchronisations in " + epochs + " epochs of " + steps + " steps");
            });
        }
    }
}
