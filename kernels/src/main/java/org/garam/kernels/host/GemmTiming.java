package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.GemmTile;
import org.garam.kernels.GemmTiling;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.spi.BoundExecutable;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;
import org.garam.tensor.TensorType;

/** Takes the time of matrix products, on memory of its own. */
public final class GemmTiming implements GemmAutotune.Timing {
    private static final int MEASUREMENTS = 3;
    private static final int MOST_RUNS = 50;
    private static final double OPERATIONS_OF_A_MEASUREMENT = 1e10;
    private static final int CHUNK_BYTES = 1 << 20;

    /** Compiles a plan with its products divided in a given way. */
    @FunctionalInterface
    public interface Compiler {
        /** @throws DeviceException if the device refuses */
        Executable compile(Plan plan, GemmTiling tiling);
    }

    /** The failures of a queue, which are not the measurement's. */
    public interface Failures {
        /** {@return the first failure since the last report, null if there is none; waits until everything queued has run} */
        DeviceException takeFailure();

        /** Has a failure that was taken reported as if it had not been; null is none. */
        void putBack(DeviceException taken);
    }

    private final Device device;
    private final DeviceTraits traits;
    private final Failures failures;
    private final Compiler compiler;

    public GemmTiming(Device device, DeviceTraits traits, Failures failures, Compiler compiler) {
        this.device = device;
        this.traits = traits;
        this.failures = failures;
        this.compiler = compiler;
    }

    /**
     * {@return the nanoseconds the product takes with the tile: the median of some measurements after a first run}
     *
     * @throws DeviceException if the device cannot compile it or has not enough memory
     */
    @Override
    public long nanoseconds(Kernel.Gemm gemm, GemmTile tile) {
        List<View> views = List.of(moved(gemm.left(), 0), moved(gemm.right(), 1), moved(gemm.output(), 2));
        Kernel.Gemm plain = new Kernel.Gemm(views.get(0), views.get(1), List.of(), ScalarCode.copy(gemm.output().dtype()),
                views.get(2));
        Plan plan = new Plan(views.stream().map(GemmTiming::memory).toList(), List.of(plain), Map.of());
        double operations = 2.0 * gemm.output().shape().count() * gemm.left().shape().size(-1);
        int runs = (int) Math.clamp(OPERATIONS_OF_A_MEASUREMENT / traits.computeUnits() / operations, 1, MOST_RUNS);
        List<DeviceBuffer> buffers = new ArrayList<>();
        // What failed before is for the next to synchronize, and no fault of this tile.
        DeviceException earlier = failures.takeFailure();
        try {
            plan.arguments().forEach(type -> buffers.add(zeros(type)));
            try (Executable executable = compiler.compile(plan, _ -> tile);
                    BoundExecutable bound = executable.bind(buffers, Map.of())) {
                measure(bound, 1);
                long[] times = new long[MEASUREMENTS];
                Arrays.setAll(times, _ -> measure(bound, runs));
                Arrays.sort(times);
                return times[MEASUREMENTS / 2];
            }
        } finally {
            buffers.forEach(DeviceBuffer::close);
            failures.putBack(earlier);
        }
    }

    private long measure(BoundExecutable bound, int runs) {
        device.synchronize();
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            bound.run();
        }
        device.synchronize();
        return (System.nanoTime() - start) / runs;
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
}
