package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
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
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Kernels on memory of their own, some times over, of which the time is taken. */
public final class KernelTrial implements AutoCloseable {
    /** A device may record what it does the second time, to replay it from then on. */
    private static final int RUNS_BEFORE = 2;
    private static final int MOST_RUNS = 50;
    /** Of each compute unit: some milliseconds of work. */
    private static final double OPERATIONS_OF_A_MEASUREMENT = 2.5e9;
    private static final int CHUNK_BYTES = 1 << 20;
    /** 256 bytes of the smallest elements, at whose multiples memory begins. */
    private static final int ALIGNED_ELEMENTS = 256;

    /** The failures of a queue, which are not the measurement's. */
    public interface Failures {
        /**
         * Waits until everything queued has run.
         *
         * @throws DeviceException the first failure since the last report
         */
        void finish();

        /** {@return what {@link #finish} throws; null if nothing} */
        default DeviceException takeFailure() {
            try {
                finish();
                return null;
            } catch (DeviceException e) {
                return e;
            }
        }

        /** Has a failure that was taken reported as if it had not been; null is none. */
        void putBack(DeviceException taken);
    }

    private final Device device;
    private final Failures failures;
    private final DeviceException earlier;
    private final Plan plan;
    private final int runs;
    private final List<DeviceBuffer> buffers = new ArrayList<>();

    /**
     * A trial of kernels that are run one after the other. Views of the same memory stay views of the same memory.
     *
     * @throws DeviceException if the device has not enough memory
     */
    public KernelTrial(Device device, DeviceTraits traits, Failures failures, List<Kernel> kernels) {
        this.device = device;
        this.failures = failures;
        Map<Region, Integer> arguments = new LinkedHashMap<>();
        List<Kernel> alone = kernels.stream().map(kernel -> kernel.over(view -> view.place() instanceof Place.Positions
                ? view : moved(view, arguments.computeIfAbsent(Region.of(view), _ -> arguments.size())))).toList();
        runs = (int) Math.clamp(OPERATIONS_OF_A_MEASUREMENT * traits.computeUnits() / operations(kernels), 1, MOST_RUNS);
        plan = new Plan(arguments.keySet().stream().map(Region::type).toList(),
                Collections.nCopies(runs, alone).stream().flatMap(List::stream).toList(), Map.of());
        // What failed before is for the next to synchronize, and no fault of what is tried.
        earlier = failures.takeFailure();
        try {
            plan.arguments().forEach(type -> buffers.add(zeros(type)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Elements of a place from the first to the last that a view reaches. */
    private record Region(Place place, DType dtype, long first, long last) {
        static Region of(View view) {
            return new Region(view.place(), view.dtype(), view.lowestOffset(), view.highestOffset());
        }

        /** {@return where it begins in a buffer of its own: as far from an aligned address as it is now} */
        long base() {
            return Math.floorMod(first, ALIGNED_ELEMENTS);
        }

        /** @throws DeviceException if there are more elements than one axis may have */
        TensorType type() {
            if (base() + last - first >= Integer.MAX_VALUE) {
                throw new DeviceException("a kernel over more than 2^31 elements is not tried");
            }
            return TensorType.of(dtype, (int) (base() + last - first) + 1);
        }
    }

    /** {@return about how many numbers are computed on the way to the results of kernels} */
    public static double operations(List<Kernel> kernels) {
        return kernels.stream().mapToDouble(KernelTrial::operations).sum();
    }

    /** {@return about how many numbers are computed on the way to a kernel's result} */
    public static double operations(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Gemm gemm -> 2.0 * gemm.output().shape().count() * gemm.left().shape().size(-1);
            case Kernel.RowKernel rows -> (double) rows.rows().count() * rows.columns() * rows.code().instructions()
                    .size();
            case Kernel.Elementwise _, Kernel.Reduction _, Kernel.Gather _, Kernel.ScatterAdd _, Kernel.RandomBits _ ->
                    kernel.views().mapToDouble(view -> view.shape().count()).max().orElse(0);
        };
    }

    /**
     * {@return what is run at each measurement: the kernels, as many times as make it long enough to be measured}
     */
    public Plan plan() {
        return plan;
    }

    /**
     * The plan compiled in one of the ways that are tried; it has run often enough for a device to do it the usual way.
     */
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
                for (int i = 0; i < RUNS_BEFORE; i++) {
                    nanoseconds();
                }
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        /** {@return what one run of the kernels takes, measured once} */
        public long nanoseconds() {
            device.synchronize();
            long start = System.nanoTime();
            bound.run();
            device.synchronize();
            return (System.nanoTime() - start) / runs;
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
        return new View(new Place.Argument(argument), view.dtype(), view.offset() - view.lowestOffset()
                + Region.of(view).base(), view.shape(), view.strides());
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
