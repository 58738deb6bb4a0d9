package org.garam.backend.cpu;

/**
 * Decides whether the Vector API may be used. It names no class of {@code jdk.incubator.vector}: a JVM started without
 * {@code --add-modules jdk.incubator.vector} must be able to load and ask it.
 */
final class VectorSupport {
    /** {@code -Dgaram.cpu.vector=off} takes the scalar path although the module is there. */
    private static final boolean AVAILABLE = !"off".equalsIgnoreCase(System.getProperty("garam.cpu.vector"))
            && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private VectorSupport() {
    }

    static boolean available() {
        return AVAILABLE;
    }
}
