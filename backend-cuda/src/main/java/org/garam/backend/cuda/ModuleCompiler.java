package org.garam.backend.cuda;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.garam.backend.cuda.library.Nvrtc;
import org.garam.kernels.CompilationUnit;
import org.garam.kernels.Dialect;
import org.garam.kernels.KernelFunction;
import org.garam.kernels.host.DiskCache;
import org.garam.spi.DeviceException;

/** Makes modules of functions, from cached machine code where there is some the driver takes. */
final class ModuleCompiler {
    /** KernelWays and sums are rounded one by one, as on all devices. */
    private static final List<String> OPTIONS = List.of("--fmad=false");
    private static final int MOST_NAMES = 3;

    private final String deviceName;
    private final CudaDeviceProperties properties;
    private final CudaStream stream;
    private final Nvrtc nvrtc;
    private final DiskCache cache;

    /** @param cache holds machine code */
    ModuleCompiler(String deviceName, CudaDeviceProperties properties, CudaStream stream, Nvrtc nvrtc,
            DiskCache cache) {
        this.deviceName = deviceName;
        this.properties = properties;
        this.stream = stream;
        this.nvrtc = nvrtc;
        this.cache = cache;
    }

    /**
     * {@return the functions as one module}
     *
     * @throws DeviceException if one cannot be compiled, with the compiler's log
     */
    LoadedModule compile(List<KernelFunction> functions) {
        String source = CompilationUnit.text(Dialect.CUDA_C, functions);
        String key = DiskCache.key(source, String.join(" ", OPTIONS), properties.identity(), nvrtc.version());
        Optional<byte[]> known = cache.load(key);
        if (known.isPresent()) {
            try {
                return LoadedModule.load(stream, known.get(), functions);
            } catch (DeviceException _) {
                // Of the same versions by name, but not taken: compiled anew.
                cache.discard(key);
            }
        }
        byte[] code;
        try {
            code = nvrtc.compile(source, name(functions), properties.computeCapability(), OPTIONS);
        } catch (DeviceException e) {
            throw new DeviceException(deviceName + ": " + e.getMessage(), e);
        }
        LoadedModule module = LoadedModule.load(stream, code, functions);
        cache.store(key, code);
        return module;
    }

    private static String name(List<KernelFunction> functions) {
        return functions.stream().limit(MOST_NAMES).map(KernelFunction::name).collect(Collectors.joining(", "))
                + (functions.size() > MOST_NAMES ? " and " + (functions.size() - MOST_NAMES) + " more" : "");
    }
}
