package org.garam.backend.cuda.fake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Capture records; graphs run what was recorded; events order streams. */
class FakeGraphTest {
    private static final String TWICE = """
            extern "C" __global__ void twice(float* x)
            {
                x[threadIdx.x] = 2 * x[threadIdx.x];
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

    private void begin() {
        FakeMachine.check(JCudaDriver.cuStreamBeginCapture(machine.stream,
                CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
    }

    private CUgraphExec end() {
        CUgraph graph = new CUgraph();
        CUgraphExec executable = new CUgraphExec();
        FakeMachine.check(JCudaDriver.cuStreamEndCapture(machine.stream, graph));
        FakeMachine.check(JCudaDriver.cuGraphInstantiate(executable, graph, 0));
        FakeMachine.check(JCudaDriver.cuGraphDestroy(graph));
        return executable;
    }

    @Test
    void capturedWorkRunsAtEachLaunchAndNotBefore() {
        CUfunction twice = machine.function(TWICE, "twice");
        CUdeviceptr x = machine.upload(1, 3);
        begin();
        FakeMachine.check(machine.launch(twice, 1, 2, x));
        FakeMachine.check(machine.launch(twice, 1, 1, x));
        CUgraphExec executable = end();
        machine.synchronise();
        assertArrayEquals(new float[] {1, 3}, machine.download(x, 2));
        for (int i = 0; i < 2; i++) {
            FakeMachine.check(JCudaDriver.cuGraphLaunch(executable, machine.stream));
        }
        assertArrayEquals(new float[] {1, 3}, machine.download(x, 2));
        machine.synchronise();
        assertArrayEquals(new float[] {16, 12}, machine.download(x, 2));
        assertEquals(2, machine.control.count("graph launches"));
        assertEquals(4, machine.control.count("kernels"));
        FakeMachine.check(JCudaDriver.cuGraphExecDestroy(executable));
        assertEquals(0, machine.control.count("live graphs"));
    }

    @Test
    void whatCannotBeCapturedEndsTheCapture() {
        CUdeviceptr x = machine.upload(1, 2);
        CUevent event = new CUevent();
        FakeMachine.check(JCudaDriver.cuEventCreate(event, 0));
        List<IntSupplier> calls = List.of(() -> JCudaDriver.cuStreamSynchronize(machine.stream),
                JCudaDriver::cuCtxSynchronize, () -> JCudaDriver.cuStreamQuery(machine.stream),
                () -> JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4), () -> JCudaDriver.cuMemFree(x),
                () -> JCudaDriver.cuMemcpyHtoD(x, Pointer.to(new float[1]), 4), () -> JCudaDriver.cuEventQuery(event));
        for (IntSupplier call : calls) {
            begin();
            FakeMachine.fails(CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, call.getAsInt());
            FakeMachine.fails(CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED,
                    JCudaDriver.cuStreamEndCapture(machine.stream, new CUgraph()));
            machine.synchronise();
        }
    }

    @Test
    void defaultStreamWouldWaitForACaptureOfABlockingStream() {
        CUstream blocking = new CUstream();
        FakeMachine.check(JCudaDriver.cuStreamCreate(blocking, 0));
        CUdeviceptr x = machine.upload(1, 2);
        FakeMachine.check(JCudaDriver.cuStreamBeginCapture(blocking,
                CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED));
        FakeMachine.fails(CUresult.CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, JCudaDriver.cuMemsetD32Async(x, 0, 1, null));
        FakeMachine.fails(CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED,
                JCudaDriver.cuStreamEndCapture(blocking, new CUgraph()));
    }

    @Test
    void streamsThatFollowEventsJoinTheCapture() {
        CUfunction twice = machine.function(TWICE, "twice");
        CUdeviceptr x = machine.upload(1, 3);
        CUstream other = new CUstream();
        CUevent fork = new CUevent();
        CUevent join = new CUevent();
        FakeMachine.check(JCudaDriver.cuStreamCreate(other, 1));
        FakeMachine.check(JCudaDriver.cuEventCreate(fork, 2));
        FakeMachine.check(JCudaDriver.cuEventCreate(join, 2));
        for (boolean joins : new boolean[] {true, false}) {
            begin();
            FakeMachine.check(JCudaDriver.cuEventRecord(fork, machine.stream));
            FakeMachine.check(JCudaDriver.cuStreamWaitEvent(other, fork, 0));
            FakeMachine.check(JCudaDriver.cuLaunchKernel(twice, 1, 1, 1, 2, 1, 1, 0, other, FakeMachine.pointers(x),
                    null));
            FakeMachine.check(JCudaDriver.cuEventRecord(join, other));
            if (joins) {
                FakeMachine.check(JCudaDriver.cuStreamWaitEvent(machine.stream, join, 0));
                FakeMachine.check(JCudaDriver.cuGraphLaunch(end(), machine.stream));
            } else {
                FakeMachine.fails(CUresult.CUDA_ERROR_STREAM_CAPTURE_UNJOINED,
                        JCudaDriver.cuStreamEndCapture(machine.stream, new CUgraph()));
            }
        }
        machine.synchronise();
        assertArrayEquals(new float[] {2, 6}, machine.download(x, 2));
    }

    @Test
    void eventsOrderStreamsAndMeasureTime() {
        CUfunction twice = machine.function(TWICE, "twice");
        CUdeviceptr x = machine.upload(1, 3);
        CUstream other = new CUstream();
        CUevent begin = new CUevent();
        CUevent end = new CUevent();
        FakeMachine.check(JCudaDriver.cuStreamCreate(other, 1));
        FakeMachine.check(JCudaDriver.cuEventCreate(begin, 0));
        FakeMachine.check(JCudaDriver.cuEventCreate(end, 0));
        machine.control.set("microseconds per kernel", 3000);
        FakeMachine.check(JCudaDriver.cuEventRecord(begin, machine.stream));
        FakeMachine.check(machine.launch(twice, 1, 2, x));
        FakeMachine.check(JCudaDriver.cuEventRecord(end, machine.stream));
        FakeMachine.check(JCudaDriver.cuStreamWaitEvent(other, end, 0));
        FakeMachine.check(JCudaDriver.cuLaunchKernel(twice, 1, 1, 1, 2, 1, 1, 0, other, FakeMachine.pointers(x), null));
        FakeMachine.fails(CUresult.CUDA_ERROR_NOT_READY, JCudaDriver.cuEventElapsedTime(new float[1], begin, end));
        FakeMachine.fails(CUresult.CUDA_ERROR_NOT_READY, JCudaDriver.cuEventQuery(end));
        FakeMachine.check(JCudaDriver.cuStreamSynchronize(other));
        assertArrayEquals(new float[] {4, 12}, machine.download(x, 2));
        FakeMachine.check(JCudaDriver.cuEventQuery(end));
        float[] milliseconds = new float[1];
        FakeMachine.check(JCudaDriver.cuEventElapsedTime(milliseconds, begin, end));
        assertTrue(milliseconds[0] >= 3, () -> milliseconds[0] + " ms");
    }
}
