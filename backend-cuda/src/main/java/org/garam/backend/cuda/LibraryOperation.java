package org.garam.backend.cuda;

import org.garam.backend.cuda.product.KernelPart;
import org.garam.kernels.host.PlanMemory;

/** A call of a library. */
record LibraryOperation(CudaStream stream, KernelPart.LibraryCall call, LaunchTimer timer) implements Operation {
    @Override
    public Command bind(PlanMemory memory) {
        Runnable bound = call.bind(view -> memory.at(view.place()) + view.offset() * view.dtype().bytes());
        String name = call.toString();
        return () -> {
            var queue = stream.enter();
            if (timer != null) {
                timer.begin(queue);
            }
            bound.run();
            if (timer != null) {
                timer.end(queue, name);
            }
        };
    }

    @Override
    public String toString() {
        return call.toString();
    }
}
