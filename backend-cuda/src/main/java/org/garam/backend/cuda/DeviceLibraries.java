package org.garam.backend.cuda;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.garam.backend.cuda.library.Blas;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.backend.cuda.library.CudaLibraries;
import org.garam.backend.cuda.library.DeviceWorkspace;
import org.garam.backend.cuda.library.Dnn;
import org.garam.backend.cuda.product.KernelPart;
import org.garam.backend.cuda.product.KernelWay;
import org.garam.backend.cuda.product.KernelWays;
import org.garam.backend.cuda.product.WayChoice;
import org.garam.kernels.host.CountedBuffer;
import org.garam.kernels.host.MemoryHolder;
import org.garam.plan.Kernel;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;

/**
 * NVIDIA's libraries on one device. Each is opened when the first kernel comes that is worth it: that takes up to a
 * second and hundreds of mebibytes, which small models do without.
 */
final class DeviceLibraries implements KernelWays.Libraries, AutoCloseable {
    /** What cuBLAS takes by itself from Hopper on, and before (cuBLAS documentation, cublasSetWorkspace). */
    private static final long WORKSPACE_BYTES = 32L << 20;
    private static final long WORKSPACE_BYTES_BEFORE_HOPPER = 4L << 20;
    private static final int HOPPER = 90;

    private static final System.Logger LOGGER = System.getLogger(DeviceLibraries.class.getName());

    private final CudaLibraries libraries;
    private final CudaStream stream;
    private final DeviceMemory memory;
    private final long workspaceBytes;
    private final KernelWays ways = new KernelWays(this);
    private final WayChoice choice;
    private CountedBuffer workspace;
    private Optional<Blas> blas;
    private Optional<BlasLt> blasLt;
    private Optional<Dnn> dnn;
    private boolean isReluExact;

    /** Opens nothing yet. */
    DeviceLibraries(CudaLibraries libraries, CudaDeviceProperties properties, CudaStream stream, DeviceMemory memory,
            WayChoice choice) {
        this.libraries = libraries;
        this.stream = stream;
        this.memory = memory;
        this.choice = choice;
        workspaceBytes = properties.computeCapability() < HOPPER ? WORKSPACE_BYTES_BEFORE_HOPPER : WORKSPACE_BYTES;
    }

    /** {@return what the kernel is run as, in the way that is fastest for it} */
    List<KernelPart> parts(Kernel kernel) {
        if (!WayChoice.isOpen(kernel)) {
            return rendered(kernel);
        }
        Map<KernelWay, List<KernelPart>> possible = ways(kernel);
        // Without the lock: to try ways others have to queue what they compile.
        return possible.get(choice.choose(kernel, ways.identity(kernel), possible.keySet()));
    }

    /**
     * {@return what the kernel is run as in this way}
     *
     * @throws DeviceException if it cannot
     */
    List<KernelPart> parts(Kernel kernel, KernelWay way) {
        return Optional.ofNullable(ways(kernel).get(way))
                .orElseThrow(() -> new DeviceException(way + " cannot run " + kernel));
    }

    static List<KernelPart> rendered(Kernel kernel) {
        return List.of(new KernelPart.Rendered(kernel));
    }

    private Map<KernelWay, List<KernelPart>> ways(Kernel kernel) {
        stream.lock().lock();
        try {
            stream.enter();
            return ways.of(kernel);
        } finally {
            stream.lock().unlock();
        }
    }

    @Override
    public Optional<Blas> blas() {
        if (blas == null) {
            blas = open(libraries::openBlas);
        }
        return blas;
    }

    @Override
    public Optional<BlasLt> blasLt() {
        if (blasLt == null) {
            blasLt = open(libraries::openBlasLt);
            try {
                isReluExact = blasLt.isPresent() && ReluCheck.passesNan(blasLt.get(), memory);
            } catch (DeviceException e) {
                LOGGER.log(System.Logger.Level.WARNING, "cuBLASLt is not used, for its first product failed: " + e.getMessage());
                blasLt = Optional.empty();
            }
        }
        return blasLt;
    }

    @Override
    public Optional<Dnn> dnn() {
        if (dnn == null) {
            dnn = open(libraries::openDnn);
        }
        return dnn;
    }

    @Override
    public boolean isExact(BlasLtEpilogue epilogue) {
        return isReluExact || epilogue != BlasLtEpilogue.RELU && epilogue != BlasLtEpilogue.BIAS_RELU;
    }

    /** If there is no memory left for a workspace, there is no library either: functions need none. */
    private <T> Optional<T> open(Function<DeviceWorkspace, Optional<T>> opening) {
        try {
            if (workspace == null) {
                workspace = memory.allocate(DType.INT8, workspaceBytes, MemoryHolder.LIBRARIES);
            }
        } catch (DeviceException _) {
            return Optional.empty();
        }
        return opening.apply(new DeviceWorkspace(stream.address(), workspace.handle(), workspaceBytes));
    }

    /** The caller holds the stream. */
    @Override
    public void close() {
        if (stream.isUsable()) {
            stream.enter();
            close(blas, Blas::close);
            close(blasLt, BlasLt::close);
            close(dnn, Dnn::close);
        }
        if (workspace != null) {
            workspace.close();
        }
    }

    private static <T> void close(Optional<T> library, Consumer<T> closing) {
        if (library != null) {
            library.ifPresent(closing);
        }
    }
}
