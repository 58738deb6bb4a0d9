package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.View;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.BoundExecutable;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.DeviceInfo;
import org.garam.spi.Executable;
import org.garam.spi.MemoryUse;
import org.garam.tensor.DType;

/**
 * The simplest complete device: plain Java, one element at a time, in the precision of each element's type. It tells
 * what every {@link Kernel} means and what a backend has to provide, and lets lowering be tested without a backend.
 */
public final class ReferenceDevice implements Device {
    private static final DeviceInfo INFO = new DeviceInfo("reference", 0, "plain Java, for tests",
            Runtime.getRuntime().maxMemory(), Set.of(DType.FLOAT32, DType.FLOAT64));

    /** Hands the device out. */
    public static final class Provider implements BackendProvider {
        @Override
        public String name() {
            return INFO.backend();
        }

        @Override
        public int preference() {
            return Integer.MIN_VALUE;
        }

        @Override
        public String preferenceReason() {
            return "is only for tests";
        }

        @Override
        public Availability probe() {
            return new Availability.Available(List.of(INFO), List.of());
        }

        @Override
        public Device open(int ordinal) {
            if (ordinal != 0) {
                throw new DeviceException("reference:" + ordinal + " does not exist; the only device is reference");
            }
            return new ReferenceDevice();
        }
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public DeviceBuffer allocate(DType dtype, long size) {
        return new Buffer(dtype, size, HostMemory.allocate(dtype, size));
    }

    @Override
    public MemoryUse memoryUse() {
        return new MemoryUse(new LinkedHashMap<>(), OptionalLong.empty());
    }

    @Override
    public Executable compile(Plan plan) {
        return new Compiled(plan);
    }

    @Override
    public void synchronize() {
        // Kernels have run when run() returns, and failures were thrown there.
    }

    @Override
    public void close() {
        // The garbage collector frees the memory.
    }

    private record Buffer(DType dtype, long size, MemorySegment memory) implements DeviceBuffer {
        @Override
        public void write(long offset, MemorySegment source) {
            part(offset, source.byteSize()).copyFrom(source);
        }

        @Override
        public void read(long offset, MemorySegment destination) {
            destination.copyFrom(part(offset, destination.byteSize()));
        }

        private MemorySegment part(long offset, long bytes) {
            return memory.asSlice(offset * dtype.bytes(), bytes);
        }

        @Override
        public void close() {
            // The garbage collector frees the memory.
        }
    }

    private record Compiled(Plan plan) implements Executable {
        @Override
        public BoundExecutable bind(List<? extends DeviceBuffer> arguments, Map<DType,
                ? extends DeviceBuffer> scratch) {
            if (arguments.size() != plan.arguments().size()) {
                throw new IllegalArgumentException("the plan has " + plan.arguments().size() + " arguments, received "
                        + arguments.size() + " buffers");
            }
            for (int i = 0; i < arguments.size(); i++) {
                check("argument " + i, arguments.get(i), plan.arguments().get(i).dtype(),
                        plan.arguments().get(i).shape().count());
            }
            plan.scratch().forEach((dtype, size) -> check(dtype + " scratch", scratch.get(dtype), dtype, size));
            return new Bound(plan.kernels().stream()
                    .map(kernel -> KernelInterpreter.of(kernel, view -> memory(view, arguments, scratch))).toList());
        }

        private static void check(String what, DeviceBuffer buffer, DType dtype, long size) {
            if (buffer == null || buffer.dtype() != dtype || buffer.size() < size) {
                throw new IllegalArgumentException(what + " needs " + size + " elements of " + dtype + ", received "
                        + (buffer == null ? "nothing" : buffer.size() + " of " + buffer.dtype()));
            }
        }

        private static MemorySegment memory(View view, List<? extends DeviceBuffer> arguments,
                Map<DType, ? extends DeviceBuffer> scratch) {
            return switch (view.place()) {
                case Place.Argument argument -> ((Buffer) arguments.get(argument.index())).memory;
                case Place.Scratch arena -> ((Buffer) scratch.get(arena.dtype())).memory;
                case Place.Positions _ -> MemorySegment.NULL;
            };
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private record Bound(List<Runnable> kernels) implements BoundExecutable {
        @Override
        public void run() {
            kernels.forEach(Runnable::run);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
