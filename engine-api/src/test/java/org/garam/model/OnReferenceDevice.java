package org.garam.model;

import java.lang.reflect.Method;
import org.garam.conformance.ReferenceDevice;
import org.garam.runtime.Engine;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs tests with an engine on the reference device as the current one. */
final class OnReferenceDevice implements InvocationInterceptor {
    static final Engine ENGINE = new Engine(new ReferenceDevice());

    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> context,
            ExtensionContext extension) throws Throwable {
        ENGINE.call(invocation::proceed);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> context,
            ExtensionContext extension) throws Throwable {
        ENGINE.call(invocation::proceed);
    }
}
