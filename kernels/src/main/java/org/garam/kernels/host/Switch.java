package org.garam.kernels.host;

import org.garam.spi.DeviceException;

/** System properties that are true or false. */
public final class Switch {
    private Switch() {}

    /**
     * {@return what the property says, {@code otherwise} if it is not set}
     *
     * @throws DeviceException if it says something else than true or false
     */
    public static boolean isOn(String property, boolean otherwise) {
        String value = System.getProperty(property, String.valueOf(otherwise));
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new DeviceException("-D" + property + "=" + value + " is neither true nor false; give one of the two,"
                    + " or leave it out for " + otherwise);
        };
    }
}
