package org.garam.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.lwjgl.opencl.CL10.*;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** The matrix product of CLBlast, the library of tuned OpenCL kernels, on the first OpenCL device; called through its C API. */
final class ClBlastProduct implements Workload {
    private static final String LIBRARY = "libclblast.so.1";
    private static final int ROW_MAJOR = 101;
    private static final int NOT_TRANSPOSED = 111;

    private final Arena arena = Arena.ofConfined();
    private final MethodHandle sgemm;
    private final MemorySegment queueCell = arena.allocate(ADDRESS);
    private final long context;
    private final long queue;
    private final long left;
    private final long right;
    private final long product;
    private final int m;
    private final int n;
    private final int k;

    /** Prepares the product of an m x k and a k x n matrix of {@link Operands}. */
    ClBlastProduct(int m, int n, int k) {
        this.m = m;
        this.n = n;
        this.k = k;
        sgemm = Linker.nativeLinker().downcallHandle(
                SymbolLookup.libraryLookup(LIBRARY, arena).findOrThrow("CLBlastSgemm"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT,
                        ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_FLOAT,
                        ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS));
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer status = stack.mallocInt(1);
            PointerBuffer platform = stack.mallocPointer(1);
            check(clGetPlatformIDs(platform, (IntBuffer) null));
            PointerBuffer device = stack.mallocPointer(1);
            check(clGetDeviceIDs(platform.get(0), CL_DEVICE_TYPE_ALL, device, (IntBuffer) null));
            context = clCreateContext((PointerBuffer) null, device.get(0), null, 0, status);
            check(status.get(0));
            queue = clCreateCommandQueue(context, device.get(0), 0, status);
            check(status.get(0));
            left = matrix(Operands.uniform(m * k), status);
            right = matrix(Operands.uniform(k * n), status);
            product = matrix(new float[m * n], status);
        }
        queueCell.set(ADDRESS, 0, MemorySegment.ofAddress(queue));
    }

    /** {@return whether the library is on this machine} */
    static boolean isInstalled() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(LIBRARY, arena);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private long matrix(float[] elements, IntBuffer status) {
        FloatBuffer host = MemoryUtil.memAllocFloat(elements.length).put(0, elements);
        long memory = clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, host, status);
        MemoryUtil.memFree(host);
        check(status.get(0));
        return memory;
    }

    @Override
    public void run(int count) {
        for (int i = 0; i < count; i++) {
            try {
                check((int) sgemm.invokeExact(ROW_MAJOR, NOT_TRANSPOSED, NOT_TRANSPOSED, (long) m, (long) n, (long) k, 1f,
                        MemorySegment.ofAddress(left), 0L, (long) k, MemorySegment.ofAddress(right), 0L, (long) n, 0f,
                        MemorySegment.ofAddress(product), 0L, (long) n, queueCell, MemorySegment.NULL));
            } catch (RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("calling CLBlast failed", e);
            }
        }
        check(clFinish(queue));
    }

    /** {@return the product} */
    float[] result() {
        float[] elements = new float[m * n];
        check(clEnqueueReadBuffer(queue, product, true, 0, elements, null, null));
        return elements;
    }

    private static void check(int status) {
        if (status != CL_SUCCESS) {
            throw new IllegalStateException("OpenCL or CLBlast reports error " + status);
        }
    }

    @Override
    public void close() {
        clReleaseMemObject(left);
        clReleaseMemObject(right);
        clReleaseMemObject(product);
        clReleaseCommandQueue(queue);
        clReleaseContext(context);
        arena.close();
    }
}
