package org.garam.backend.cuda;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.garam.kernels.host.StagingDriver;

/** Copies of a stream, through host memory whose pages stay where they are, which the device reads by itself. */
final class PinnedStaging implements StagingDriver {
    private final CudaStream stream;
    private final Map<Long, CUevent> pending = new HashMap<>();
    private long lastEvent;

    PinnedStaging(CudaStream stream) {
        this.stream = stream;
    }

    private record Pinned(CudaStream stream, MemorySegment segment) implements Staging {
        @Override
        public void close() {
            if (stream.isUsable()) {
                stream.enter();
                JCudaDriver.cuMemFreeHost(Address.ofHost(segment.address()));
            }
        }
    }

    @Override
    public Staging allocate(long bytes) {
        stream.enter();
        Address.HostResult address = new Address.HostResult();
        stream.check(JCudaDriver.cuMemHostAlloc(address, bytes, 0), "allocating " + bytes + " bytes of host memory for transfers");
        return new Pinned(stream, ofAddress(address.value(), bytes));
    }

    /** The driver's memory outlives every transfer from or to it. */
    @SuppressWarnings("restricted")
    private static MemorySegment ofAddress(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    @Override
    public long copy(boolean writes, long memory, long offset, MemorySegment part) {
        CUstream queue = stream.enter();
        enqueue(queue, writes, memory, offset, part);
        CUevent event = new CUevent();
        stream.check(JCudaDriver.cuEventCreate(event, CudaStream.EVENT_WITHOUT_TIME), "making an event");
        pending.put(++lastEvent, event);
        stream.check(JCudaDriver.cuEventRecord(event, queue), "recording an event");
        return lastEvent;
    }

    @Override
    public void copyNow(boolean writes, long memory, long offset, MemorySegment nativeMemory) {
        CUstream queue = stream.enter();
        enqueue(queue, writes, memory, offset, nativeMemory);
        stream.check(JCudaDriver.cuStreamSynchronize(queue), attempted(writes, nativeMemory.byteSize()));
    }

    @Override
    public void copyOnDevice(long source, long target, long offset, long bytes) {
        CUstream queue = stream.enter();
        stream.check(JCudaDriver.cuMemcpyDtoDAsync(Address.ofDevice(target + offset), Address.ofDevice(source), bytes, queue),
                "copying " + bytes + " bytes on the device");
    }

    private void enqueue(CUstream queue, boolean writes, long memory, long offset, MemorySegment part) {
        int code = writes
                ? JCudaDriver.cuMemcpyHtoDAsync(Address.ofDevice(memory + offset), Address.ofHost(part.address()), part.byteSize(), queue)
                : JCudaDriver.cuMemcpyDtoHAsync(Address.ofHost(part.address()), Address.ofDevice(memory + offset), part.byteSize(), queue);
        stream.check(code, attempted(writes, part.byteSize()));
    }

    private static String attempted(boolean writes, long bytes) {
        return (writes ? "writing " : "reading ") + bytes + " bytes";
    }

    @Override
    public void await(long event) {
        CUevent awaited = pending.remove(event);
        if (stream.isUsable()) {
            stream.enter();
            int code = JCudaDriver.cuEventSynchronize(awaited);
            JCudaDriver.cuEventDestroy(awaited);
            stream.check(code, "waiting for a transfer");
        }
    }

    @Override
    public void release(long event) {
        CUevent released = pending.remove(event);
        if (stream.isUsable()) {
            stream.enter();
            JCudaDriver.cuEventDestroy(released);
        }
    }

    /** The driver hands on what is queued by itself. */
    @Override
    public void flush() {}

    @Override
    public void reportFailure() {
        stream.reportFailure();
    }
}
