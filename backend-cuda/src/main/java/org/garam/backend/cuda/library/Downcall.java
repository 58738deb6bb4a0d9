package org.garam.backend.cuda.library;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandleProxies;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;

/**
 * Native functions as Java interfaces. Addresses and handles are {@code long}: on the 64-bit platforms of CUDA they are
 * passed as integers of that size are, and a call allocates nothing.
 */
final class Downcall {
    private static final Map<Class<?>, MemoryLayout> LAYOUTS = Map.of(int.class, ValueLayout.JAVA_INT,
            long.class, ValueLayout.JAVA_LONG);

    private Downcall() {}

    /**
     * {@return the function at {@code address}; {@code type} is an interface whose single method has its parameters}
     */
    static <T> T of(MemorySegment address, Class<T> type) {
        Method method = Arrays.stream(type.getMethods()).findFirst().orElseThrow();
        MemoryLayout[] parameters = Arrays.stream(method.getParameterTypes())
                .map(LAYOUTS::get).toArray(MemoryLayout[]::new);
        FunctionDescriptor descriptor = FunctionDescriptor.of(LAYOUTS.get(method.getReturnType()), parameters);
        return MethodHandleProxies.asInterfaceInstance(type, Linker.nativeLinker().downcallHandle(address, descriptor));
    }
}
