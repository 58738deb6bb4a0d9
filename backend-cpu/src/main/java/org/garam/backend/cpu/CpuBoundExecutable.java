package org.garam.backend.cpu;

import org.garam.spi.BoundExecutable;

/** A plan with its arrays. */
final class CpuBoundExecutable implements BoundExecutable {
    private final CpuDevice device;
    private Schedule schedule;

    CpuBoundExecutable(CpuDevice device, Schedule schedule) {
        this.device = device;
        this.schedule = schedule;
    }

    @Override
    public void run() {
        device.queue().lock();
        try {
            if (schedule == null) {
                throw new IllegalStateException("the executable is closed");
            }
            schedule.run();
        } finally {
            device.queue().unlock();
        }
    }

    /** Lets go of the arrays. */
    @Override
    public void close() {
        device.queue().lock();
        try {
            schedule = null;
        } finally {
            device.queue().unlock();
        }
    }
}
