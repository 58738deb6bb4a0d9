package org.garam.backend.cuda;

import org.garam.backend.cuda.product.CallMemory;
import org.garam.backend.cuda.product.KernelPart;
import org.garam.kernels.host.PlanMemory;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * A call of a library.
 *
 * @param carried where in the plan's workspace of bytes begins what calls leave for later ones
 */
record LibraryOperation(CudaStream stream, KernelPart.LibraryCall call, long carried, LaunchTimer timer)
        implements Operation {
    @Override
    public Command bind(PlanMemory memory) {
        Runnable bound = call.bind(new CallMemory() {
            @Override
            public long at(View view) {
                return memory.at(view.place()) + view.offset() * view.dtype().bytes();
            }

            @Override
            public long carried(long offset) {
                return memory.workspace(DType.INT8) + carried + offset;
            }
        });
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
