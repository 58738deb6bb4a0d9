package org.garam.backend.opencl;

import java.nio.IntBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.GemmTiling;
import org.garam.kernels.KernelFunction;
import org.garam.kernels.PlanRenderer;
import org.garam.kernels.RenderedPlan;
import org.garam.kernels.host.CloseGuard;
import org.garam.kernels.host.DiskCache;
import org.garam.kernels.host.GemmAutotune;
import org.garam.kernels.host.GemmTiming;
import org.garam.kernels.host.HeldMemory;
import org.garam.kernels.host.KernelDump;
import org.garam.kernels.host.MemoryHolder;
import org.garam.kernels.host.ProgramCache;
import org.garam.kernels.host.StagedTransfers;
import org.garam.kernels.host.Switch;
import org.garam.kernels.host.Transfers;
import org.garam.kernels.host.Workspace;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.DeviceInfo;
import org.garam.spi.Executable;
import org.garam.spi.MemoryUse;
import org.garam.tensor.DType;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** A device of an OpenCL driver, with a context and a queue of its own. */
final class OpenClDevice implements Device {
    private static final System.Logger LOGGER = System.getLogger(OpenClDevice.class.getName());
    /** {@code false} switches trying tiles of matrix products off; what is expected to be fastest is taken then. */
    private static final String AUTOTUNE = "garam.opencl.autotune";
    private static final int MOST_UNUSED_PROGRAMS = 1024;
    private static final Pattern FLOAT64 = Pattern.compile("\\bf64\\b");

    private final DeviceInfo info;
    private final String name;
    private final OpenClDeviceProperties properties;
    private final DeviceTraits traits;
    private final long context;
    private final KernelProfile profile = KernelProfile.ifAsked();
    private final CommandQueue queue;
    private final Transfers transfers;
    private final DeviceMemory memory;
    private final Workspace workspace;
    private final ProgramCompiler compiler;
    private final ProgramCache<BuiltProgram> programs;
    private final GemmTiling tiling;
    private final CloseGuard guard;

    /** @throws DeviceException if the driver refuses */
    OpenClDevice(OpenClDeviceProperties properties, int ordinal, DiskCache cache) {
        this.properties = properties;
        info = properties.info(ordinal);
        name = info.id() + " (" + info.name() + ")";
        guard = new CloseGuard(name);
        traits = properties.traits();
        context = createContext();
        HeldMemory held = new HeldMemory(properties.memoryBytes());
        queue = new CommandQueue(name, context, properties.device(), held, profile);
        transfers = properties.sharesMemory() ? new MappedTransfers(name, queue)
                : new StagedTransfers(queue.lock(), new OpenClStaging(name, context, queue));
        memory = new DeviceMemory(name, properties, context, transfers, held);
        workspace = new Workspace(memory);
        compiler = new ProgramCompiler(name, properties, context, cache);
        programs = new ProgramCache<>(compiler::compile, MOST_UNUSED_PROGRAMS);
        tiling = new GemmAutotune(traits, properties.identity(), Switch.isOn(AUTOTUNE, true), cache, timing());
    }

    /** {@return what takes the times of matrix products on this device} */
    GemmTiming timing() {
        return new GemmTiming(this, traits, queue,
                (plan, tiles) -> new OpenClExecutable(this, plan, new PlanRenderer(traits, tiles).render(plan)));
    }

    private long createContext() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.callocInt(1);
            long created = CL10.clCreateContext(stack.pointers(CL10.CL_CONTEXT_PLATFORM, properties.platform(), 0),
                    properties.device(), null, 0, code);
            OpenClError.check(code.get(0), name + ": opening the device");
            return created;
        }
    }

    /** {@return what keeps the device open while it is used} */
    CloseGuard guard() {
        return guard;
    }

    CommandQueue queue() {
        return queue;
    }

    DeviceMemory memory() {
        return memory;
    }

    Workspace workspace() {
        return workspace;
    }

    ProgramCompiler compiler() {
        return compiler;
    }

    ProgramCache<BuiltProgram> programs() {
        return programs;
    }

    DeviceTraits traits() {
        return traits;
    }

    /** {@return what each kernel took, if profiling is on} */
    Optional<KernelProfile> profile() {
        return Optional.ofNullable(profile);
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public boolean accepts(Kernel kernel) {
        // Threads with vectors would load halves one by one.
        boolean isOfHalves = kernel instanceof Kernel.Gemm gemm && gemm.left().dtype().isHalf();
        return PlanRenderer.accepts(kernel) && (traits.lockstep() || !isOfHalves);
    }

    @Override
    public DeviceBuffer allocate(DType dtype, long size) {
        return guard.whileOpen(() -> memory.allocate(dtype, size, MemoryHolder.TENSORS));
    }

    @Override
    public DeviceBuffer allocateScratch(DType dtype, long size) {
        return guard.whileOpen(() -> memory.allocate(dtype, size, MemoryHolder.SCRATCH));
    }

    @Override
    public MemoryUse memoryUse() {
        return new MemoryUse(memory.held().byHolder(), OptionalLong.empty());
    }

    @Override
    public Executable compile(Plan plan) {
        return guard.whileOpen(() -> build(plan));
    }

    private Executable build(Plan plan) {
        RenderedPlan rendered = new PlanRenderer(traits, tiling).render(plan);
        if (!properties.hasFloat64()) {
            requireNoFloat64(rendered);
        }
        KernelDump.writeIfAsked(plan, List.of(), rendered, traits.dialect());
        return new OpenClExecutable(this, plan, rendered);
    }

    private void requireNoFloat64(RenderedPlan rendered) {
        for (KernelFunction function : rendered.functions()) {
            if (FLOAT64.matcher(function.text()).find()) {
                throw new DeviceException(name + ": kernel " + function.name()
                        + " computes in float64, which the device does not have; use float32, or -Ddevice=cpu");
            }
        }
    }

    @Override
    public void synchronize() {
        guard.whileOpen(() -> {
            queue.finish();
            return null;
        });
    }

    @Override
    public void close() {
        guard.close(this::free);
    }

    private void free() {
        queue.lock().lock();
        try {
            transfers.close();
        } finally {
            queue.lock().unlock();
        }
        queue.close();
        workspace.close();
        programs.close();
        CL10.clReleaseContext(context);
        if (profile != null && !profile.times().entries().isEmpty()) {
            LOGGER.log(System.Logger.Level.INFO, name + ": time of the kernels on the device\n"
                    + profile.times().table());
        }
    }
}
