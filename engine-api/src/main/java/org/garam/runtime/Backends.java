package org.garam.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;
import org.garam.spi.DeviceInfo;

/** Finds the backends on the class or module path and opens devices by name. */
public final class Backends {
    /** The system property that chooses the device. */
    public static final String DEVICE_PROPERTY = "device";
    private static final String AUTO = "auto";

    private static final System.Logger LOGGER = System.getLogger(Backends.class.getName());
    private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

    private Backends() {}

    /** {@return the backends found, in alphabetical order} */
    public static List<BackendProvider> all() {
        return ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).stream().map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(BackendProvider::name)).toList();
    }

    /** {@return what each backend found on this machine, the most preferred first} */
    public static Map<BackendProvider, Availability> probeAll() {
        Map<BackendProvider, Availability> probed = new LinkedHashMap<>();
        byPreference(all()).forEach(backend -> probed.put(backend, backend.probe()));
        return probed;
    }

    /** {@return what {@code -Ddevice} says, {@code auto} if nothing} */
    public static String requestedDevice() {
        return System.getProperty(DEVICE_PROPERTY, AUTO);
    }

    /**
     * {@return the device {@code name} tells, opened}
     *
     * @throws DeviceException if there is no such device; the message says why, what there is and what to do
     * @see #choose
     */
    public static Device open(String name) {
        return choose(name).open();
    }

    /**
     * {@return the device {@code name} tells: a backend's name, with {@code :n} for its n-th device or with {@code :text}
     * for the first whose name contains the text, or {@code auto} for the first device of the most preferred backend that
     * has one}
     *
     * @throws DeviceException if there is no such device; the message says why, what there is and what to do
     */
    public static DeviceChoice choose(String name) {
        Arguments.given("choose", "name", name, "a device, for example cpu or auto");
        List<BackendProvider> backends = all();
        if (backends.isEmpty()) {
            throw new DeviceException("no backend found: add org.garam:backend-cpu (or backend-cuda, backend-opencl) to the dependencies");
        }
        return name.equals(AUTO) ? choosePreferred(byPreference(backends)) : chooseNamed(backends, name);
    }

    /** Only done when it matters: to know its preference a backend may have to look for devices. */
    private static List<BackendProvider> byPreference(List<BackendProvider> backends) {
        return backends.stream().sorted(Comparator.comparingInt(BackendProvider::preference).reversed()).toList();
    }

    private static DeviceChoice choosePreferred(List<BackendProvider> backends) {
        List<String> passedOver = new ArrayList<>();
        for (int i = 0; i < backends.size(); i++) {
            BackendProvider backend = backends.get(i);
            if (backend.probe() instanceof Availability.Available available) {
                logNotes(backend, available);
                backends.subList(i + 1, backends.size()).stream().filter(other -> other.probe() instanceof Availability.Available)
                        .forEach(other -> passedOver.add(other.name() + " " + other.preferenceReason()));
                return new DeviceChoice(backend, available.devices().getFirst(), "auto: " + backend.name() + " "
                        + backend.preferenceReason() + (passedOver.isEmpty() ? "" : "; " + String.join("; ", passedOver)));
            }
            passedOver.add(backend.name() + " is not available");
        }
        throw new DeviceException("no device is available:\n" + backends.stream()
                .map(backend -> "  " + backend.name() + ": " + reason(backend)).collect(Collectors.joining("\n")));
    }

    private static DeviceChoice chooseNamed(List<BackendProvider> backends, String name) {
        int colon = name.indexOf(':');
        String backendName = colon < 0 ? name : name.substring(0, colon);
        BackendProvider backend = backends.stream().filter(candidate -> candidate.name().equals(backendName)).findFirst()
                .orElseThrow(() -> new DeviceException("unknown device \"" + name + "\": known are "
                        + backends.stream().map(BackendProvider::name).sorted().collect(Collectors.joining(", ")) + " and auto"
                        + Suggestion.of(backendName, backends.stream().map(BackendProvider::name).toList())));
        if (!(backend.probe() instanceof Availability.Available available)) {
            throw new DeviceException("device \"" + name + "\" is not available: " + reason(backend));
        }
        DeviceInfo device = colon < 0 ? available.devices().getFirst()
                : find(available.devices(), name.substring(colon + 1), name);
        logNotes(backend, available);
        return new DeviceChoice(backend, device, "asked for as \"" + name + "\"");
    }

    private static DeviceInfo find(List<DeviceInfo> devices, String which, String name) {
        boolean isNumber = which.matches("\\d{1,9}");
        return devices.stream().filter(device -> isNumber ? device.ordinal() == Integer.parseInt(which)
                : !which.isBlank() && device.name().toLowerCase(Locale.ROOT).contains(which.toLowerCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new DeviceException("device \"" + name + "\" does not exist: a number counted from 0, as in "
                        + devices.getFirst().backend() + ":0, or a part of a device's name follows the colon; there is "
                        + devices.stream().map(device -> device.backend() + ":" + device.ordinal() + " (" + device.name() + ")")
                                .collect(Collectors.joining(", "))));
    }

    /** What makes a device slow or unsafe is said once. */
    private static void logNotes(BackendProvider backend, Availability.Available available) {
        available.notes().stream().filter(LOGGED::add)
                .forEach(note -> LOGGER.log(System.Logger.Level.WARNING, backend.name() + ": " + note));
    }

    private static String reason(BackendProvider backend) {
        return backend.probe() instanceof Availability.Unavailable(String reason, String remedy) ? reason + "; " + remedy : "available";
    }
}
