package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;

/** A plan on the CPU. The loops are generated when it is bound, or found in the cache if their structure is known. */
final class CpuExecutable implements Executable {
    private final CpuDevice device;
    private final Plan plan;

    CpuExecutable(CpuDevice device, Plan plan) {
        this.device = device;
        this.plan = plan;
    }

    @Override
    public BoundExecutable bind(List<? extends DeviceBuffer> arguments, Map<DType, ? extends DeviceBuffer> scratch) {
        PlanMemory memory = new PlanMemory(plan, arguments, scratch);
        KernelBinder binder = new KernelBinder(memory, device.scratch(), device.pool().threads());
        List<Schedule.Entry> entries = new ArrayList<>();
        device.queue().lock();
        try {
            for (int number = 0; number < plan.kernels().size(); number++) {
                Kernel kernel = plan.kernels().get(number);
                for (BoundKernel step : binder.bind(kernel)) {
                    entries.add(new Schedule.Entry(step, number));
                }
            }
        } finally {
            device.queue().unlock();
        }
        Schedule schedule = new Schedule(entries, device.pool(), plan);
        if (plan.kernels().size() > 1) {
            LoopWarmUp.warm(entries.stream().flatMap(entry -> entry.kernel().loops().stream()).toList());
            entries.forEach(entry -> entry.kernel().warmUp());
        }
        return new CpuBoundExecutable(device, schedule);
    }

    @Override
    public void close() {}
}
