package org.garam.backend.cuda;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.Dialect;
import org.garam.spi.DeviceInfo;
import org.garam.tensor.DType;

/**
 * What a device said about itself.
 *
 * @param number how the driver counts it
 * @param name for people; unique among the devices found
 * @param computeCapability 90 for 9.0
 * @param multiprocessors how many groups run at the same time, at least
 * @param maxGroupSize the most threads of a block
 * @param sharedBytes the shared memory of a block
 * @param memoryBytes the memory in all
 * @param hasMemoryPools whether memory can be allocated in the order of a stream
 * @param driverVersion the newest CUDA the driver knows, 12040 for 12.4
 */
record CudaDeviceProperties(int number, String name, int computeCapability, int multiprocessors, int maxGroupSize,
        long sharedBytes, long memoryBytes, boolean hasMemoryPools, int driverVersion) {
    private static final int LONGEST_NAME = 256;
    private static final int SCALAR = 4;

    /**
     * {@return what the driver tells of a device}
     *
     * @throws org.garam.spi.DeviceException if it does not
     */
    static CudaDeviceProperties of(int number, int driverVersion) {
        CUdevice device = handle(number);
        byte[] name = new byte[LONGEST_NAME];
        CudaError.check(JCudaDriver.cuDeviceGetName(name, name.length, device), "asking device cuda:" + number + " for its name");
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        long[] bytes = new long[1];
        CudaError.check(JCudaDriver.cuDeviceTotalMem(bytes, device), "asking device cuda:" + number + " for its memory");
        return new CudaDeviceProperties(number, new String(name, 0, end, StandardCharsets.UTF_8),
                10 * attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                        + attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK), bytes[0],
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED) != 0, driverVersion);
    }

    private static int attribute(CUdevice device, int attribute) {
        int[] value = new int[1];
        CudaError.check(JCudaDriver.cuDeviceGetAttribute(value, attribute, device), "asking a device what it can do");
        return value[0];
    }

    private static CUdevice handle(int number) {
        CUdevice device = new CUdevice();
        CudaError.check(JCudaDriver.cuDeviceGet(device, number), "opening device cuda:" + number);
        return device;
    }

    /** {@return the driver's handle} */
    CUdevice device() {
        return handle(number);
    }

    /** {@return the same device under another name} */
    CudaDeviceProperties named(String otherName) {
        return new CudaDeviceProperties(number, otherName, computeCapability, multiprocessors, maxGroupSize, sharedBytes,
                memoryBytes, hasMemoryPools, driverVersion);
    }

    DeviceInfo info() {
        return new DeviceInfo(CudaBackendProvider.NAME, number, name, memoryBytes, EnumSet.of(DType.FLOAT32, DType.FLOAT64));
    }

    /** {@return what the text of kernels for this device depends on} */
    DeviceTraits traits() {
        return new DeviceTraits(Dialect.CUDA_C, true, multiprocessors, maxGroupSize, sharedBytes, SCALAR);
    }

    /** {@return all that compiled code and measured times depend on, but for the libraries' versions} */
    String identity() {
        return name + "\nsm_" + computeCapability + "\n" + multiprocessors + "\ndriver " + driverVersion;
    }
}
