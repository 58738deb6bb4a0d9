package org.garam.backend.opencl;

import java.util.Map;
import java.util.Set;
import org.garam.kernels.host.ProgramCache;
import org.lwjgl.opencl.CL10;

/** A compiled unit with its functions. */
final class BuiltProgram implements ProgramCache.Program {
    private final long handle;
    private final Map<String, Long> localBytes;

    /** @param localBytes for each function by name the local memory of a group */
    BuiltProgram(long handle, Map<String, Long> localBytes) {
        this.handle = handle;
        this.localBytes = Map.copyOf(localBytes);
    }

    /** {@return the names of the functions and the local memory of a group of each} */
    Map<String, Long> localBytes() {
        return localBytes;
    }

    /**
     * {@return a new kernel, OpenCL's handle of a function with arguments}
     *
     * @throws org.garam.spi.DeviceException if the driver refuses
     */
    long createKernel(String function) {
        int[] code = new int[1];
        long kernel = CL10.clCreateKernel(handle, function, code);
        OpenClError.check(code[0], "creating kernel " + function);
        return kernel;
    }

    @Override
    public Set<String> functions() {
        return localBytes.keySet();
    }

    /** The driver keeps the program until its kernels are freed, too. */
    @Override
    public void release() {
        CL10.clReleaseProgram(handle);
    }
}
