package org.garam.backend.cuda;

import org.garam.backend.cuda.library.CudaLibraries;
import org.garam.backend.cuda.product.Folding;
import org.garam.backend.cuda.product.KernelWay;
import org.garam.backend.cuda.product.PlanParts;
import org.garam.backend.cuda.product.PlanWays;
import org.garam.backend.cuda.product.WayChoice;
import org.garam.backend.cuda.product.WayTiming;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.GemmTiling;
import org.garam.kernels.PlanRenderer;
import org.garam.kernels.host.CloseGuard;
import org.garam.kernels.host.DiskCache;
import org.garam.kernels.host.GemmAutotune;
import org.garam.kernels.host.GemmTiming;
import org.garam.kernels.host.KernelDump;
import org.garam.kernels.host.MemoryHolder;
import org.garam.kernels.host.ProgramCache;
import org.garam.kernels.host.StagedTransfers;
import org.garam.kernels.host.Switch;
import org.garam.kernels.host.Workspace;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceInfo;
import org.garam.spi.Executable;
import org.garam.spi.MemoryUse;
import org.garam.tensor.DType;

/** A device of NVIDIA's driver, with a stream of its own. */
final class CudaDevice implements Device {
    /** {@code false} switches measuring off: what is expected to be fastest is taken. */
    static final String AUTOTUNE = "garam.cuda.autotune";
    private static final System.Logger LOGGER = System.getLogger(CudaDevice.class.getName());
    private static final int MOST_UNUSED_MODULES = 1024;

    private final DeviceInfo info;
    private final String name;
    private final CudaDeviceProperties properties;
    private final CloseGuard guard;
    private final LaunchTimer timer = LaunchTimer.ifAsked();
    private final CudaStream stream;
    private final StagedTransfers transfers;
    private final DeviceMemory memory;
    private final Workspace workspace;
    private final ProgramCache<LoadedModule> modules;
    private final GemmTiling tiling;
    private final DeviceLibraries libraries;
    private final PlanWays ways;

    /** @throws org.garam.spi.DeviceException if the driver refuses, or nothing can be compiled */
    CudaDevice(CudaDeviceProperties properties, CudaLibraries libraries, DiskCache cache) {
        this.properties = properties;
        info = properties.info();
        name = info.id() + " (" + info.name() + ")";
        guard = new CloseGuard(name);
        stream = new CudaStream(name, properties);
        transfers = new StagedTransfers(stream.lock(), new PinnedStaging(stream));
        memory = new DeviceMemory(name, properties, stream,
                properties.hasMemoryPools() ? libraries.memoryPool(properties.number()).orElse(null) : null, transfers);
        workspace = new Workspace(memory);
        ModuleCompiler compiler = new ModuleCompiler(name, properties, stream, libraries.nvrtc(), cache);
        modules = new ProgramCache<>(compiler::compile, MOST_UNUSED_MODULES);
        boolean isTrying = Switch.isOn(AUTOTUNE, true);
        DeviceTraits traits = properties.traits();
        tiling = new GemmAutotune(traits, properties.identity(), isTrying, cache,
                new GemmTiming(this, traits, stream, this::rendered));
        this.libraries = new DeviceLibraries(libraries, properties, stream, memory);
        ways = new PlanWays(this.libraries, new WayChoice(properties.identity(), cache, isTrying,
                new WayTiming<>(this, traits, stream, this::inOneWay),
                new WayTiming<>(this, traits, stream, this::folding)));
    }

    /** {@return what keeps the device open while it is used} */
    CloseGuard guard() {
        return guard;
    }

    CudaStream stream() {
        return stream;
    }

    DeviceMemory memory() {
        return memory;
    }

    Workspace workspace() {
        return workspace;
    }

    ProgramCache<LoadedModule> modules() {
        return modules;
    }

    /** {@return what takes the times of launches; null if nobody wants to know} */
    LaunchTimer timer() {
        return timer;
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public boolean accepts(Kernel kernel) {
        return PlanRenderer.accepts(kernel);
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
        return guard.whileOpen(memory::use);
    }

    @Override
    public Executable compile(Plan plan) {
        return guard.whileOpen(() -> {
            CudaExecutable executable = compile(plan, tiling, ways.fastest(plan));
            KernelDump.writeIfAsked(plan, executable.operations(), executable.rendered(),
                    properties.traits().dialect());
            return executable;
        });
    }

    /** {@return the plan without any library, its products divided as {@code tiles} say} */
    private Executable rendered(Plan plan, GemmTiling tiles) {
        return compile(plan, tiles, PlanWays.rendered(plan));
    }

    /** {@return the plan with each of its kernels run in this way} */
    private Executable inOneWay(Plan plan, KernelWay way) {
        return compile(plan, tiling, ways.inOneWay(plan, way));
    }

    private Executable folding(Plan plan, Folding folding) {
        return compile(plan, tiling, ways.folding(plan, folding));
    }

    private CudaExecutable compile(Plan plan, GemmTiling tiles, PlanParts parts) {
        return new CudaExecutable(this, plan, new PlanRenderer(properties.traits(), tiles)::render, parts);
    }

    @Override
    public void synchronize() {
        guard.whileOpen(() -> {
            stream.finish();
            return null;
        });
    }

    @Override
    public void close() {
        guard.close(this::free);
    }

    private void free() {
        stream.lock().lock();
        try {
            if (timer != null && stream.isUsable()) {
                stream.enter();
                timer.collect();
            }
            stream.drain();
            libraries.close();
            transfers.close();
        } finally {
            stream.lock().unlock();
        }
        workspace.close();
        modules.close();
        memory.close();
        stream.close();
        if (timer != null && !timer.times().entries().isEmpty()) {
            LOGGER.log(System.Logger.Level.INFO, name + ": time of the kernels on the device\n"
                    + timer.times().table());
        }
    }
}
