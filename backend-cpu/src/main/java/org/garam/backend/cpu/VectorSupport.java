package org.garam.backend.cpu;

import java.util.List;
import java.util.Optional;

/**
 * Decides whether the Vector API may be used. It names no class of {@code jdk.incubator.vector}: a JVM started without
 * {@code --add-modules jdk.incubator.vector} must be able to load and ask it.
 */
final class VectorSupport {
    /** {@code -Dgaram.cpu.vector=off} takes the scalar path although the module is there. */
    private static final boolean AVAILABLE = !"off".equalsIgnoreCase(System.getProperty("garam.cpu.vector"))
            && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    /** The property that narrows vectors. */
    static final String BITS = "garam.cpu.vector.bits";
    private static final List<String> WIDTHS = List.of("128", "256", "512");

    private VectorSupport() {
    }

    static boolean available() {
        return AVAILABLE;
    }

    /** {@return what is wrong with the width that was asked for; empty if nothing} */
    static Optional<String> mistake() {
        String asked = System.getProperty(BITS);
        return asked == null || WIDTHS.contains(asked) ? Optional.empty()
                : Optional.of("-D" + BITS + "=" + asked + " is no width of vectors");
    }
}
