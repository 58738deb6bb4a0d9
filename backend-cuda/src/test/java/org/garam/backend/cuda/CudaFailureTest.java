package org.garam.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.conformance.TestPlans;
import org.garam.kernels.host.DiskCache;
import org.garam.plan.Plan;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails is told once, with the device, what was tried and what to do. */
class CudaFailureTest {
    private static final int SIZE = 300;
    private static final int LAUNCH_OUT_OF_RESOURCES = 701;
    private static final int LAUNCH_FAILED = 719;
    private static final int NO_BINARY_FOR_GPU = 209;

    @TempDir
    private Path folder;
    private FakeCudaControl fake;

    @BeforeEach
    void reset() {
        fake = TestCuda.fake();
    }

    @AfterEach
    void takeBack() {
        fake.reset();
    }

    @Test
    void aKernelThatFailsLaterIsToldOnceAndTheDeviceTakesNothingAnyMore() {
        float[] numbers = TestPlans.numbers(SIZE);
        float[] expected;
        try (CudaDevice device = TestCuda.open()) {
            expected = TestPlans.run(device, TestPlans.inPlace(device, SIZE), numbers);
        }
        CudaDevice device = TestCuda.open();
        Plan plan = TestPlans.inPlace(device, SIZE);
        DeviceBuffer buffer = device.allocate(DType.FLOAT32, SIZE);
        buffer.write(0, MemorySegment.ofArray(numbers));
        Executable executable = device.compile(plan);
        BoundExecutable bound = executable.bind(List.of(buffer), Map.of());
        fake.failExecution(1, LAUNCH_FAILED);
        bound.run();
        String first = assertThrows(DeviceException.class, device::synchronize).getMessage();
        assertTrue(first.contains(device.info().name()) && first.contains("queued earlier")
                && first.contains("CUDA_ERROR_LAUNCH_FAILED"), first);
        for (Runnable later : List.<Runnable>of(device::synchronize, bound::run, () -> device.allocate(DType.INT8, 1))) {
            String message = assertThrows(DeviceException.class, later::run).getMessage();
            assertTrue(message.contains("failed before") && message.contains("open a new one")
                    && message.contains("CUDA_ERROR_LAUNCH_FAILED"), message);
        }
        bound.close();
        executable.close();
        buffer.close();
        device.close();
        fake.reset();
        try (CudaDevice again = TestCuda.open()) {
            assertArrayEquals(expected, TestPlans.run(again, TestPlans.inPlace(again, SIZE), numbers));
        }
    }

    @Test
    void aLaunchTheDriverRefusesIsNamed() {
        try (CudaDevice device = TestCuda.open()) {
            fake.failCall("cuLaunchKernel", 1, LAUNCH_OUT_OF_RESOURCES);
            Plan plan = TestPlans.inPlace(device, SIZE);
            String message = assertThrows(DeviceException.class,
                    () -> TestPlans.run(device, plan, TestPlans.numbers(SIZE))).getMessage();
            assertTrue(message.contains("launching kernel elementwise_tanh")
                    && message.contains("CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"), message);
            assertEquals(SIZE, TestPlans.run(device, plan, TestPlans.numbers(SIZE)).length, "the device goes on");
        }
    }

    @Test
    void machineCodeThatIsNotTakenIsCompiledAnew() {
        DiskCache cache = new DiskCache(folder, 1 << 26);
        float[] numbers = TestPlans.numbers(SIZE);
        float[] expected;
        try (CudaDevice device = TestCuda.open(cache)) {
            expected = TestPlans.run(device, TestPlans.inPlace(device, SIZE), numbers);
        }
        long compiled = fake.count("nvrtcCompileProgram");
        try (CudaDevice device = TestCuda.open(cache)) {
            assertArrayEquals(expected, TestPlans.run(device, TestPlans.inPlace(device, SIZE), numbers));
            assertEquals(compiled, fake.count("nvrtcCompileProgram"), "found in the cache");
        }
        fake.failCall("cuModuleLoadData", 1, NO_BINARY_FOR_GPU);
        try (CudaDevice device = TestCuda.open(cache)) {
            assertArrayEquals(expected, TestPlans.run(device, TestPlans.inPlace(device, SIZE), numbers));
            assertEquals(compiled + 1, fake.count("nvrtcCompileProgram"));
        }
    }
}
