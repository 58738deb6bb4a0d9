package org.garam.backend.cuda.library;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.Pointer;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;

/**
 * cuDNN on one stream, through JCuda, whose native library is linked with {@code libcudnn.so.9}: the cuDNN of CUDA 12
 * and 13 alike.
 */
public final class Dnn implements AutoCloseable {
    private static final int SUCCESS = 0;
    private static final int ROWS_FIRST = 0;
    private static final int OVER_ALL_BUT_THE_FIRST_AXIS = 0;

    private final NativeLibrary library;
    private final String name;
    private final Handle handle = new Handle();
    private final Map<RowsShape, Rows> shapes = new ConcurrentHashMap<>();

    /** JCuda keeps its handles' addresses to itself and its subclasses. */
    private static final class Handle extends cudnnHandle {
        long address() {
            return getNativePointer();
        }
    }

    private static final class Address extends Pointer {
        Address(long address) {
            super(address);
        }
    }

    @FunctionalInterface
    public interface Version {
        long call();
    }

    @FunctionalInterface
    public interface Stream {
        int call(long handle, long stream);
    }

    @FunctionalInterface
    public interface Text {
        long call(int code);
    }

    /** What of a row is computed. */
    public enum Softmax {
        /** {@code exp(x - max) / sum}. */
        PROBABILITIES(1),
        /** {@code x - max - log(sum)}. */
        LOGARITHMS(2);

        private final int algorithm;

        Softmax(int algorithm) {
            this.algorithm = algorithm;
        }
    }

    /**
     * @throws UnusableLibraryException if JCuda's native library is missing, or cuDNN refuses to start on the device
     */
    Dnn(NativeLibrary library, String name, DeviceWorkspace on) throws UnusableLibraryException {
        this.library = library;
        this.name = name;
        try {
            JCudnn.setExceptionsEnabled(false);
            require("cudnnCreate", JCudnn.cudnnCreate(handle));
        } catch (LinkageError e) {
            throw new UnusableLibraryException("JCudnn cannot be loaded: " + e.getMessage());
        }
        try {
            // JCuda has no way to name a stream that it did not make itself.
            require("cudnnSetStream", library.function("cudnnSetStream", Stream.class).call(handle.address(),
                    on.stream()));
        } catch (UnusableLibraryException e) {
            close();
            throw e;
        }
    }

    /** {@return the version, for example {@code 9.5.1}} */
    static String version(NativeLibrary library) {
        return CudaVersion.ofDnn(library.function("cudnnGetVersion", Version.class).call());
    }

    private record RowsShape(DType dtype, int rows, int columns) {}

    /** Rows one behind the other; what cuDNN holds for them is freed with it. */
    public final class Rows {
        private final cudnnTensorDescriptor descriptor = new cudnnTensorDescriptor();
        private final Pointer one;
        private final Pointer zero;

        private Rows(DType dtype, int rows, int columns) {
            ComputeType scale = dtype == DType.FLOAT64 ? ComputeType.FLOAT64 : ComputeType.FLOAT32;
            one = new Address(Scalars.one(scale));
            zero = new Address(Scalars.zero(scale));
            check("cudnnCreateTensorDescriptor", JCudnn.cudnnCreateTensorDescriptor(descriptor));
            check("cudnnSetTensor4dDescriptor", JCudnn.cudnnSetTensor4dDescriptor(descriptor, ROWS_FIRST,
                    dataType(dtype), rows, columns, 1, 1));
        }

        /** {@return what queues the softmax of each row of {@code input} each time it is run} */
        public Runnable softmax(Softmax kind, long input, long output) {
            Pointer x = new Address(input);
            Pointer y = new Address(output);
            return () -> check("softmax", JCudnn.cudnnSoftmaxForward(handle, kind.algorithm,
                    OVER_ALL_BUT_THE_FIRST_AXIS, one, descriptor, x, zero, descriptor, y));
        }
    }

    /** {@return whether there is a softmax of numbers of this type} */
    public static boolean computes(DType dtype) {
        return dtype == DType.FLOAT32 || dtype == DType.FLOAT64;
    }

    /** {@return a matrix whose rows lie one behind the other} */
    public Rows rows(DType dtype, int rows, int columns) {
        return shapes.computeIfAbsent(new RowsShape(dtype, rows, columns), _ -> new Rows(dtype, rows, columns));
    }

    private static int dataType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> 0;
            case FLOAT64 -> 1;
            default -> throw new IllegalArgumentException("cuDNN has no softmax of " + dtype);
        };
    }

    @Override
    public void close() {
        shapes.values().forEach(rows -> JCudnn.cudnnDestroyTensorDescriptor(rows.descriptor));
        shapes.clear();
        JCudnn.cudnnDestroy(handle);
    }

    @Override
    public String toString() {
        return name + " through JCudnn";
    }

    private void check(String attempted, int code) {
        if (code != SUCCESS) {
            throw new DeviceException(attempted + " by " + this + " failed: " + explain(code));
        }
    }

    private void require(String function, int code) throws UnusableLibraryException {
        if (code != SUCCESS) {
            throw new UnusableLibraryException(function + " failed: " + explain(code));
        }
    }

    private String explain(int code) {
        return NativeText.at(library.function("cudnnGetErrorString", Text.class).call(code)) + " (" + code + ")";
    }
}
