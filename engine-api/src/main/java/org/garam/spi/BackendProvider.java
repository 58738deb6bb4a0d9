package org.garam.spi;

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
     * {@return the device number {@code ordinal} of those {@link #probe} reports}
     *
     * @throws DeviceException if it cannot be opened
     */
    Device open(int ordinal);
}
