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
     * {@return what a person may want to know who looks for a device: versions and places of the libraries found, and which
     * were refused and why} Takes its time; never throws.
     */
    default List<String> details() {
        return List.of();
    }

    /**
     * {@return the device number {@code ordinal} of those {@link #probe} reports}
     *
     * @throws DeviceException if it cannot be opened
     */
    Device open(int ordinal);
}
