package org.garam.runtime;

/** Finds the line of user code that asks for an op. */
final class SourceLine {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final String OWN_PACKAGES = "org.garam.";

    private SourceLine() {}

    /** {@return for example {@code Mnist.java:42}; the innermost frame outside of the engine, empty if there is none} */
    static String ofCaller() {
        return WALKER.walk(frames -> frames.filter(frame -> !isEngine(frame.getClassName())).findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber()).orElse(""));
    }

    private static boolean isEngine(String className) {
        if (!className.startsWith(OWN_PACKAGES)) {
            return className.startsWith("java.") || className.startsWith("jdk.");
        }
        String rest = className.substring(OWN_PACKAGES.length());
        return rest.startsWith("runtime.") || rest.startsWith("model.") || rest.startsWith("program.");
    }
}
