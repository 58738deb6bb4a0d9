package org.garam.backend.cuda;

import java.util.List;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** Commands recorded once, so that the driver gets all of them by one call. */
final class CapturedGraph implements AutoCloseable {
    private final CudaStream stream;
    private final CUgraphExec executable = new CUgraphExec();

    /**
     * Records the commands; the caller holds the stream.
     *
     * @throws org.garam.spi.DeviceException if one cannot be recorded: what was asked for is never run another way
     */
    CapturedGraph(CudaStream stream, List<Command> commands) {
        this.stream = stream;
        CUstream queue = stream.enter();
        // Other threads may do what they like meanwhile: this one does nothing that is not to be recorded.
        stream.check(JCudaDriver.cuStreamBeginCapture(queue, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
                "recording a plan");
        CUgraph graph = new CUgraph();
        try {
            commands.forEach(Command::enqueue);
        } catch (RuntimeException e) {
            // The stream must not go on recording; what was recorded up to here is of no use.
            if (JCudaDriver.cuStreamEndCapture(queue, graph) == CudaError.SUCCESS) {
                JCudaDriver.cuGraphDestroy(graph);
            }
            throw e;
        }
        stream.check(JCudaDriver.cuStreamEndCapture(queue, graph), "ending the recording of a plan");
        int code = JCudaDriver.cuGraphInstantiate(executable, graph, 0);
        JCudaDriver.cuGraphDestroy(graph);
        stream.check(code, "making a graph of a recorded plan");
        // What the first launch would have to do otherwise.
        stream.check(JCudaDriver.cuGraphUpload(executable, queue), "uploading a graph");
    }

    /** Queues all the commands. */
    void launch() {
        int code = JCudaDriver.cuGraphLaunch(executable, stream.enter());
        if (code != CudaError.SUCCESS) {
            stream.check(code, "launching a recorded plan");
        }
    }

    @Override
    public void close() {
        if (stream.isUsable()) {
            stream.enter();
            JCudaDriver.cuGraphExecDestroy(executable);
        }
    }
}
