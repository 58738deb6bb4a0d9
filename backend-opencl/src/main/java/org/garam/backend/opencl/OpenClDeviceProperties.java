package org.garam.backend.opencl;

import java.util.EnumSet;
import java.util.Set;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.Dialect;
import org.garam.spi.DeviceInfo;
import org.garam.tensor.DType;
import org.lwjgl.opencl.CL10;

/**
 * What a device said about itself.
 *
 * @param platform the driver's handle
 * @param device the handle
 * @param name for people; unique among the devices found
 * @param type the bits of {@code CL_DEVICE_TYPE}
 * @param identity all that a binary compiled for the device depends on: names and versions of device, driver and platform
 * @param computeUnits how many groups run at the same time
 * @param maxGroupSize the most work-items of a group along its first axis
 * @param localBytes the local memory of a group
 * @param memoryBytes the memory in all
 * @param maxAllocationBytes the most memory of one buffer
 * @param floatVectorWidth how many float32 a native vector has
 * @param hasFloat64 whether it computes in float64
 * @param roundsDivision whether it can round divisions and square roots of float32 correctly
 * @param sharesMemory whether device and host use the same memory
 * @param keepsBuilds whether its driver caches what it compiles, and has to compile again to hand out a binary
 */
record OpenClDeviceProperties(long platform, long device, String name, long type, String identity, int computeUnits,
        int maxGroupSize, long localBytes, long memoryBytes, long maxAllocationBytes, int floatVectorWidth,
        boolean hasFloat64, boolean roundsDivision, boolean sharesMemory, boolean keepsBuilds) {
    private static final int WIDEST_VECTOR = 64;
    private static final int SCALAR = 4;

    /** {@return whether the device is the processor itself} */
    boolean isProcessor() {
        return (type & (CL10.CL_DEVICE_TYPE_GPU | CL10.CL_DEVICE_TYPE_ACCELERATOR)) == 0;
    }

    /** {@return 0 for graphics processors, 1 for other accelerators, 2 for the processor} */
    int rank() {
        return (type & CL10.CL_DEVICE_TYPE_GPU) != 0 ? 0 : isProcessor() ? 2 : 1;
    }

    /** {@return the same device under another name} */
    OpenClDeviceProperties named(String otherName) {
        return new OpenClDeviceProperties(platform, device, otherName, type, identity, computeUnits, maxGroupSize,
                localBytes, memoryBytes, maxAllocationBytes, floatVectorWidth, hasFloat64, roundsDivision, sharesMemory, keepsBuilds);
    }

    /** {@return the same device with no more than {@code limits} allow} */
    OpenClDeviceProperties limited(OpenClLimits limits) {
        return new OpenClDeviceProperties(platform, device, name, type, identity, computeUnits,
                Math.min(maxGroupSize, limits.groupSize()), Math.min(localBytes, limits.localBytes()),
                Math.min(memoryBytes, limits.memoryBytes()), Math.min(maxAllocationBytes, limits.memoryBytes()),
                floatVectorWidth, hasFloat64 && limits.allowsFloat64(), roundsDivision,
                sharesMemory && limits.allowsMapping(), keepsBuilds && !limits.asksForBinaries());
    }

    DeviceInfo info(int ordinal) {
        Set<DType> arithmetic = hasFloat64 ? EnumSet.of(DType.FLOAT32, DType.FLOAT64) : EnumSet.of(DType.FLOAT32);
        return new DeviceInfo(OpenClBackendProvider.NAME, ordinal, name, memoryBytes, arithmetic);
    }

    /** {@return what the text of kernels for this device depends on} */
    DeviceTraits traits() {
        int vectorBytes = isProcessor() ? Math.clamp(floatVectorWidth * (long) Float.BYTES, SCALAR, WIDEST_VECTOR) : SCALAR;
        return new DeviceTraits(Dialect.OPENCL_C, !isProcessor(), computeUnits, maxGroupSize, localBytes, vectorBytes);
    }

    /** {@return what the compiler is told} */
    String buildOptions() {
        return "-cl-std=CL1.2" + (roundsDivision ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
    }
}
