package org.garam.backend.opencl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.garam.spi.DeviceException;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/**
 * The devices of all platforms, looked for once per process.
 *
 * @param devices those that can be used, the preferred first
 * @param skipped the others, each with the reason
 * @param reason why there is none; empty if there is one
 * @param remedy what to do then
 */
record OpenClPlatforms(List<OpenClDeviceProperties> devices, List<String> skipped, String reason, String remedy) {
    private static final String INSTALL = "install the OpenCL driver of your device: on Debian and Ubuntu \"apt install "
            + "ocl-icd-libopencl1\" and one of nvidia-opencl-icd, intel-opencl-icd, rocm-opencl-icd, mesa-opencl-icd or "
            + "pocl-opencl-icd (the processor); on Fedora \"dnf install ocl-icd\" and intel-opencl, rocm-opencl, "
            + "mesa-libOpenCL or pocl; on Windows it comes with the graphics driver. Or use -Ddevice=cpu";
    private static final String WITHOUT_NATIVES = "add org.lwjgl:lwjgl with the classifier of your platform (natives-linux, "
            + "natives-windows, natives-macos, …-arm64) to the dependencies, on the module path with --add-modules "
            + "org.lwjgl.natives, or use -Ddevice=cpu";
    private static OpenClPlatforms found;

    /** {@return what was found; never throws} */
    static synchronized OpenClPlatforms find() {
        if (found == null) {
            found = search();
        }
        return found;
    }

    private static OpenClPlatforms search() {
        try {
            OpenClLibrary.loadBindings();
        } catch (LinkageError e) {
            return none("LWJGL's native library cannot be loaded (" + e.getMessage() + ")", WITHOUT_NATIVES);
        }
        try {
            OpenClLibrary.load();
            return search(platforms());
        } catch (DeviceException e) {
            return none(e.getMessage(), INSTALL);
        } catch (LinkageError e) {
            return none("no OpenCL library was found (" + e.getMessage() + ")", INSTALL);
        } catch (RuntimeException e) {
            return none("looking for OpenCL devices failed (" + e + ")", INSTALL);
        }
    }

    private static OpenClPlatforms none(String reason, String remedy) {
        return new OpenClPlatforms(List.of(), List.of(), reason, remedy);
    }

    private static OpenClPlatforms search(List<Long> platforms) {
        List<OpenClDeviceProperties> devices = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (long platform : platforms) {
            for (long device : devices(platform)) {
                DeviceInspection inspection = new DeviceInspection(platform, device);
                try {
                    inspection.obstacle().ifPresentOrElse(skipped::add, () -> devices.add(inspection.properties()));
                } catch (DeviceException e) {
                    skipped.add("a device that does not tell what it is: " + e.getMessage());
                }
            }
        }
        devices.sort(Comparator.comparingInt(OpenClDeviceProperties::rank)
                .thenComparing(Comparator.comparingInt(OpenClDeviceProperties::computeUnits).reversed()));
        if (!devices.isEmpty()) {
            return new OpenClPlatforms(uniquelyNamed(devices), List.copyOf(skipped), "", "");
        }
        return none(platforms.isEmpty() ? "OpenCL is installed, but no driver: "
                + OpenClError.name(OpenClError.PLATFORM_NOT_FOUND)
                : skipped.isEmpty() ? "OpenCL and " + platforms.size() + " drivers are installed, but no device was found"
                : "no OpenCL device can be used: " + String.join("; ", skipped), INSTALL);
    }

    /** A name is also a way to choose a device, so that two of a kind must differ. */
    private static List<OpenClDeviceProperties> uniquelyNamed(List<OpenClDeviceProperties> devices) {
        Map<String, Integer> seen = new HashMap<>();
        return devices.stream().map(device -> {
            int number = seen.merge(device.name(), 1, Integer::sum);
            return number == 1 ? device : device.named(device.name() + " #" + number);
        }).toList();
    }

    private static List<Long> platforms() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            int[] count = new int[1];
            int code = CL10.clGetPlatformIDs(null, count);
            if (code == OpenClError.PLATFORM_NOT_FOUND || count[0] == 0) {
                return List.of();
            }
            OpenClError.check(code, "looking for OpenCL drivers");
            PointerBuffer platforms = stack.mallocPointer(count[0]);
            OpenClError.check(CL10.clGetPlatformIDs(platforms, (int[]) null), "looking for OpenCL drivers");
            return list(platforms);
        }
    }

    /** A driver without a device says so by an error, which is none here. */
    private static List<Long> devices(long platform) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            int[] count = new int[1];
            int code = CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, null, count);
            if (code != OpenClError.SUCCESS || count[0] == 0) {
                return List.of();
            }
            PointerBuffer devices = stack.mallocPointer(count[0]);
            code = CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, devices, (int[]) null);
            return code == OpenClError.SUCCESS ? list(devices) : List.of();
        }
    }

    private static List<Long> list(PointerBuffer handles) {
        List<Long> list = new ArrayList<>();
        for (int i = 0; i < handles.capacity(); i++) {
            list.add(handles.get(i));
        }
        return list;
    }
}
