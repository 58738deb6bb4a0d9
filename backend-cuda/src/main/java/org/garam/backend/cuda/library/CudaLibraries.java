package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.garam.spi.DeviceException;

/**
 * The libraries of this machine. Each is looked for when it is first asked for: loading one takes up to a tenth of a
 * second. Only the driver's library and NVRTC are needed; what the others do Garam's own kernels do too.
 */
public final class CudaLibraries {
    private final LibraryPath path;
    private final RedistributableArchive archive;
    private final Map<LibraryKind, Optional<NativeLibrary>> found = new EnumMap<>(LibraryKind.class);
    private final Set<String> refusals = new LinkedHashSet<>();
    private Nvrtc nvrtc;

    /** @param cache where libraries that the class path has in an archive are unpacked; null if that is not allowed */
    public CudaLibraries(Path cache) {
        this(LibraryPath.ofThisProcess(), new RedistributableArchive(CudaLibraries.class.getClassLoader(), cache));
    }

    CudaLibraries(LibraryPath path, RedistributableArchive archive) {
        this.path = path;
        this.archive = archive;
    }

    /** Opens a library on a device. */
    @FunctionalInterface
    private interface Opening<T> {
        T open(NativeLibrary library, String name) throws UnusableLibraryException;
    }

    @FunctionalInterface
    public interface DriverVersion {
        int call(long version);
    }

    @FunctionalInterface
    public interface Property {
        int call(int property, long value);
    }

    /**
     * Loads the driver's library, so that every library linked with {@code libcuda.so.1} is given that one.
     *
     * @return the newest CUDA the driver supports, as {@code cuDriverGetVersion} has it: 12040 for 12.4; 0 if there is
     * no driver
     */
    public synchronized int loadDriver() {
        return find(LibraryKind.DRIVER).map(library -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment version = arena.allocate(ValueLayout.JAVA_INT);
                int code = library.function("cuDriverGetVersion", DriverVersion.class).call(version.address());
                return code == 0 ? version.get(ValueLayout.JAVA_INT, 0) : 0;
            }
        }).orElse(0);
    }

    /**
     * {@return the pool of a device's memory; nothing if the driver has none for it}
     *
     * @param device how the driver counts it
     */
    public synchronized Optional<MemoryPool> memoryPool(int device) {
        return open(LibraryKind.DRIVER, (driver, _) -> new MemoryPool(driver, device));
    }

    private Optional<NativeLibrary> find(LibraryKind kind) {
        Optional<NativeLibrary> known = found.get(kind);
        if (known == null) {
            LibrarySearch search = new LibrarySearch(path, archive, kind.isVersionedAsToolkit() ? loadDriver() : 0);
            known = search.find(kind);
            refusals.addAll(search.refusals());
            found.put(kind, known);
        }
        return known;
    }

    /**
     * {@return the compiler}
     *
     * @throws DeviceException if none is usable, with where was looked and what to do
     */
    public synchronized Nvrtc nvrtc() {
        if (nvrtc == null) {
            nvrtc = open(LibraryKind.NVRTC, (library, _) -> new Nvrtc(library)).orElseThrow(() ->
                    new DeviceException(missingNvrtc()));
        }
        return nvrtc;
    }

    /** {@return what to say and to do where there is no NVRTC} */
    private String missingNvrtc() {
        List<String> refused = refusals.stream().filter(line -> line.startsWith(LibraryKind.NVRTC.title())).toList();
        return "NVRTC, which compiles the kernels, is not usable: "
                + (refused.isEmpty() ? "there is no " + LibraryKind.NVRTC.sonames() : String.join("; ", refused))
                + "; searched were " + path.describe() + " and " + archive.describe() + "; install a CUDA toolkit (or its"
                + " package cuda-nvrtc, or Python's nvidia-cuda-nvrtc), give its folder by -D" + LibraryPath.PROPERTY
                + "=DIR, or add the Maven artifact org.bytedeco:cuda-redist with the classifier linux-x86_64-redist";
    }

    /** {@return cuBLAS on a device; nothing if no version is usable} */
    public synchronized Optional<Blas> openBlas(DeviceWorkspace on) {
        return open(LibraryKind.BLAS, (library, name) -> {
            if (library.major() == JCudaBlas.MAJOR) {
                try {
                    JCudaBlas.loadBinding();
                } catch (UnusableLibraryException e) {
                    refusals.add(name + " is called without JCuda: " + e.getMessage());
                    return new ForeignBlas(library, name, on);
                }
                return new JCudaBlas(library, name, on);
            }
            return new ForeignBlas(library, name, on);
        });
    }

    /** {@return cuBLASLt on a device; nothing if no version is usable} */
    public synchronized Optional<BlasLt> openBlasLt(DeviceWorkspace on) {
        return open(LibraryKind.BLAS_LT, (library, name) -> new BlasLt(library, name, on));
    }

    /** {@return cuDNN on a device; nothing if no version is usable} */
    public synchronized Optional<Dnn> openDnn(DeviceWorkspace on) {
        return open(LibraryKind.DNN, (library, name) -> new Dnn(library, name, on));
    }

    private <T> Optional<T> open(LibraryKind kind, Opening<T> opening) {
        return find(kind).flatMap(library -> {
            try {
                return Optional.of(opening.open(library, name(library)));
            } catch (UnusableLibraryException e) {
                refusals.add(library + " is not used: " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    /** {@return name, version and path, for example {@code cuBLAS 12.6.4 in /usr/local/cuda/lib64/libcublas.so.12}} */
    private static String name(NativeLibrary library) throws UnusableLibraryException {
        return library.kind() + " " + version(library) + " in " + library.path();
    }

    private static String version(NativeLibrary library) throws UnusableLibraryException {
        return switch (library.kind()) {
            case DRIVER -> "";
            case NVRTC -> new Nvrtc(library).version();
            case BLAS -> version(library, "cublasGetProperty");
            case BLAS_LT -> version(library, "cublasLtGetProperty");
            case DNN -> Dnn.version(library);
        };
    }

    /** The number that each of them also has for its version was put together in different ways over time. */
    private static String version(NativeLibrary library, String function) throws UnusableLibraryException {
        Property property = library.function(function, Property.class);
        List<String> numbers = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            for (int which = 0; which < 3; which++) {
                BlasHandle.require(function, property.call(which, number.address()));
                numbers.add(String.valueOf(number.get(ValueLayout.JAVA_INT, 0)));
            }
        }
        return String.join(".", numbers);
    }

    /**
     * {@return one line for each library: version and path of what is used, or that there is none; then one for each
     * file that was refused, with the reason} Loads them all.
     */
    public synchronized List<String> report() {
        int driver = loadDriver();
        List<String> lines = new ArrayList<>();
        for (LibraryKind kind : LibraryKind.values()) {
            lines.add(find(kind).map(library -> kind == LibraryKind.DRIVER
                    ? kind + " for CUDA " + CudaVersion.ofToolkit(driver) + " and before in " + library.path()
                    : described(library))
                    .orElseGet(() -> "no " + kind + " (" + kind.sonames() + ")"));
        }
        lines.addAll(refusals);
        return lines;
    }

    private static String described(NativeLibrary library) {
        try {
            return name(library);
        } catch (UnusableLibraryException e) {
            return library + " does not tell its version: " + e.getMessage();
        }
    }
}
