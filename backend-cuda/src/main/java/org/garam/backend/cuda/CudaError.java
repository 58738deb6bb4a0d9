package org.garam.backend.cuda;

import java.util.Map;
import java.util.Set;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.garam.spi.DeviceException;

/** What the driver's result codes mean to a user. */
final class CudaError {
    static final int SUCCESS = CUresult.CUDA_SUCCESS;
    static final int OUT_OF_MEMORY = CUresult.CUDA_ERROR_OUT_OF_MEMORY;
    private static final String REPORT = "this is a mistake of Garam: report it with this message, or use -Ddevice=cpu";
    private static final String HARDWARE = "the device reports a fault of its own; see the system's log (dmesg, Xid) and restart it";

    /** After these the driver refuses everything until the process has destroyed the device's context. */
    private static final Set<Integer> FATAL = Set.of(CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
            CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE, CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
            CUresult.CUDA_ERROR_ASSERT, CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR, CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
            CUresult.CUDA_ERROR_MISALIGNED_ADDRESS, CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE, CUresult.CUDA_ERROR_INVALID_PC,
            CUresult.CUDA_ERROR_LAUNCH_FAILED, CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED, CUresult.CUDA_ERROR_UNKNOWN);

    private static final Map<Integer, String> REMEDIES = Map.ofEntries(
            Map.entry(OUT_OF_MEMORY, "take smaller batches, close tensors or models that are no longer used, end other programs "
                    + "on the device, or choose a device with more memory"),
            Map.entry(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, "the compiled kernel does not fit the device: empty the folder of "
                    + "-Dgaram.cache and try again"),
            Map.entry(CUresult.CUDA_ERROR_LAUNCH_TIMEOUT, "a display driver ends kernels that run for seconds: take smaller "
                    + "batches, or a device without a screen"),
            Map.entry(CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE, "another program holds the device alone (compute mode "
                    + "\"exclusive process\"): end it, or change the mode with nvidia-smi -c 0"),
            Map.entry(CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, "the driver's library and its kernel module differ in version: "
                    + "restart the machine"),
            Map.entry(CUresult.CUDA_ERROR_ECC_UNCORRECTABLE, HARDWARE),
            Map.entry(CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE, HARDWARE),
            Map.entry(CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR, HARDWARE));

    private CudaError() {}

    /** {@return whether the device's context is of no use after this code} */
    static boolean isFatal(int code) {
        return FATAL.contains(code);
    }

    /** {@return the code's name, number and meaning, for example {@code CUDA_ERROR_OUT_OF_MEMORY (2, out of memory)}} */
    static String name(int code) {
        String[] meaning = new String[1];
        JCudaDriver.cuGetErrorString(code, meaning);
        return CUresult.stringFor(code) + " (" + code + (meaning[0] == null ? "" : ", " + meaning[0]) + ")";
    }

    /** {@return the failure of what was attempted, with what to do} */
    static DeviceException failure(String attempted, int code) {
        return new DeviceException(attempted + " failed: " + name(code) + "; " + REMEDIES.getOrDefault(code, REPORT));
    }

    /** @throws DeviceException if the code is not success */
    static void check(int code, String attempted) {
        if (code != SUCCESS) {
            throw failure(attempted, code);
        }
    }
}
