package org.garam.backend.cuda;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.garam.backend.cuda.library.Blas;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.backend.cuda.library.CudaLibraries;
import org.garam.backend.cuda.library.DeviceWorkspace;
import org.garam.backend.cuda.library.Dnn;
import org.garam.backend.cuda.product.KernelPart;
import org.garam.backend.cuda.product.KernelWay;
import org.garam.backend.cuda.product.KernelWays;
import org.garam.backend.cuda.product.WayChoice;
import org.garam.kernels.host.CountedBuffer;
import org.garam.kernels.host.DiskCache;
import org.garam.plan.Kernel;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;

/**
 * NVIDIA's libraries on one device. They are opened when the first kernel comes that is worth it: that takes a tenth of
 * a second and tens of mebibytes, which small models do without.
 */
final class DeviceLibraries implements AutoCloseable {
    /** What cuBLAS takes by itself from Hopper on, and before (cuBLAS documentation, cublasSetWorkspace). */
    private static final long WORKSPACE_BYTES = 32L << 20;
    private static final long WORKSPACE_BYTES_BEFORE_HOPPER = 4L << 20;
    private static final int HOPPER = 90;

    private final CudaLibraries libraries;
    private final CudaDeviceProperties properties;
    private final CudaStream stream;
    private final DeviceMemory memory;
    private final DiskCache cache;
    private final boolean isTrying;
    private final WayChoice.Timing timing;
    private Opened opened;

    /** The libraries once they are opened. */
    private record Opened(Optional<Blas> blas, Optional<BlasLt> blasLt, Optional<Dnn> dnn, CountedBuffer workspace,
            KernelWays ways, WayChoice choice) {}

    /**
     * Opens nothing yet.
     *
     * @param isTrying whether it is tried which library is fastest for a kernel
     * @param timing tries it
     */
    DeviceLibraries(CudaLibraries libraries, CudaDeviceProperties properties, CudaStream stream, DeviceMemory memory,
            DiskCache cache, boolean isTrying, WayChoice.Timing timing) {
        this.libraries = libraries;
        this.properties = properties;
        this.stream = stream;
        this.memory = memory;
        this.cache = cache;
        this.isTrying = isTrying;
        this.timing = timing;
    }

    /** {@return what the kernel is run as, in the way that is fastest for it} */
    List<KernelPart> parts(Kernel kernel) {
        if (!WayChoice.isOpen(kernel)) {
            return rendered(kernel);
        }
        Map<KernelWay, List<KernelPart>> ways = ways(kernel);
        // Without the lock: to try ways others have to queue what they compile.
        return ways.get(opened.choice.choose(kernel, ways.keySet()));
    }

    /**
     * {@return what the kernel is run as in this way}
     *
     * @throws DeviceException if it cannot
     */
    List<KernelPart> parts(Kernel kernel, KernelWay way) {
        return Optional.ofNullable(ways(kernel).get(way)).orElseThrow(() -> new DeviceException(way + " cannot run "
                + kernel));
    }

    static List<KernelPart> rendered(Kernel kernel) {
        return List.of(new KernelPart.Rendered(kernel));
    }

    private Map<KernelWay, List<KernelPart>> ways(Kernel kernel) {
        stream.lock().lock();
        try {
            stream.enter();
            if (opened == null) {
                opened = open();
            }
            return opened.ways.of(kernel);
        } finally {
            stream.lock().unlock();
        }
    }

    /** If there is no memory left for a workspace, there is no library either: functions need none. */
    private Opened open() {
        CountedBuffer workspace = null;
        Optional<DeviceWorkspace> on = Optional.empty();
        try {
            long bytes = properties.computeCapability() < HOPPER ? WORKSPACE_BYTES_BEFORE_HOPPER : WORKSPACE_BYTES;
            workspace = memory.allocate(DType.INT8, bytes);
            on = Optional.of(new DeviceWorkspace(stream.address(), workspace.handle(), bytes));
        } catch (DeviceException _) {
            // As above.
        }
        Optional<BlasLt> blasLt = on.flatMap(libraries::openBlasLt);
        Optional<Blas> blas = on.flatMap(libraries::openBlas);
        Optional<Dnn> dnn = on.flatMap(libraries::openDnn);
        String identity = String.join(" ", properties.identity(), blas.toString(), blasLt.toString(), dnn.toString());
        return new Opened(blas, blasLt, dnn, workspace, new KernelWays(blas, blasLt, dnn),
                new WayChoice(identity, cache, isTrying, timing));
    }

    /** The caller holds the stream. */
    @Override
    public void close() {
        if (opened != null) {
            if (stream.isUsable()) {
                stream.enter();
                opened.blas.ifPresent(Blas::close);
                opened.blasLt.ifPresent(BlasLt::close);
                opened.dnn.ifPresent(Dnn::close);
            }
            if (opened.workspace != null) {
                opened.workspace.close();
            }
            opened = null;
        }
    }
}
