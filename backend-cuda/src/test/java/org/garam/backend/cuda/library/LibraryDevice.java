package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.garam.backend.cuda.fake.FakeCuda;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.tensor.DType;

/** A device of the fake CUDA with a stream and a workspace, and the libraries that are found for it. */
final class LibraryDevice implements AutoCloseable {
    private static final int NON_BLOCKING = 1;
    private static final int WORKSPACE_BYTES = 1 << 20;

    final FakeCudaControl control;
    final CudaLibraries libraries;
    final DeviceWorkspace workspace;
    private final CUcontext context = new CUcontext();
    private final Stream stream = new Stream();

    private static final class Stream extends CUstream {
        long address() {
            return getNativePointer();
        }
    }

    private static final class Memory extends CUdeviceptr {
        long address() {
            return getNativePointer() + getByteOffset();
        }
    }

    private static final class Address extends CUdeviceptr {
        Address(long address) {
            super(new CUdeviceptr(), address);
        }
    }

    /** @param major the version of the toolkit the fake is of */
    LibraryDevice(int major) {
        control = new FakeCudaControl(FakeCuda.install(major));
        control.reset();
        control.set("driver version", Math.max(12, major) * 1000);
        libraries = new CudaLibraries(null);
        libraries.loadDriver();
        JCudaDriver.setExceptionsEnabled(false);
        CUdevice device = new CUdevice();
        check(JCudaDriver.cuInit(0));
        check(JCudaDriver.cuDeviceGet(device, 0));
        check(JCudaDriver.cuCtxCreate(context, 0, device));
        check(JCudaDriver.cuStreamCreate(stream, NON_BLOCKING));
        workspace = new DeviceWorkspace(stream.address(), allocate(WORKSPACE_BYTES), WORKSPACE_BYTES);
    }

    private static void check(int status) {
        assertEquals("CUDA_SUCCESS", CUresult.stringFor(status));
    }

    private static long allocate(long bytes) {
        Memory memory = new Memory();
        check(JCudaDriver.cuMemAlloc(memory, bytes));
        return memory.address();
    }

    /** {@return the address of new memory with these numbers, as elements of {@code dtype}} */
    long upload(DType dtype, double[] numbers) {
        long address = allocate((long) numbers.length * dtype.bytes());
        check(JCudaDriver.cuMemcpyHtoD(new Address(address), host(dtype, numbers), (long) numbers.length * dtype
                .bytes()));
        return address;
    }

    /** {@return the numbers at an address, once all that is queued has run} */
    double[] download(DType dtype, long address, int count) {
        check(JCudaDriver.cuStreamSynchronize(stream));
        double[] numbers = new double[count];
        float[] floats = new float[count];
        Pointer target = dtype == DType.FLOAT64 ? Pointer.to(numbers) : Pointer.to(floats);
        check(JCudaDriver.cuMemcpyDtoH(target, new Address(address), (long) count * dtype.bytes()));
        for (int i = 0; i < count && dtype != DType.FLOAT64; i++) {
            numbers[i] = floats[i];
        }
        return numbers;
    }

    private static Pointer host(DType dtype, double[] numbers) {
        if (dtype == DType.FLOAT64) {
            return Pointer.to(numbers);
        }
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return Pointer.to(floats);
    }

    /** Runs what {@code queued} queues as a captured graph. */
    void replay(Runnable queued, int times) {
        CUgraph graph = new CUgraph();
        CUgraphExec executable = new CUgraphExec();
        check(JCudaDriver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
        queued.run();
        check(JCudaDriver.cuStreamEndCapture(stream, graph));
        check(JCudaDriver.cuGraphInstantiate(executable, graph, 0));
        for (int i = 0; i < times; i++) {
            check(JCudaDriver.cuGraphLaunch(executable, stream));
        }
        check(JCudaDriver.cuStreamSynchronize(stream));
        check(JCudaDriver.cuGraphExecDestroy(executable));
        check(JCudaDriver.cuGraphDestroy(graph));
    }

    void synchronize() {
        check(JCudaDriver.cuStreamSynchronize(stream));
    }

    @Override
    public void close() {
        control.reset();
        check(JCudaDriver.cuCtxDestroy(context));
    }
}
