package org.garam.runtime;

import org.garam.op.Precision;

/**
 * The precision of the matrix products that this thread asks for, while the scope is open, without saying how exact they
 * have to be: {@code try (var scope = PrecisionScope.open(Precision.TENSOR_FLOAT32)) { … }}. Scopes nest; outside of all
 * it is what {@code -Dgaram.precision} says, {@code full} at first. A model takes it on when it is compiled, a function
 * when it is traced; gradients have the precision of the product they are of.
 *
 * <p>As {@code jax.default_matmul_precision}, a context too. TensorFlow's
 * {@code tf.config.experimental.enable_tensor_float_32_execution} is a switch of the whole process, and on at first:
 * without one, Garam's float32 is float32 on every device.
 */
public final class PrecisionScope implements AutoCloseable {
    /** The precision outside of all scopes, by its name in lower case. */
    public static final String PROPERTY = "garam.precision";

    private static final ThreadLocal<PrecisionScope> CURRENT = new ThreadLocal<>();

    private final PrecisionScope outer;
    private final Precision precision;

    private PrecisionScope(PrecisionScope outer, Precision precision) {
        this.outer = outer;
        this.precision = precision;
    }

    /** {@return a new scope, which becomes this thread's current one} */
    public static PrecisionScope open(Precision precision) {
        PrecisionScope scope = new PrecisionScope(CURRENT.get(), Arguments.given("open", "precision", precision,
                "a Precision, for example Precision.TENSOR_FLOAT32"));
        CURRENT.set(scope);
        return scope;
    }

    /**
     * {@return the precision of products that are asked for now, by this thread}
     *
     * @throws IllegalArgumentException if no scope is open and the property names no precision
     */
    public static Precision current() {
        PrecisionScope scope = CURRENT.get();
        return scope != null ? scope.precision : ofProcess();
    }

    private static Precision ofProcess() {
        String name = System.getProperty(PROPERTY);
        if (name == null) {
            return Precision.FULL;
        }
        try {
            return Precision.named(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=" + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (CURRENT.get() != this) {
            throw new IllegalStateException(
                    "precision scopes are closed by the thread that opened them, the innermost first");
        }
        CURRENT.set(outer);
    }
}
