package org.garam.backend.cuda;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.garam.backend.cuda.library.Blas;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.backend.cuda.library.CudaLibraries;
import org.garam.backend.cuda.library.DeviceWorkspace;
import org.garam.backend.cuda.library.Dnn;
import org.garam.backend.cuda.library.MatrixProduct;
import org.garam.backend.cuda.product.KernelWays;
import org.garam.kernels.host.CountedBuffer;
import org.garam.kernels.host.MemoryHolder;
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
    private static final int VOLTA = 70;
    private static final int AMPERE = 80;

    private static final System.Logger LOGGER = System.getLogger(DeviceLibraries.class.getName());

    private final CudaLibraries libraries;
    private final CudaStream stream;
    private final DeviceMemory memory;
    private final long workspaceBytes;
    private CountedBuffer workspace;
    private Optional<Blas> blas;
    private Optional<BlasLt> blasLt;
    private Optional<Dnn> dnn;
    private final ReluChecks checks;
    private final int computeCapability;

    /** Opens nothing yet. */
    DeviceLibraries(CudaLibraries libraries, CudaDeviceProperties properties, CudaStream stream, DeviceMemory memory) {
        this.libraries = libraries;
        this.stream = stream;
        this.memory = memory;
        checks = new ReluChecks(memory);
        computeCapability = properties.computeCapability();
        workspaceBytes = properties.computeCapability() < HOPPER ? WORKSPACE_BYTES_BEFORE_HOPPER : WORKSPACE_BYTES;
    }

    @Override
    public <T> T exclusively(Supplier<T> action) {
        stream.lock().lock();
        try {
            stream.enter();
            return action.get();
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
    public boolean isExact(BlasLtEpilogue epilogue, MatrixProduct product) {
        try {
            return blasLt().isPresent() && checks.isExact(blasLt().get(), epilogue, product.c().dtype());
        } catch (DeviceException e) {
            LOGGER.log(System.Logger.Level.WARNING, "cuBLASLt is not used, for a product to try it failed: " + e.getMessage());
            close(blasLt, BlasLt::close);
            blasLt = Optional.empty();
            return false;
        }
    }

    /** Before these architectures the libraries have no products of the type, or only slow ones. */
    @Override
    public boolean multiplies(DType factors) {
        return switch (factors) {
            case FLOAT16 -> computeCapability >= VOLTA;
            case BFLOAT16 -> computeCapability >= AMPERE;
            default -> true;
        };
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
