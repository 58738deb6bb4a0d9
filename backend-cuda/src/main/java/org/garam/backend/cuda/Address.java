package org.garam.backend.cuda;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/** Addresses as JCuda's functions take them. */
final class Address {
    private static final CUdeviceptr ZERO = new CUdeviceptr();

    private Address() {}

    /** {@return an address of the device's memory} */
    static CUdeviceptr ofDevice(long address) {
        return ZERO.withByteOffset(address);
    }

    /** {@return an address of native host memory} */
    static Pointer ofHost(long address) {
        return new Host(address);
    }

    private static final class Host extends Pointer {
        Host(long address) {
            super(address);
        }
    }

    /** A pointer that the driver sets. */
    static final class Result extends CUdeviceptr {
        long value() {
            return getNativePointer();
        }
    }

    /** A pointer to host memory that the driver sets. */
    static final class HostResult extends Pointer {
        long value() {
            return getNativePointer();
        }
    }
}
