package org.garam.backend.opencl;

import java.util.List;
import java.util.Locale;
import org.lwjgl.opencl.CL;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.Library;

/** Loads the OpenCL library, the vendors' drivers behind it. */
final class OpenClLibrary {
    /** LWJGL would look for the second, which on Linux only packages for developers have. */
    private static final List<String> LINUX_NAMES = List.of("libOpenCL.so.1", "libOpenCL.so");

    private OpenClLibrary() {}

    /**
     * Loads LWJGL's own native library, with LWJGL configured so that it neither prints warnings nor needs properties; what
     * the user set by properties is kept.
     *
     * @throws LinkageError if it is missing
     */
    static void loadBindings() {
        if (System.getProperty("org.lwjgl.system.memoryBackend") == null) {
            Configuration.MEMORY_BACKEND.set("ffm");
        }
        Configuration.OPENCL_EXPLICIT_INIT.set(true);
        Library.initialize();
    }

    /**
     * Loads the OpenCL library, unless the application has done so already.
     *
     * @throws LinkageError if there is none
     */
    static void load() {
        try {
            find();
        } catch (IllegalStateException e) {
            if (CL.getICD() == null) {
                throw e;
            }
        }
    }

    private static void find() {
        if (System.getProperty("org.lwjgl.opencl.libname") != null || !isLinux()) {
            CL.create();
            return;
        }
        LinkageError missing = null;
        for (String name : LINUX_NAMES) {
            try {
                CL.create(name);
                return;
            } catch (UnsatisfiedLinkError e) {
                missing = missing == null ? e : missing;
            }
        }
        throw missing;
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
    }
}
