package org.garam.runtime;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;

/** Finds the backends on the class or module path and opens devices by name. */
public final class Backends {
    /** The system property that chooses the device. */
    public static final String DEVICE_PROPERTY = "device";
    private static final String AUTO = "auto";

    private static final System.Logger LOGGER = System.getLogger(Backends.class.getName());
    private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

    private Backends() {}

    /** {@return the backends found, the most preferred first} */
    public static List<BackendProvider> all() {
        return ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).stream().map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(BackendProvider::preference).reversed()).toList();
    }

    /** {@return what each backend found on this machine, the most preferred first} */
    public static Map<BackendProvider, Availability> probeAll() {
        Map<BackendProvider, Availability> probed = new LinkedHashMap<>();
        all().forEach(backend -> probed.put(backend, backend.probe()));
        return probed;
    }

    /** {@return what {@code -Ddevice} says, {@code auto} if nothing} */
    public static String requestedDevice() {
        return System.getProperty(DEVICE_PROPERTY, AUTO);
    }

    /**
     * {@return the device {@code name} tells, opened: a backend's name, with {@code :n} for its n-th device, or
     * {@code auto} for the first device of the most preferred backend that has one}
     *
     * @throws DeviceException if there is no such device; the message says why, what there is and what to do
     */
    public static Device open(String name) {
        Arguments.given("open", "name", name, "a device, for example cpu or auto");
        List<BackendProvider> backends = all();
        if (backends.isEmpty()) {
            throw new DeviceException("no backend found: add org.garam:backend-cpu (or backend-cuda, backend-opencl) to the dependencies");
        }
        return name.equals(AUTO) ? openPreferred(backends) : openNamed(backends, name);
    }

    private static Device openPreferred(List<BackendProvider> backends) {
        for (BackendProvider backend : backends) {
            if (backend.probe() instanceof Availability.Available available) {
                logNotes(backend, available);
                return backend.open(0);
            }
        }
        throw new DeviceException("no device is available:\n" + backends.stream()
                .map(backend -> "  " + backend.name() + ": " + reason(backend)).collect(Collectors.joining("\n")));
    }

    private static Device openNamed(List<BackendProvider> backends, String name) {
        int colon = name.indexOf(':');
        String backendName = colon < 0 ? name : name.substring(0, colon);
        BackendProvider backend = backends.stream().filter(candidate -> candidate.name().equals(backendName)).findFirst()
                .orElseThrow(() -> new DeviceException("unknown device \"" + name + "\": known are "
                        + backends.stream().map(BackendProvider::name).sorted().collect(Collectors.joining(", ")) + " and auto"
                        + Suggestion.of(backendName, backends.stream().map(BackendProvider::name).toList())));
        int ordinal = colon < 0 ? 0 : ordinal(name, name.substring(colon + 1));
        if (!(backend.probe() instanceof Availability.Available available)) {
            throw new DeviceException("device \"" + name + "\" is not available: " + reason(backend));
        }
        if (ordinal >= available.devices().size()) {
            throw new DeviceException("device \"" + name + "\" does not exist: " + backendName + " has "
                    + available.devices().size() + " (numbered from 0)");
        }
        logNotes(backend, available);
        return backend.open(ordinal);
    }

    /** What makes a device slow or unsafe is said once. */
    private static void logNotes(BackendProvider backend, Availability.Available available) {
        available.notes().stream().filter(LOGGED::add)
                .forEach(note -> LOGGER.log(System.Logger.Level.WARNING, backend.name() + ": " + note));
    }

    private static int ordinal(String name, String digits) {
        if (!digits.matches("\\d{1,4}")) {
            throw new DeviceException("device \"" + name + "\": a number counted from 0 follows the colon, as in opencl:1");
        }
        return Integer.parseInt(digits);
    }

    private static String reason(BackendProvider backend) {
        return backend.probe() instanceof Availability.Unavailable(String reason, String remedy) ? reason + "; " + remedy : "available";
    }
}
