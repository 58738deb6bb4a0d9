package org.garam.backend.cuda.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;
import jcuda.nvrtc.nvrtcResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault that a test can plant shows as the driver would show it. */
@SuppressWarnings("restricted")
class FakeFaultTest {
    private static final String NOTHING = """
            extern "C" __global__ void nothing()
            {
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void nthAllocationFails() {
        long before;
        try (FakeMachine machine = FakeMachine.open()) {
            before = machine.control.count("live bytes");
            machine.control.failCall("cuMemAlloc_v2", 3, CUresult.CUDA_ERROR_OUT_OF_MEMORY);
            machine.allocate(4);
            machine.allocate(4);
            FakeMachine.fails(CUresult.CUDA_ERROR_OUT_OF_MEMORY, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4));
            machine.allocate(4);
            assertEquals(before + 12, machine.control.count("live bytes"));
            assertEquals(4, machine.control.count("cuMemAlloc_v2"));
        }
        assertEquals(before, new FakeCudaControl(FakeCuda.build(12)).count("live bytes"));
    }

    @Test
    void launchFailureComesLaterAndStays() {
        try (FakeMachine machine = FakeMachine.open()) {
            CUfunction nothing = machine.function(NOTHING, "nothing");
            machine.control.failExecution(2, CUresult.CUDA_ERROR_LAUNCH_FAILED);
            for (int i = 0; i < 3; i++) {
                FakeMachine.check(machine.launch(nothing, 1, 1));
            }
            for (int i = 0; i < 2; i++) {
                FakeMachine.fails(CUresult.CUDA_ERROR_LAUNCH_FAILED, JCudaDriver.cuStreamSynchronize(machine.stream));
            }
            FakeMachine.fails(CUresult.CUDA_ERROR_LAUNCH_FAILED, machine.launch(nothing, 1, 1));
            assertEquals(2, machine.control.count("kernels"));
        }
        try (FakeMachine machine = FakeMachine.open()) {
            FakeMachine.check(machine.launch(machine.function(NOTHING, "nothing"), 1, 1));
            machine.synchronise();
        }
    }

    @Test
    void launchThatIsRefusedLeavesTheContextAlone() {
        try (FakeMachine machine = FakeMachine.open()) {
            CUfunction nothing = machine.function(NOTHING, "nothing");
            machine.control.failCall("cuLaunchKernel", 1, CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
            FakeMachine.fails(CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, machine.launch(nothing, 1, 1));
            FakeMachine.check(machine.launch(nothing, 1, 1));
            FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_VALUE, machine.launch(nothing, 1, 1025));
            machine.synchronise();
        }
    }

    @Test
    void aModuleIsNotUnloadedWhileItsLaunchesAreQueued() {
        try (FakeMachine machine = FakeMachine.open()) {
            long modules = machine.control.count("live modules");
            CUfunction nothing = machine.function(NOTHING, "nothing");
            CUmodule module = new CUmodule();
            FakeMachine.check(JCudaDriver.cuFuncGetModule(module, nothing));
            CUgraph graph = new CUgraph();
            CUgraphExec executable = new CUgraphExec();
            FakeMachine.check(JCudaDriver.cuStreamBeginCapture(machine.stream,
                    CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
            FakeMachine.check(machine.launch(nothing, 1, 1));
            FakeMachine.check(JCudaDriver.cuStreamEndCapture(machine.stream, graph));
            FakeMachine.check(JCudaDriver.cuGraphInstantiate(executable, graph, 0));
            for (IntSupplier queuing : List.<IntSupplier>of(() -> machine.launch(nothing, 1, 1),
                    () -> JCudaDriver.cuGraphLaunch(executable, machine.stream))) {
                FakeMachine.check(queuing.getAsInt());
                FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_VALUE, JCudaDriver.cuModuleUnload(module));
                assertTrue(machine.control.message().contains("launches of its kernels are queued"));
                machine.synchronise();
            }
            assertEquals(2, machine.control.count("kernels"));
            FakeMachine.check(JCudaDriver.cuModuleUnload(module));
            assertEquals(modules, machine.control.count("live modules"));
        }
    }

    @Test
    void captureFails() {
        try (FakeMachine machine = FakeMachine.open()) {
            machine.control.failCall("cuStreamEndCapture", 1, CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
            FakeMachine.check(JCudaDriver.cuStreamBeginCapture(machine.stream,
                    CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
            FakeMachine.fails(CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED,
                    JCudaDriver.cuStreamEndCapture(machine.stream, new CUgraph()));
            FakeMachine.check(JCudaDriver.cuStreamEndCapture(machine.stream, new CUgraph()));
        }
    }

    @Test
    void functionThatTheFakeLacksSaysSo() {
        try (FakeMachine machine = FakeMachine.open()) {
            FakeMachine.fails(CUresult.CUDA_ERROR_NOT_SUPPORTED, JCudaDriver.cuProfilerStart());
            assertEquals("there is no cuProfilerStart", machine.control.message());
        }
    }

    @Test
    void oldCompilerKnowsNoNewArchitectures() {
        try (FakeMachine machine = FakeMachine.open()) {
            machine.control.set("highest architecture", 86);
            nvrtcProgram program = new nvrtcProgram();
            FakeMachine.check(JNvrtc.nvrtcCreateProgram(program, NOTHING, "nothing.cu", 0, null, null));
            assertEquals(nvrtcResult.NVRTC_ERROR_INVALID_OPTION,
                    JNvrtc.nvrtcCompileProgram(program, 1, new String[] {"--gpu-architecture=sm_90"}));
            FakeMachine.check(JNvrtc.nvrtcCompileProgram(program, 1, new String[] {"--gpu-architecture=compute_86"}));
            String[] ptx = new String[1];
            FakeMachine.check(JNvrtc.nvrtcGetPTX(program, ptx));
            FakeMachine.check(JCudaDriver.cuModuleLoadData(new CUmodule(), ptx[0] + "\0"));
            machine.control.set("highest architecture", 121);
            FakeMachine.check(JNvrtc.nvrtcCompileProgram(program, 1, new String[] {"--gpu-architecture=sm_86"}));
            long[] size = new long[1];
            FakeMachine.check(JNvrtc.nvrtcGetCUBINSize(program, size));
            byte[] cubin = new byte[(int) size[0]];
            FakeMachine.check(JNvrtc.nvrtcGetCUBIN(program, cubin));
            FakeMachine.fails(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU,
                    JCudaDriver.cuModuleLoadData(new CUmodule(), cubin));
            FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_IMAGE,
                    JCudaDriver.cuModuleLoadData(new CUmodule(), new byte[64]));
        }
    }

    @Test
    void functionsAndLibrariesGoMissing() {
        FakeCuda damaged = FakeCuda.build(12).copyTo(folder).withoutFunction("libcublasLt", "cublasLtMatmul")
                .withoutLibrary("libcudnn");
        SymbolLookup functions = SymbolLookup.libraryLookup(damaged.library("libcublasLt"), Arena.global());
        assertTrue(functions.find("cublasLtCreate").isPresent());
        assertTrue(functions.find("cublasLtMatmul").isEmpty());
        assertThrows(RuntimeException.class, () -> damaged.library("libcudnn"));
    }

    @Test
    void theDriversLibraryIsALinkToAVersionedFileAsInstallersMakeIt() throws IOException {
        for (FakeCuda fake : List.of(FakeCuda.build(12), FakeCuda.build(12).copyTo(folder))) {
            Path library = fake.library("libcuda");
            assertEquals("libcuda.so.1", library.getFileName().toString());
            assertEquals(library.resolveSibling("libcuda.so.580.65.06").toRealPath(), library.toRealPath());
        }
    }

    @Test
    void devicesAndDriverVersionAreATestsChoice() {
        OwnJvm.run(TwoDevices.class, Map.of("fake", FakeCuda.build(12).folder().toString()));
    }

    static final class TwoDevices implements Runnable {
        @Override
        public void run() {
            FakeCuda fake = new FakeCuda(Path.of(System.getProperty("fake")));
            FakeCudaControl control = new FakeCudaControl(fake);
            System.load(fake.library("libcuda").toString());
            control.devices("7.5 9.0");
            control.set("driver version", 11020);
            control.failCall("cuInit", 1, CUresult.CUDA_ERROR_NO_DEVICE);
            FakeMachine.fails(CUresult.CUDA_ERROR_NO_DEVICE, JCudaDriver.cuInit(0));
            FakeMachine.fails(CUresult.CUDA_ERROR_NOT_INITIALIZED, JCudaDriver.cuDeviceGetCount(new int[1]));
            FakeMachine.check(JCudaDriver.cuInit(0));
            int[] value = new int[1];
            FakeMachine.check(JCudaDriver.cuDriverGetVersion(value));
            assertEquals(11020, value[0]);
            FakeMachine.check(JCudaDriver.cuDeviceGetCount(value));
            assertEquals(2, value[0]);
            CUdevice device = new CUdevice();
            FakeMachine.check(JCudaDriver.cuDeviceGet(device, 0));
            FakeMachine.check(JCudaDriver.cuDeviceGetAttribute(value,
                    CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device));
            assertEquals(7, value[0]);
            FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_DEVICE, JCudaDriver.cuDeviceGet(new CUdevice(), 2));
            FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_CONTEXT, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4));
            CUcontext context = new CUcontext();
            FakeMachine.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
            FakeMachine.check(JCudaDriver.cuCtxSetCurrent(context));
            FakeMachine.check(JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4));
            FakeMachine.check(JCudaDriver.cuDevicePrimaryCtxRelease(device));
            FakeMachine.fails(CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4));
        }
    }
}
