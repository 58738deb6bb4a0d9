package org.garam.runtime;

import java.lang.ref.Reference;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.garam.plan.Lowering;
import org.garam.plan.Plan;
import org.garam.program.Program;
import org.garam.spi.BoundExecutable;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.OutOfDeviceMemoryException;
import org.garam.tensor.DType;

/**
 * A device and what runs on it. The current engine, on which tensors are made, is the one chosen by {@code -Ddevice}
 * unless {@link #run} says otherwise for a stretch of code.
 */
public final class Engine implements AutoCloseable {
    private static final ScopedValue<Engine> CURRENT = ScopedValue.newInstance();
    private static final int ATTEMPTS_TO_ALLOCATE = 20;
    private static final long BETWEEN_ATTEMPTS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Opened at the first use; if that fails, the next use tries again and says why. */
    private static Engine defaultEngine;

    private final Device device;
    private final EagerCache eager = new EagerCache(this);
    private final ReentrantLock queue = new ReentrantLock();
    private final Map<DType, Allocation> scratch = new EnumMap<>(DType.class);

    /** Makes an engine of an open device, which it closes when it is closed. */
    public Engine(Device device) {
        this.device = Arguments.given("Engine", "device", device, "an open device, or use Engine.open(\"cpu\")");
    }

    /**
     * {@return an engine on the device {@code name} tells: {@code cpu}, {@code cuda:1}, {@code opencl}, {@code auto}}
     *
     * @throws DeviceException if there is no such device; the message says why and what there is
     */
    public static Engine open(String name) {
        return new Engine(Backends.open(name));
    }

    /** {@return the engine of the code around this call, else the one {@code -Ddevice} chooses (default auto)} */
    public static Engine current() {
        return CURRENT.isBound() ? CURRENT.get() : defaultEngine();
    }

    private static synchronized Engine defaultEngine() {
        if (defaultEngine == null) {
            defaultEngine = open(Backends.requestedDevice());
        }
        return defaultEngine;
    }

    /** Runs {@code action} with this engine as the current one. */
    public void run(Runnable action) {
        ScopedValue.where(CURRENT, this).run(Arguments.given("run", "action", action, "what is to be run"));
    }

    /** {@return what {@code action} returns, run with this engine as the current one} */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> action) throws X {
        return ScopedValue.where(CURRENT, this).call(Arguments.given("call", "action", action, "what is to be run"));
    }

    /** {@return the device} */
    public Device device() {
        return device;
    }

    /**
     * {@return {@code function} traced and compiled for each signature it is called with} It takes one tensor, not
     * fewer or more.
     */
    public static CompiledFunction compile(UnaryOperator<Tensor> function) {
        Arguments.given("compile", "function", function, "a function of a tensor, for example x -> x.mul(x)");
        return compileAll(operands -> {
            if (operands.size() != 1) {
                throw new IllegalArgumentException("apply: the compiled function takes 1 tensor, received "
                        + operands.size() + "; use compileAll for a function of several");
            }
            Tensor result = function.apply(operands.getFirst());
            return List.of(Arguments.tensor("compile", "what the function returns", result));
        });
    }

    /** {@return {@code function} of several tensors, with several results, traced and compiled for each signature} */
    public static CompiledFunction compileAll(Function<List<Tensor>, List<Tensor>> function) {
        Arguments.given("compileAll", "function", function, "a function of a list of tensors");
        return new CompiledFunction(current(), function);
    }

    /** {@return {@code program} lowered and compiled for this engine's device} */
    public LoadedProgram load(Program program) {
        Arguments.given("load", "program", program, "a program");
        Plan plan = Lowering.lower(program, device::accepts);
        return new LoadedProgram(this, plan, device.compile(plan));
    }

    /**
     * {@return new device memory} If there is none left, garbage is collected, and it is tried again until the cleaner, which
     * runs on a thread of its own, has had time to free what nobody can reach.
     */
    Allocation allocate(DType dtype, long size) {
        return allocate(() -> device.allocate(dtype, size));
    }

    private Allocation allocate(Supplier<DeviceBuffer> allocating) {
        try {
            return new Allocation(allocating.get());
        } catch (OutOfDeviceMemoryException _) {
            device.synchronize();
            System.gc();
        }
        for (int attempt = 1; attempt < ATTEMPTS_TO_ALLOCATE; attempt++) {
            LockSupport.parkNanos(BETWEEN_ATTEMPTS);
            try {
                return new Allocation(allocating.get());
            } catch (OutOfDeviceMemoryException _) {
                // The cleaner may not have come to it yet.
            }
        }
        return new Allocation(allocating.get());
    }

    EagerCache eager() {
        return eager;
    }

    /**
     * {@return memory all programs of this engine share: its queue runs one after the other} What has become too small for
     * a new program is freed when no bound program uses it any more.
     */
    Map<DType, Allocation> scratch(Plan plan) {
        queue.lock();
        try {
            plan.scratch().forEach((dtype, size) -> {
                Allocation held = scratch.get(dtype);
                if (held == null || held.buffer().size() < size) {
                    scratch.put(dtype, allocate(() -> device.allocateScratch(dtype, size)));
                }
            });
            return Map.copyOf(scratch);
        } finally {
            queue.unlock();
        }
    }

    /** {@return the bound program, run one after the other with all others; it keeps {@code memory} from being freed} */
    BoundExecutable serialized(BoundExecutable bound, Map<DType, Allocation> memory) {
        return new BoundExecutable() {
            @Override
            public void run() {
                queue.lock();
                try {
                    bound.run();
                } finally {
                    queue.unlock();
                    Reference.reachabilityFence(memory);
                }
            }

            @Override
            public void close() {
                bound.close();
            }
        };
    }

    @Override
    public void close() {
        eager.close();
        queue.lock();
        try {
            scratch.values().forEach(Allocation::close);
            scratch.clear();
        } finally {
            queue.unlock();
        }
        device.close();
    }

    @Override
    public String toString() {
        return device.info().id() + " (" + device.info().name() + ")";
    }
}
