package org.garam.backend.cuda.fake;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;

import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;
import org.junit.jupiter.api.Assertions;

/** The fake with a context and a stream, used through JCuda alone, as the tests of the fake itself do. */
@SuppressWarnings("restricted")
final class FakeMachine implements AutoCloseable {
    final FakeCuda fake;
    final FakeCudaControl control;
    final CUcontext context = new CUcontext();
    final CUstream stream = new CUstream();
    private final CUdevice device = new CUdevice();

    private FakeMachine(FakeCuda fake) {
        this.fake = fake;
        control = new FakeCudaControl(fake);
    }

    /** Opens device 0 of the fake of CUDA 12. */
    static FakeMachine open() {
        FakeCuda fake = FakeCuda.install(12);
        FakeMachine machine = new FakeMachine(fake);
        machine.control.reset();
        System.load(fake.library("libcuda").toString());
        System.load(fake.library("libnvrtc-builtins").toString());
        System.load(fake.library("libnvrtc").toString());
        JCudaDriver.setExceptionsEnabled(false);
        JNvrtc.setExceptionsEnabled(false);
        check(JCudaDriver.cuInit(0));
        check(JCudaDriver.cuDeviceGet(machine.device, 0));
        check(JCudaDriver.cuCtxCreate(machine.context, 0, machine.device));
        check(JCudaDriver.cuStreamCreate(machine.stream, 1));
        return machine;
    }

    static void check(int status) {
        Assertions.assertEquals("CUDA_SUCCESS", CUresult.stringFor(status));
    }

    static void fails(int expected, int status) {
        Assertions.assertEquals(CUresult.stringFor(expected), CUresult.stringFor(status));
    }

    int attribute(int attribute) {
        int[] value = new int[1];
        check(JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
        return value[0];
    }

    /** {@return a cubin for this device} */
    byte[] compile(String source) {
        nvrtcProgram program = new nvrtcProgram();
        check(JNvrtc.nvrtcCreateProgram(program, source, "kernels.cu", 0, null, null));
        String architecture = "--gpu-architecture=sm_" + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        int status = JNvrtc.nvrtcCompileProgram(program, 2, new String[] {architecture, "--fmad=false"});
        String[] log = new String[1];
        JNvrtc.nvrtcGetProgramLog(program, log);
        if (status != 0) {
            throw new IllegalArgumentException(log[0]);
        }
        long[] size = new long[1];
        JNvrtc.nvrtcGetCUBINSize(program, size);
        byte[] cubin = new byte[(int) size[0]];
        JNvrtc.nvrtcGetCUBIN(program, cubin);
        JNvrtc.nvrtcDestroyProgram(program);
        return cubin;
    }

    CUfunction function(String source, String name) {
        CUmodule module = new CUmodule();
        check(JCudaDriver.cuModuleLoadData(module, compile(source)));
        CUfunction function = new CUfunction();
        check(JCudaDriver.cuModuleGetFunction(function, module, name));
        return function;
    }

    CUdeviceptr allocate(long bytes) {
        CUdeviceptr memory = new CUdeviceptr();
        check(JCudaDriver.cuMemAlloc(memory, bytes));
        return memory;
    }

    CUdeviceptr upload(float... values) {
        CUdeviceptr memory = allocate((long) values.length * Sizeof.FLOAT);
        check(JCudaDriver.cuMemcpyHtoD(memory, Pointer.to(values), (long) values.length * Sizeof.FLOAT));
        return memory;
    }

    float[] download(CUdeviceptr memory, int count) {
        float[] values = new float[count];
        check(JCudaDriver.cuMemcpyDtoH(Pointer.to(values), memory, (long) count * Sizeof.FLOAT));
        return values;
    }

    /** Queues a kernel of one-dimensional blocks. Parameters are pointers, or numbers of the types it takes. */
    int launch(CUfunction function, int blocks, int threads, Object... parameters) {
        return JCudaDriver.cuLaunchKernel(function, blocks, 1, 1, threads, 1, 1, 0, stream, pointers(parameters), null);
    }

    static Pointer pointers(Object... parameters) {
        return Pointer.to(IntStream.range(0, parameters.length).mapToObj(i -> switch (parameters[i]) {
            case CUdeviceptr memory -> Pointer.to(memory);
            case Integer number -> Pointer.to(new int[] {number});
            case Long number -> Pointer.to(new long[] {number});
            case Float number -> Pointer.to(new float[] {number});
            default -> throw new IllegalArgumentException(parameters[i] + " is no parameter");
        }).toArray(Pointer[]::new));
    }

    /** {@return an address that JCuda keeps to itself and its subclasses} */
    static long address(CUdeviceptr memory) {
        return new CUdeviceptr(memory) {
            long value() {
                return getNativePointer() + getByteOffset();
            }
        }.value();
    }

    void synchronise() {
        check(JCudaDriver.cuStreamSynchronize(stream));
    }

    @Override
    public void close() {
        control.reset();
        check(JCudaDriver.cuCtxDestroy(context));
    }
}
