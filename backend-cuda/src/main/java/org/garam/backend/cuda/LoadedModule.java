package org.garam.backend.cuda;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.garam.kernels.KernelFunction;
import org.garam.kernels.host.ProgramCache;

/** A compiled unit on a device, with its functions. */
final class LoadedModule implements ProgramCache.Program {
    private final CudaStream stream;
    private final CUmodule module;
    private final Map<String, CUfunction> functions;

    private LoadedModule(CudaStream stream, CUmodule module, Map<String, CUfunction> functions) {
        this.stream = stream;
        this.module = module;
        this.functions = functions;
    }

    /**
     * {@return {@code code} loaded}
     *
     * @throws org.garam.spi.DeviceException if the driver refuses it
     */
    static LoadedModule load(CudaStream stream, byte[] code, List<KernelFunction> functions) {
        stream.lock().lock();
        try {
            stream.enter();
            CUmodule module = new CUmodule();
            // The driver reads PTX as a text, up to its end.
            stream.check(JCudaDriver.cuModuleLoadData(module, Arrays.copyOf(code, code.length + 1)),
                    "loading a compiled kernel");
            Map<String, CUfunction> found = new HashMap<>();
            for (KernelFunction function : functions) {
                CUfunction handle = new CUfunction();
                int result = JCudaDriver.cuModuleGetFunction(handle, module, function.name());
                if (result != CudaError.SUCCESS) {
                    JCudaDriver.cuModuleUnload(module);
                    stream.check(result, "looking for kernel " + function.name());
                }
                found.put(function.name(), handle);
            }
            return new LoadedModule(stream, module, found);
        } finally {
            stream.lock().unlock();
        }
    }

    /** {@return the function of this name} */
    CUfunction function(String name) {
        return functions.get(name);
    }

    @Override
    public Set<String> functions() {
        return functions.keySet();
    }

    @Override
    public void release() {
        stream.lock().lock();
        try {
            if (stream.isUsable()) {
                // Launches of its functions may still be queued.
                stream.drain();
                JCudaDriver.cuModuleUnload(module);
            }
        } finally {
            stream.lock().unlock();
        }
    }
}
