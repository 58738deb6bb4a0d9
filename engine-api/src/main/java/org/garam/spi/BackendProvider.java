package org.garam.spi;

import java.util.List;

/** A backend, found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** {@return the name {@code -Ddevice} takes: {@code cpu}, {@code cuda}, {@code opencl}} */
    String name();

    /**
     * {@return how {@code -Ddevice=auto} ranks the backend: the available one with the highest number is taken} It may
     * depend on what {@link #probe} finds.
     */
    int preference();

    /** {@return why it is ranked so, to follow the backend's name: {@code uses the processor, without a driver}} */
    String preferenceReason();

    /** {@return the devices, or why there are none; never throws} */
    Availability probe();

    /**
     * {@return the native libraries the backend looks for, a line each: version and place of what was found, what was not
     * found, and what was refused and why} It takes its time, for it loads them; never throws.
     */
    default List<String> libraries() {
        return List.of();
    }

    /**
     * {@return the device number {@code ordinal} of those {@link #probe} reports}
     *
     * @throws DeviceException if it cannot be opened
     */
    Device open(int ordinal);
}
