package org.garam.backend.opencl;

import java.nio.ByteOrder;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lwjgl.opencl.AMDDeviceAttributeQuery;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.opencl.CL12;

/** Asks a device what it is and whether it has all that kernels need. */
final class DeviceInspection {
    private static final Pattern VERSION = Pattern.compile("OpenCL (\\d+)\\.(\\d+).*");
    private static final String POCL = "Portable Computing Language";

    private final long platform;
    private final long device;

    DeviceInspection(long platform, long device) {
        this.platform = platform;
        this.device = device;
    }

    /** {@return why the device cannot be used, if so} */
    Optional<String> obstacle() {
        String version = text(CL10.CL_DEVICE_VERSION, "its version");
        Matcher matcher = VERSION.matcher(version);
        boolean isOld = !matcher.matches() || 10 * Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2)) < 12;
        String lacking = number(CL10.CL_DEVICE_AVAILABLE, "whether it is available") == 0 ? "it is not available now"
                : number(CL10.CL_DEVICE_COMPILER_AVAILABLE, "whether it has a compiler") == 0
                ? "its driver has no compiler; install the vendor's complete OpenCL driver"
                : isOld ? "it offers \"" + version + "\", OpenCL 1.2 is needed; update its driver"
                : isEmbedded() ? "it has the embedded profile, the full profile is needed"
                : isLittleEndian() != (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN)
                ? "its byte order differs from the host's" : null;
        return Optional.ofNullable(lacking).map(reason -> "OpenCL device " + name() + " is not used: " + reason);
    }

    private boolean isEmbedded() {
        return text(CL10.CL_DEVICE_PROFILE, "its profile").equals("EMBEDDED_PROFILE");
    }

    private boolean isLittleEndian() {
        return number(CL10.CL_DEVICE_ENDIAN_LITTLE, "its byte order") != 0;
    }

    OpenClDeviceProperties properties() {
        String identity = String.join("\n", text(CL10.CL_DEVICE_NAME, "its name"), text(CL10.CL_DEVICE_VENDOR, "its vendor"),
                text(CL10.CL_DEVICE_VERSION, "its version"), text(CL10.CL_DRIVER_VERSION, "its driver"),
                platformText(CL10.CL_PLATFORM_NAME), platformText(CL10.CL_PLATFORM_VERSION));
        int dimensionZero = clampedToInt(number(CL10.CL_DEVICE_MAX_WORK_ITEM_SIZES, "its group sizes"));
        int groupSize = clampedToInt(number(CL10.CL_DEVICE_MAX_WORK_GROUP_SIZE, "its group size"));
        long singleConfig = number(CL10.CL_DEVICE_SINGLE_FP_CONFIG, "its float32 arithmetic");
        return new OpenClDeviceProperties(platform, device, name(), number(CL10.CL_DEVICE_TYPE, "its type"), identity,
                Math.max(1, clampedToInt(number(CL10.CL_DEVICE_MAX_COMPUTE_UNITS, "its compute units"))),
                Math.max(1, Math.min(dimensionZero, groupSize)), number(CL10.CL_DEVICE_LOCAL_MEM_SIZE, "its local memory"),
                number(CL10.CL_DEVICE_GLOBAL_MEM_SIZE, "its memory"),
                number(CL10.CL_DEVICE_MAX_MEM_ALLOC_SIZE, "its largest allocation"),
                clampedToInt(query(CL11.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT).number("its vector width", 1)),
                query(CL12.CL_DEVICE_DOUBLE_FP_CONFIG).number("its float64 arithmetic", 0) != 0,
                (singleConfig & CL12.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
                query(CL11.CL_DEVICE_HOST_UNIFIED_MEMORY).number("whether it shares the host's memory", 0) != 0,
                platformText(CL10.CL_PLATFORM_NAME).equals(POCL));
    }

    /** The platform is named unless its name begins as the device's does: {@code NVIDIA H200} is one of NVIDIA's. */
    private String name() {
        String name = text(CL10.CL_DEVICE_NAME, "its name");
        if (text(CL10.CL_DEVICE_EXTENSIONS, "its extensions").contains("cl_amd_device_attribute_query")) {
            String board = text(AMDDeviceAttributeQuery.CL_DEVICE_BOARD_NAME_AMD, "its board's name");
            name = board.isEmpty() ? name : board + " " + name;
        }
        String platformName = platformText(CL10.CL_PLATFORM_NAME);
        boolean saysItself = firstWord(name).equalsIgnoreCase(firstWord(platformName));
        return saysItself ? name : name + " (" + (platformName.equals(POCL) ? "PoCL" : platformName) + ")";
    }

    private static String firstWord(String text) {
        return text.split("[ (]", 2)[0];
    }

    private static int clampedToInt(long number) {
        return Math.clamp(number, 0, Integer.MAX_VALUE);
    }

    private InfoQuery query(int parameter) {
        return (bytes, value, size) -> CL10.nclGetDeviceInfo(device, parameter, bytes, value, size);
    }

    private String text(int parameter, String what) {
        return query(parameter).text("an OpenCL device for " + what);
    }

    private long number(int parameter, String what) {
        return query(parameter).number("an OpenCL device for " + what);
    }

    private String platformText(int parameter) {
        InfoQuery query = (bytes, value, size) -> CL10.nclGetPlatformInfo(platform, parameter, bytes, value, size);
        return query.text("an OpenCL platform for its name and version");
    }
}
