package org.garam.backend.opencl;

import java.util.HashMap;
import java.util.Map;
import org.garam.spi.DeviceException;

/** The error codes of OpenCL: what they are called and what to do about them. */
final class OpenClError {
    static final int SUCCESS = 0;
    static final int BUILD_PROGRAM_FAILURE = -11;
    static final int PLATFORM_NOT_FOUND = -1001;

    private static final String LESS_MEMORY = "take smaller batches, close tensors or models that are no longer used, "
            + "or choose a device with more memory";
    private static final String DEVICE_LOST = "the device was reset or lost; look at the system's log, and if kernels run "
            + "for seconds at the limit the system sets for them";
    private static final Map<Integer, String> NAMES = new HashMap<>();
    private static final Map<Integer, String> REMEDIES = Map.of(
            -2, "the device is in use or switched off; end the program that holds it, or choose another device",
            -3, "the driver brings no compiler; install the vendor's complete OpenCL driver",
            -4, LESS_MEMORY,
            -5, LESS_MEMORY + "; drivers report a kernel that failed or ran too long by the same code",
            -6, "the host has no memory left; free some",
            -42, "the cached binary does not fit the driver; delete the cache directory",
            -54, "the group is larger than the device takes for this kernel",
            PLATFORM_NOT_FOUND, "no OpenCL driver is registered; install the one of the device's vendor",
            -1121, DEVICE_LOST,
            -9999, "a kernel read or wrote outside of its memory; report it with its text (-Dgaram.dumpKernels=DIR)");

    static {
        number(0, "SUCCESS", "DEVICE_NOT_FOUND", "DEVICE_NOT_AVAILABLE", "COMPILER_NOT_AVAILABLE",
                "MEM_OBJECT_ALLOCATION_FAILURE", "OUT_OF_RESOURCES", "OUT_OF_HOST_MEMORY", "PROFILING_INFO_NOT_AVAILABLE",
                "MEM_COPY_OVERLAP", "IMAGE_FORMAT_MISMATCH", "IMAGE_FORMAT_NOT_SUPPORTED", "BUILD_PROGRAM_FAILURE",
                "MAP_FAILURE", "MISALIGNED_SUB_BUFFER_OFFSET", "EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
                "COMPILE_PROGRAM_FAILURE", "LINKER_NOT_AVAILABLE", "LINK_PROGRAM_FAILURE", "DEVICE_PARTITION_FAILED",
                "KERNEL_ARG_INFO_NOT_AVAILABLE");
        number(-30, "INVALID_VALUE", "INVALID_DEVICE_TYPE", "INVALID_PLATFORM", "INVALID_DEVICE", "INVALID_CONTEXT",
                "INVALID_QUEUE_PROPERTIES", "INVALID_COMMAND_QUEUE", "INVALID_HOST_PTR", "INVALID_MEM_OBJECT",
                "INVALID_IMAGE_FORMAT_DESCRIPTOR", "INVALID_IMAGE_SIZE", "INVALID_SAMPLER", "INVALID_BINARY",
                "INVALID_BUILD_OPTIONS", "INVALID_PROGRAM", "INVALID_PROGRAM_EXECUTABLE", "INVALID_KERNEL_NAME",
                "INVALID_KERNEL_DEFINITION", "INVALID_KERNEL", "INVALID_ARG_INDEX", "INVALID_ARG_VALUE", "INVALID_ARG_SIZE",
                "INVALID_KERNEL_ARGS", "INVALID_WORK_DIMENSION", "INVALID_WORK_GROUP_SIZE", "INVALID_WORK_ITEM_SIZE",
                "INVALID_GLOBAL_OFFSET", "INVALID_EVENT_WAIT_LIST", "INVALID_EVENT", "INVALID_OPERATION",
                "INVALID_GL_OBJECT", "INVALID_BUFFER_SIZE", "INVALID_MIP_LEVEL", "INVALID_GLOBAL_WORK_SIZE",
                "INVALID_PROPERTY", "INVALID_IMAGE_DESCRIPTOR", "INVALID_COMPILER_OPTIONS", "INVALID_LINKER_OPTIONS",
                "INVALID_DEVICE_PARTITION_COUNT", "INVALID_PIPE_SIZE", "INVALID_DEVICE_QUEUE", "INVALID_SPEC_ID",
                "MAX_SIZE_RESTRICTION_EXCEEDED");
        number(-1000, "INVALID_GL_SHAREGROUP_REFERENCE_KHR", "PLATFORM_NOT_FOUND_KHR", "INVALID_D3D10_DEVICE_KHR",
                "INVALID_D3D10_RESOURCE_KHR", "D3D10_RESOURCE_ALREADY_ACQUIRED_KHR", "D3D10_RESOURCE_NOT_ACQUIRED_KHR",
                "INVALID_D3D11_DEVICE_KHR", "INVALID_D3D11_RESOURCE_KHR", "D3D11_RESOURCE_ALREADY_ACQUIRED_KHR",
                "D3D11_RESOURCE_NOT_ACQUIRED_KHR", "INVALID_DX9_MEDIA_ADAPTER_KHR", "INVALID_DX9_MEDIA_SURFACE_KHR",
                "DX9_MEDIA_SURFACE_ALREADY_ACQUIRED_KHR", "DX9_MEDIA_SURFACE_NOT_ACQUIRED_KHR");
        number(-1057, "DEVICE_PARTITION_FAILED_EXT", "INVALID_PARTITION_COUNT_EXT", "INVALID_PARTITION_NAME_EXT");
        number(-1092, "EGL_RESOURCE_NOT_ACQUIRED_KHR", "INVALID_EGL_OBJECT_KHR");
        number(-1121, "CONTEXT_TERMINATED_KHR");
    }

    private OpenClError() {}

    /** The codes of OpenCL go downwards. */
    private static void number(int first, String... names) {
        for (int i = 0; i < names.length; i++) {
            NAMES.put(first - i, "CL_" + names[i]);
        }
    }

    /** {@return the name and the number, for example {@code CL_OUT_OF_RESOURCES (-5)}} */
    static String name(int code) {
        String unnamed = code == -9999 ? "illegal memory access of a kernel" : "an error of the driver's own";
        return NAMES.getOrDefault(code, unnamed) + " (" + code + ")";
    }

    /** {@return name and number, followed by what to do if that can be told} */
    static String explain(int code) {
        return name(code) + (REMEDIES.containsKey(code) ? "; " + REMEDIES.get(code) : "");
    }

    /** {@return whether the code says that memory of the device or of the host did not suffice} */
    static boolean isOutOfMemory(int code) {
        return code == -4 || code == -5 || code == -6 || code == -61;
    }

    /** {@return the failure of {@code attempted}, which names the device and what was done} */
    static DeviceException failure(String attempted, int code) {
        return new DeviceException(attempted + " failed: " + explain(code));
    }

    /** @throws DeviceException if the code is an error */
    static void check(int code, String attempted) {
        if (code != SUCCESS) {
            throw failure(attempted, code);
        }
    }
}
