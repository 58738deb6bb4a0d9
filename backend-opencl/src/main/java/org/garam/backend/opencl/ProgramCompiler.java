package org.garam.backend.opencl;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.garam.kernels.CompilationUnit;
import org.garam.kernels.Dialect;
import org.garam.kernels.KernelFunction;
import org.garam.kernels.host.DiskCache;
import org.garam.spi.DeviceException;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** Makes programs of functions, from a cached binary where there is one the driver takes. */
final class ProgramCompiler {
    private static final Object BUILDING = new Object();

    private final String deviceName;
    private final OpenClDeviceProperties properties;
    private final long context;
    private final DiskCache cache;

    /** @param cache holds binaries */
    ProgramCompiler(String deviceName, OpenClDeviceProperties properties, long context, DiskCache cache) {
        this.deviceName = deviceName;
        this.properties = properties;
        this.context = context;
        this.cache = cache;
    }

    /**
     * {@return the functions as one program}
     *
     * @throws DeviceException if the driver refuses one, with its log, or one needs more than the device has
     */
    BuiltProgram compile(List<KernelFunction> functions) {
        String source = CompilationUnit.text(Dialect.OPENCL_C, functions);
        if (properties.keepsBuilds()) {
            return build(fromSource(source), source, functions);
        }
        String key = DiskCache.key(source, properties.buildOptions(), properties.identity());
        Optional<byte[]> binary = cache.load(key);
        if (binary.isPresent()) {
            try {
                return build(fromBinary(binary.get()), source, functions);
            } catch (DeviceException _) {
                // Drivers refuse binaries of other versions even if these have the same name.
                cache.discard(key);
            }
        }
        long program = fromSource(source);
        BuiltProgram built = build(program, source, functions);
        binary(program).ifPresent(bytes -> cache.store(key, bytes));
        return built;
    }

    private long fromSource(String source) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.callocInt(1);
            long program = CL10.clCreateProgramWithSource(context, source, code);
            OpenClError.check(code.get(0), deviceName + ": creating a program");
            return program;
        }
    }

    private long fromBinary(byte[] binary) {
        ByteBuffer bytes = MemoryUtil.memAlloc(binary.length).put(binary).flip();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer status = stack.callocInt(1);
            IntBuffer code = stack.callocInt(1);
            long program = CL10.clCreateProgramWithBinary(context, stack.pointers(properties.device()), bytes, status, code);
            int failure = code.get(0) != OpenClError.SUCCESS ? code.get(0) : status.get(0);
            if (failure != OpenClError.SUCCESS && program != 0) {
                CL10.clReleaseProgram(program);
            }
            OpenClError.check(failure, deviceName + ": loading a cached binary");
            return program;
        } finally {
            MemoryUtil.memFree(bytes);
        }
    }

    private int tryToBuild(long program) {
        synchronized (BUILDING) {
            return CL10.clBuildProgram(program, properties.device(), properties.buildOptions(), null, 0);
        }
    }

    private BuiltProgram build(long program, String source, List<KernelFunction> functions) {
        try {
            int code = tryToBuild(program);
            if (code == CL10.CL_BUILD_PROGRAM_FAILURE) {
                // PoCL may lose a temporary file to code it generates at the same time on another device.
                code = tryToBuild(program);
            }
            if (code != OpenClError.SUCCESS) {
                throw new BuildLog(log(program), source, functions).failure(deviceName, code);
            }
            Map<String, Long> localBytes = new HashMap<>();
            for (KernelFunction function : functions) {
                localBytes.put(function.name(), requireThatItFits(program, function));
            }
            return new BuiltProgram(program, localBytes);
        } catch (DeviceException e) {
            CL10.clReleaseProgram(program);
            throw e;
        }
    }

    private String log(long program) {
        InfoQuery query = (bytes, value, size) -> CL10.nclGetProgramBuildInfo(program, properties.device(),
                CL10.CL_PROGRAM_BUILD_LOG, bytes, value, size);
        try {
            return query.text("a program for its build log");
        } catch (DeviceException e) {
            return "(there is no log: " + e.getMessage() + ")";
        }
    }

    /** {@return its local memory} A launch that asks for more than there is ends the process on some drivers. */
    private long requireThatItFits(long program, KernelFunction function) {
        String name = deviceName + ": kernel " + function.name() + " with groups of " + function.groupWidth() + "x"
                + function.groupHeight();
        int[] code = new int[1];
        long kernel = CL10.clCreateKernel(program, function.name(), code);
        OpenClError.check(code[0], name + ": creating it");
        try {
            long groupSize = ask(kernel, CL10.CL_KERNEL_WORK_GROUP_SIZE, name);
            long localBytes = ask(kernel, CL10.CL_KERNEL_LOCAL_MEM_SIZE, name);
            if (function.groupSize() > Math.min(groupSize, properties.maxGroupSize())) {
                throw new DeviceException(name + " cannot run: the device takes at most "
                        + Math.min(groupSize, properties.maxGroupSize())
                        + " work-items a group for this kernel, which needs " + localBytes + " bytes of local memory");
            }
            if (localBytes > properties.localBytes()) {
                throw new DeviceException(name + " cannot run: it needs " + localBytes
                        + " bytes of local memory, the device has " + properties.localBytes());
            }
            return localBytes;
        } finally {
            CL10.clReleaseKernel(kernel);
        }
    }

    private long ask(long kernel, int parameter, String name) {
        InfoQuery query = (bytes, value, size) -> CL10.nclGetKernelWorkGroupInfo(kernel, properties.device(), parameter,
                bytes, value, size);
        return query.number(name + " for its limits");
    }

    private Optional<byte[]> binary(long program) {
        InfoQuery sizes = (bytes, value, size) -> CL10.nclGetProgramInfo(program, CL10.CL_PROGRAM_BINARY_SIZES, bytes,
                value, size);
        try {
            int size = Math.toIntExact(sizes.number("a program for the size of its binary"));
            if (size == 0) {
                return Optional.empty();
            }
            ByteBuffer binary = MemoryUtil.memAlloc(size);
            try (MemoryStack stack = MemoryStack.stackPush()) {
                PointerBuffer pointers = stack.pointers(binary);
                OpenClError.check(CL10.clGetProgramInfo(program, CL10.CL_PROGRAM_BINARIES, pointers, null),
                        "asking a program for its binary");
                byte[] bytes = new byte[size];
                binary.get(bytes);
                return Optional.of(bytes);
            } finally {
                MemoryUtil.memFree(binary);
            }
        } catch (DeviceException _) {
            return Optional.empty();
        }
    }
}
