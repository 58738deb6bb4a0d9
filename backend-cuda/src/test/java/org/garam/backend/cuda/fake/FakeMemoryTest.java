package org.garam.backend.cuda.fake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmemAllocationType;
import jcuda.driver.CUmemLocation;
import jcuda.driver.CUmemLocationType;
import jcuda.driver.CUmemPoolProps;
import jcuda.driver.CUmemoryPool;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fake shows what a host does too early, and accesses of memory that is not there. */
class FakeMemoryTest {
    private static final String WRITE = """
            extern "C" __global__ void write(float* x, int at)
            {
                x[at] = 1;
            }
            """;
    private FakeMachine machine;

    @BeforeEach
    void open() {
        machine = FakeMachine.open();
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private Pointer pinned(int floats) {
        Pointer memory = new Pointer();
        FakeMachine.check(JCudaDriver.cuMemAllocHost(memory, floats * 4L));
        return memory;
    }

    private static FloatBuffer floats(Pointer pinned, int count) {
        return pinned.getByteBuffer(0, count * 4L).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Test
    void stagingMemoryThatIsOverwrittenTooEarlyGivesWrongNumbers() {
        CUdeviceptr x = machine.allocate(8);
        Pointer staging = pinned(2);
        floats(staging, 2).put(0, 1).put(1, 2);
        FakeMachine.check(JCudaDriver.cuMemcpyHtoDAsync(x, staging, 8, machine.stream));
        floats(staging, 2).put(0, 3);
        machine.synchronise();
        assertArrayEquals(new float[] {3, 2}, machine.download(x, 2));
    }

    @Test
    void pageableMemoryIsReadWhenTheCopyIsQueued() {
        CUdeviceptr x = machine.allocate(8);
        float[] values = {1, 2};
        FakeMachine.check(JCudaDriver.cuMemcpyHtoDAsync(x, Pointer.to(values), 8, machine.stream));
        values[0] = 3;
        machine.synchronise();
        assertArrayEquals(new float[] {1, 2}, machine.download(x, 2));
    }

    @Test
    void resultsAreNotThereBeforeSomebodyWaits() {
        CUdeviceptr x = machine.upload(5, 6);
        Pointer result = pinned(2);
        FakeMachine.check(machine.launch(machine.function(WRITE, "write"), 1, 1, x, 0));
        FakeMachine.check(JCudaDriver.cuMemcpyDtoHAsync(result, x, 8, machine.stream));
        assertTrue(Float.isNaN(floats(result, 2).get(0)));
        machine.synchronise();
        assertEquals(1, floats(result, 2).get(0));
    }

    /** A stream that does not wait for the default stream is not waited for by it either. */
    @Test
    void blockingCopyDoesNotWaitForOtherStreams() {
        CUdeviceptr x = machine.upload(5, 6);
        FakeMachine.check(machine.launch(machine.function(WRITE, "write"), 1, 1, x, 0));
        assertArrayEquals(new float[] {5, 6}, machine.download(x, 2));
        machine.synchronise();
        assertArrayEquals(new float[] {1, 6}, machine.download(x, 2));
    }

    @Test
    void pinnedMemoryThatIsFreedTooEarlyFailsTheCopy() {
        CUdeviceptr x = machine.allocate(8);
        Pointer staging = pinned(2);
        FakeMachine.check(JCudaDriver.cuMemcpyHtoDAsync(x, staging, 8, machine.stream));
        FakeMachine.check(JCudaDriver.cuMemFreeHost(staging));
        illegal("a copy");
    }

    @Test
    void kernelAfterAFreeInTheStreamFails() {
        CUdeviceptr x = new CUdeviceptr();
        CUfunction write = machine.function(WRITE, "write");
        FakeMachine.check(JCudaDriver.cuMemAllocAsync(x, 400, machine.stream));
        FakeMachine.check(machine.launch(write, 1, 1, x, 99));
        FakeMachine.check(JCudaDriver.cuMemFreeAsync(x, machine.stream));
        machine.synchronise();
        FakeMachine.check(machine.launch(write, 1, 1, x, 0));
        illegal("not in any allocation");
    }

    @Test
    void writeRightBehindABufferFails() {
        CUfunction write = machine.function(WRITE, "write");
        FakeMachine.check(machine.launch(write, 1, 1, machine.allocate(400), 100));
        illegal("400 bytes behind the start of an allocation of 400 bytes");
    }

    @Test
    void writeBeforeABufferFails() {
        CUfunction write = machine.function(WRITE, "write");
        FakeMachine.check(machine.launch(write, 1, 1, machine.allocate(400), -1));
        illegal("-4 bytes behind the start of an allocation of 400 bytes");
    }

    @Test
    void accessFarFromABufferFails() {
        CUfunction write = machine.function(WRITE, "write");
        FakeMachine.check(machine.launch(write, 1, 1, machine.allocate(1 << 20), 1 << 20));
        illegal("was accessed");
    }

    @Test
    void memoryOfTheHostIsNoParameter() {
        CUfunction read = machine.function("""
                extern "C" __global__ void read(const float* x, float* out)
                {
                    out[0] = x[0];
                }
                """, "read");
        Pointer out = Pointer.to(machine.allocate(4));
        Pointer parameters = Pointer.to(Pointer.to(new long[] {0x7000_0000L}), out);
        FakeMachine.check(JCudaDriver.cuLaunchKernel(read, 1, 1, 1, 1, 1, 1, 0, machine.stream, parameters, null));
        illegal("parameter 0");
    }

    @Test
    void copyBeyondABufferIsRefused() {
        FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_VALUE,
                JCudaDriver.cuMemcpyHtoD(machine.allocate(8), Pointer.to(new float[3]), 12));
        FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_VALUE,
                JCudaDriver.cuMemFree(new CUdeviceptr().withByteOffset(64)));
    }

    @Test
    void poolsKeepMemoryUntilASynchronisation() {
        limitFreeMemory(1000);
        CUmemoryPool pool = new CUmemoryPool();
        CUmemLocation location = new CUmemLocation(CUmemLocationType.CU_MEM_LOCATION_TYPE_DEVICE, 0);
        FakeMachine.check(JCudaDriver.cuMemPoolCreate(pool, new CUmemPoolProps(
                CUmemAllocationType.CU_MEM_ALLOCATION_TYPE_PINNED, 0, location, null)));
        CUdeviceptr x = new CUdeviceptr();
        CUdeviceptr y = new CUdeviceptr();
        FakeMachine.check(JCudaDriver.cuMemAllocFromPoolAsync(x, 600, pool, machine.stream));
        FakeMachine.fails(CUresult.CUDA_ERROR_OUT_OF_MEMORY,
                JCudaDriver.cuMemAllocFromPoolAsync(y, 600, pool, machine.stream));
        FakeMachine.check(JCudaDriver.cuMemFreeAsync(x, machine.stream));
        FakeMachine.check(JCudaDriver.cuMemAllocFromPoolAsync(y, 600, pool, machine.stream));
        FakeMachine.check(JCudaDriver.cuMemFreeAsync(y, machine.stream));
        FakeMachine.fails(CUresult.CUDA_ERROR_OUT_OF_MEMORY, JCudaDriver.cuMemAlloc(x, 600));
        machine.synchronise();
        FakeMachine.check(JCudaDriver.cuMemAlloc(x, 600));
        assertEquals(400, freeMemory());
        FakeMachine.check(JCudaDriver.cuMemPoolDestroy(pool));
    }

    /** Other devices of this process may hold memory. */
    private void limitFreeMemory(long bytes) {
        long[] total = new long[1];
        FakeMachine.check(JCudaDriver.cuMemGetInfo(new long[1], total));
        machine.control.set("memory bytes", total[0] - freeMemory() + bytes);
    }

    private static long freeMemory() {
        long[] free = new long[1];
        FakeMachine.check(JCudaDriver.cuMemGetInfo(free, new long[1]));
        return free[0];
    }

    private void illegal(String message) {
        FakeMachine.fails(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, JCudaDriver.cuStreamSynchronize(machine.stream));
        assertTrue(machine.control.message().contains(message), machine.control.message());
        FakeMachine.fails(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4));
    }
}
