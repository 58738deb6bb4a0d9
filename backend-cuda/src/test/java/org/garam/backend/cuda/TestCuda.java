package org.garam.backend.cuda;

import java.util.Arrays;
import org.garam.backend.cuda.fake.FakeCuda;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.conformance.DeviceUnderTest;
import org.garam.kernels.host.DiskCache;

/**
 * The CUDA that tests run on: this machine's own where {@code -Dgaram.require} names cuda, else the fake, as CUDA 12. Their
 * caches are never the user's.
 */
final class TestCuda {
    static final int TOOLKIT = 12;

    private TestCuda() {}

    /** {@return the provider, which finds the device under test} */
    static CudaBackendProvider provider() {
        if (!isReal()) {
            FakeCuda.install(TOOLKIT);
        }
        return new CudaBackendProvider();
    }

    static boolean isReal() {
        return Arrays.asList(System.getProperty("garam.require", "").split(",")).contains("cuda");
    }

    /** {@return a fake, put back to how it was built} */
    static FakeCudaControl fake() {
        FakeCudaControl control = new FakeCudaControl(FakeCuda.install(TOOLKIT));
        control.reset();
        return control;
    }

    /** {@return the first device, which keeps nothing between processes} */
    static CudaDevice open() {
        return open(new DiskCache(null, 0));
    }

    static CudaDevice open(DiskCache cache) {
        DeviceUnderTest.open(provider()).close();
        return CudaBackendProvider.open(0, cache);
    }
}
