package org.garam.conformance;

import org.garam.runtime.Engine;

/** The engine that tests of models, losses, layers and so on run on: the reference device's, or that of a backend. */
public final class TestEngine {
    private static final Engine REFERENCE = new Engine(new ReferenceDevice());
    private static Engine current = REFERENCE;

    private TestEngine() {}

    /** {@return the engine} */
    public static Engine current() {
        return current;
    }

    /** {@return the engine of the reference device} */
    public static Engine reference() {
        return REFERENCE;
    }

    /** Has tests run on {@code engine} from now on. */
    public static void become(Engine engine) {
        current = engine;
    }
}
