package org.garam.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Frees the device memory of all tensors that this thread makes while the scope is open, but for those it is told to
 * {@link #keep}: {@code try (var scope = DeviceScope.open()) { … return scope.keep(result); }}. Scopes nest; what an
 * inner scope keeps belongs to the outer one.
 */
public final class DeviceScope implements AutoCloseable {
    private static final ThreadLocal<DeviceScope> CURRENT = new ThreadLocal<>();

    private final DeviceScope outer;
    private final List<Tensor> tensors = new ArrayList<>();

    private DeviceScope(DeviceScope outer) {
        this.outer = outer;
    }

    /** {@return a new scope, which becomes this thread's current one} */
    public static DeviceScope open() {
        DeviceScope scope = new DeviceScope(CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /** {@return what {@code action} returns; the tensors it makes belong to no scope} */
    public static <T> T outside(Supplier<T> action) {
        Arguments.given("outside", "action", action, "what is to be run");
        DeviceScope scope = CURRENT.get();
        CURRENT.remove();
        try {
            return action.get();
        } finally {
            CURRENT.set(scope);
        }
    }

    static void register(Tensor tensor) {
        DeviceScope scope = CURRENT.get();
        if (scope != null) {
            scope.tensors.add(tensor);
        }
    }

    /** {@return {@code tensor}, which is not freed with this scope} */
    public Tensor keep(Tensor tensor) {
        Arguments.tensor("keep", "tensor", tensor);
        if (tensors.removeIf(candidate -> candidate == tensor) && outer != null) {
            outer.tensors.add(tensor);
        }
        return tensor;
    }

    @Override
    public void close() {
        if (CURRENT.get() != this) {
            throw new IllegalStateException("device scopes are closed by the thread that opened them, the innermost first");
        }
        CURRENT.set(outer);
        tensors.forEach(Tensor::close);
    }
}
