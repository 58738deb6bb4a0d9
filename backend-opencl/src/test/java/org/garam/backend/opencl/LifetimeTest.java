package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.garam.conformance.LifetimeConformance;
import org.garam.model.FitOptions;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.DeviceException;
import org.junit.jupiter.api.Test;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.system.MemoryStack;

/** What is closed is refused instead of being handed to the driver, and what nobody can reach is freed. */
class LifetimeTest extends LifetimeConformance {
    private static final int MODELS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    protected OpenClDevice open() {
        return TestDevices.open();
    }

    @Test
    void modelsThatNobodyCanReachAreFreed() throws InterruptedException {
        OpenClDevice device = TestDevices.open();
        try (Engine engine = new Engine(device)) {
            engine.run(() -> train(16));
            int afterOne = settled(device);
            for (int model = 0; model < MODELS; model++) {
                engine.run(() -> train(16));
            }
            waitFor(() -> device.memory().held().buffers() <= afterOne);
            assertTrue(device.memory().held().buffers() <= afterOne, () -> device.memory().held() + ", at first " + afterOne);
        }
        waitFor(() -> device.memory().held().buffers() == 0);
        assertEquals(0, device.memory().held().buffers(), () -> device.memory().held().toString());
    }

    private static void train(int units) {
        Sequential model = new Sequential(List.of(new Dense(units, "relu"), new Dense(1))).seed(1);
        model.compile("adam", "mse");
        model.fit(Tensor.of(new float[64 * 8], 64, 8), Tensor.of(new float[64], 64, 1), new FitOptions().verbose(0));
    }

    /** {@return how many buffers are held when everything collectable has been freed} */
    private static int settled(OpenClDevice device) throws InterruptedException {
        int held = device.memory().held().buffers();
        for (int i = 0; i < 10; i++) {
            System.gc();
            Thread.sleep(50);
            held = Math.min(held, device.memory().held().buffers());
        }
        return held;
    }

    private static void waitFor(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(50);
        }
    }

    /** As when a device is lost: a command that was queued long ago turns out to have failed. */
    @Test
    void aCommandThatFailedLaterIsReportedOnce() {
        try (OpenClDevice device = TestDevices.open()) {
            long[] context = new long[1];
            try (MemoryStack stack = MemoryStack.stackPush()) {
                PointerBuffer value = stack.mallocPointer(1);
                CL10.clGetCommandQueueInfo(device.queue().handle(), CL10.CL_QUEUE_CONTEXT, value, null);
                context[0] = value.get(0);
            }
            long event = CL11.clCreateUserEvent(context[0], new int[1]);
            CL11.clSetUserEventStatus(event, CL10.CL_OUT_OF_RESOURCES);
            device.queue().lock().lock();
            try {
                device.queue().await(event);
            } finally {
                device.queue().lock().unlock();
            }
            String message = assertThrows(DeviceException.class, device::synchronize).getMessage();
            assertTrue(message.contains(device.info().name()) && message.contains("CL_OUT_OF_RESOURCES"), message);
            device.synchronize();
        }
    }

    @Test
    void aTakenFailureIsReportedAfterAll() {
        try (OpenClDevice device = TestDevices.open()) {
            DeviceException failure = new DeviceException("failed earlier");
            device.queue().putBack(failure);
            assertEquals(failure, device.queue().takeFailure());
            device.synchronize();
            device.queue().putBack(failure);
            assertEquals(failure, assertThrows(DeviceException.class, device::synchronize));
        }
    }
}
