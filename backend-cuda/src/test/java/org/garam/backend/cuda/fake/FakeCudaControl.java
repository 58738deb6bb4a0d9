package org.garam.backend.cuda.fake;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/**
 * What a test changes and reads in the fake's driver, also before {@code cuInit}. The names are those of settings.cpp.
 */
@SuppressWarnings("restricted")
public final class FakeCudaControl {
    private final MethodHandle reset;
    private final MethodHandle set;
    private final MethodHandle devices;
    private final MethodHandle failCall;
    private final MethodHandle failExecution;
    private final MethodHandle count;
    private final MethodHandle message;

    /** Loads the driver of a fake, if the process has not done so. */
    public FakeCudaControl(FakeCuda fake) {
        SymbolLookup library = SymbolLookup.libraryLookup(fake.library("libcuda"), Arena.global());
        reset = function(library, "fake_reset", null);
        set = function(library, "fake_set", JAVA_INT, ADDRESS, JAVA_LONG);
        devices = function(library, "fake_devices", null, ADDRESS);
        failCall = function(library, "fake_fail_call", null, ADDRESS, JAVA_LONG, JAVA_INT);
        failExecution = function(library, "fake_fail_execution", null, JAVA_LONG, JAVA_INT);
        count = function(library, "fake_count", JAVA_LONG, ADDRESS);
        message = function(library, "fake_message", ADDRESS);
    }

    /** Takes all settings, planted failures and counts back, but for counts of what is live. */
    public void reset() {
        call(reset);
    }

    /** Changes a setting: "memory bytes", "driver version", "microseconds per kernel", and so on. */
    public void set(String setting, long value) {
        Assertions.assertEquals(0, call(set, setting, value), "there is no setting " + setting);
    }

    /** Chooses the devices by their compute capabilities, as in {@code "9.0 7.5"}; before {@code cuInit}. */
    public void devices(String capabilities) {
        call(devices, capabilities);
    }

    /**
     * Has the {@code calls}-th call of a function from now on do nothing and return {@code status}; 1 is the next one.
     */
    public void failCall(String function, long calls, int status) {
        call(failCall, function, calls, status);
    }

    /**
     * Has the {@code kernels}-th kernel that runs from now on fail on the device. The host learns {@code status} at a
     * later call, and from each call after that.
     */
    public void failExecution(long kernels, int status) {
        call(failExecution, kernels, status);
    }

    /** {@return how often a function of any library was called, or a count such as "launches", "live bytes"} */
    public long count(String name) {
        return (long) call(count, name);
    }

    /** {@return what the fake complained of last; empty if nothing since the last reset} */
    public String message() {
        return ((MemorySegment) call(message)).reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            return function.invokeWithArguments(Stream.of(arguments)
                    .map(argument -> argument instanceof String text ? arena.allocateFrom(text) : argument).toList());
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle function(SymbolLookup library, String name, MemoryLayout result,
            MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name),
                result == null ? FunctionDescriptor.ofVoid(parameters) : FunctionDescriptor.of(result, parameters));
    }
}
