package org.garam.conformance.golden;

import org.garam.conformance.golden.GoldenResult.Outcome;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Engine;
import org.garam.tensor.DType;

/**
 * One case of a golden file in one element type.
 *
 * @param file the file's name without its ending
 * @param name which case of it
 * @param dtype what it is computed in
 * @param check throws an {@link AssertionError} at the first number that differs
 */
public record GoldenCase(String file, String name, DType dtype, Check check) {
    /** Computes a case and compares it. */
    @FunctionalInterface
    interface Check {
        void run(Engine engine);
    }

    /** {@return what becomes of the case on {@code engine}; nothing is thrown} */
    public GoldenResult run(Engine engine) {
        if (!engine.device().info().arithmetic().contains(dtype)) {
            return result(Outcome.UNSUPPORTED, dtype + " on " + engine);
        }
        try {
            engine.run(() -> {
                try (DeviceScope _ = DeviceScope.open()) {
                    check.run(engine);
                }
            });
            return result(Outcome.PASSED, "");
        } catch (UnsupportedFeatureException e) {
            return result(Outcome.UNSUPPORTED, e.getMessage());
        } catch (AssertionError e) {
            return result(Outcome.FAILED, e.getMessage());
        } catch (RuntimeException e) {
            return result(Outcome.FAILED, e + (e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : ""));
        }
    }

    private GoldenResult result(Outcome outcome, String detail) {
        return new GoldenResult(file, name, dtype, outcome, detail);
    }
}
