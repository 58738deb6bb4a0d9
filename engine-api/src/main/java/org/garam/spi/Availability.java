package org.garam.spi;

import java.util.List;

/** What a backend found on this machine. */
public sealed interface Availability {
    /**
     * Devices that can be opened, in the backend's order of preference.
     *
     * @param notes what a user should know, for example how to make it faster; empty if nothing
     */
    record Available(List<DeviceInfo> devices, List<String> notes) implements Availability {
        public Available {
            devices = List.copyOf(devices);
            notes = List.copyOf(notes);
        }
    }

    /**
     * No device.
     *
     * @param reason what was looked for and not found
     * @param remedy what the user can do
     */
    record Unavailable(String reason, String remedy) implements Availability {}
}
