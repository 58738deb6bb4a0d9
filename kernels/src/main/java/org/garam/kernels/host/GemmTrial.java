package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.garam.kernels.DeviceTraits;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.View;
import org.garam.spi.BoundExecutable;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;
import org.garam.tensor.TensorType;

/** A matrix product on memory of its own, some times over, of which the time is taken. */
public final class GemmTrial implements AutoCloseable {
    private static final int MOST_RUNS = 50;
    private static final double OPERATIONS_OF_A_MEASUREMENT = 1e10;
    private static final int CHUNK_BYTES = 1 << 20;

    /** The failures of a queue, which are not the measurement's. */
    public interface Failures {
        /**
         * {@return the first failure since the last report, null if there is none; waits until everything queued has
         * run}
         */
        DeviceException takeFailure();

        /** Has a failure that was taken reported as if it had not been; null is none. */
        void putBack(DeviceException taken);
    }

    private final Device device;
    private final Failures failures;
    private final DeviceException earlier;
    private final Plan plan;
    private final List<DeviceBuffer> buffers = new ArrayList<>();

    /** @throws DeviceException if the device has not enough memory */
    public GemmTrial(Device device, DeviceTraits traits, Failures failures, Kernel.Gemm gemm) {
        this.device = device;
        this.failures = failures;
        List<View> views = new ArrayList<>();
        gemm.views().forEach(view -> views.add(moved(view, views.size())));
        int last = views.size() - 1;
        Kernel moved = new Kernel.Gemm(views.get(0), views.get(1), views.subList(2, last), gemm.epilogue(),
                views.get(last));
        double operations = 2.0 * gemm.output().shape().count() * gemm.left().shape().size(-1);
        int runs = (int) Math.clamp(OPERATIONS_OF_A_MEASUREMENT / traits.computeUnits() / operations, 1, MOST_RUNS);
        plan = new Plan(views.stream().map(GemmTrial::memory).toList(), Collections.nCopies(runs, moved), Map.of());
        // What failed before is for the next to synchronize, and no fault of what is tried.
        earlier = failures.takeFailure();
        try {
            plan.arguments().forEach(type -> buffers.add(zeros(type)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * {@return what is run at each measurement: the product alone, as many times as make it long enough to be measured}
     */
    public Plan plan() {
        return plan;
    }

    /** The plan compiled in one of the ways that are tried; it has run once. */
    public final class Candidate implements AutoCloseable {
        private final Executable executable;
        private final BoundExecutable bound;

        /** Takes over the executable, also if it throws. */
        private Candidate(Executable executable) {
            this.executable = executable;
            try {
                bound = executable.bind(buffers, Map.of());
            } catch (RuntimeException e) {
                executable.close();
                throw e;
            }
            try {
                nanoseconds();
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        /** {@return what one product takes, measured once} */
        public long nanoseconds() {
            device.synchronize();
            long start = System.nanoTime();
            bound.run();
            device.synchronize();
            return (System.nanoTime() - start) / plan.kernels().size();
        }

        @Override
        public void close() {
            bound.close();
            executable.close();
        }
    }

    /**
     * {@return the plan as {@code executable}, which is closed with it}
     *
     * @throws DeviceException if it does not run
     */
    public Candidate candidate(Executable executable) {
        return new Candidate(executable);
    }

    /** {@return the median of as many measurements} */
    static long median(int measurements, LongSupplier measurement) {
        long[] times = new long[measurements];
        Arrays.setAll(times, _ -> measurement.getAsLong());
        Arrays.sort(times);
        return times[measurements / 2];
    }

    private static View moved(View view, int argument) {
        return new View(new Place.Argument(argument), view.dtype(), view.offset() - view.lowestOffset(), view.shape(),
                view.strides());
    }

    /** @throws DeviceException if there are more elements than one axis may have */
    private static TensorType memory(View view) {
        if (view.highestOffset() >= Integer.MAX_VALUE) {
            throw new DeviceException("a product over more than 2^31 elements is not tried");
        }
        return TensorType.of(view.dtype(), (int) view.highestOffset() + 1);
    }

    /** Whatever else the memory holds might be numbers that a processor computes slowly with. */
    private DeviceBuffer zeros(TensorType type) {
        DeviceBuffer buffer = device.allocate(type.dtype(), type.shape().count());
        int chunk = CHUNK_BYTES / type.dtype().bytes();
        for (long offset = 0; offset < buffer.size(); offset += chunk) {
            long elements = Math.min(chunk, buffer.size() - offset);
            buffer.write(offset, MemorySegment.ofArray(new byte[(int) elements * type.dtype().bytes()]));
        }
        return buffer;
    }

    @Override
    public void close() {
        buffers.forEach(DeviceBuffer::close);
        failures.putBack(earlier);
    }
}
