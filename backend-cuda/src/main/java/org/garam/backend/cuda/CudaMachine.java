package org.garam.backend.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.garam.backend.cuda.library.CudaLibraries;
import org.garam.backend.cuda.library.CudaVersion;
import org.garam.backend.cuda.library.Nvrtc;
import org.garam.kernels.host.DiskCache;
import org.garam.spi.DeviceException;

/**
 * The CUDA devices of this machine, or why there are none.
 *
 * @param devices those that can be opened, in the driver's order
 * @param skipped why others cannot
 * @param reason why there are none; empty if there are
 * @param remedy what to do about it
 */
record CudaMachine(List<CudaDeviceProperties> devices, List<String> skipped, String reason, String remedy) {
    /** Memory pools, graphs and what else is called are all there from this version on. */
    private static final int OLDEST_DRIVER = 11_040;
    /** Kernels use nothing newer, but compilers of CUDA 13 have left out what is older. */
    private static final int OLDEST_COMPUTE_CAPABILITY = 50;
    private static final String INSTALL_DRIVER = "install NVIDIA's driver for your graphics processor (on Debian and Ubuntu the "
            + "package nvidia-driver, elsewhere from nvidia.com/drivers), or use -Ddevice=cpu";
    private static final String WITHOUT_NATIVES = "add org.jcuda:jcuda-natives with the classifier linux-x86_64 or "
            + "windows-x86_64 to the dependencies; for other platforms there is none: use -Ddevice=opencl or -Ddevice=cpu";
    private static final CudaLibraries LIBRARIES = new CudaLibraries(DiskCache.root().orElse(null));
    private static CudaMachine found;

    /** {@return the libraries of this process} */
    static CudaLibraries libraries() {
        return LIBRARIES;
    }

    /** {@return what was found; never throws} What was not found is looked for again. */
    static synchronized CudaMachine find() {
        if (found == null || found.devices.isEmpty()) {
            found = search();
        }
        return found;
    }

    private static CudaMachine search() {
        try {
            int driver = LIBRARIES.loadDriver();
            if (driver == 0) {
                return none("no NVIDIA driver was found (libcuda.so.1)", INSTALL_DRIVER);
            }
            if (driver < OLDEST_DRIVER) {
                return none("the NVIDIA driver is of CUDA " + CudaVersion.ofToolkit(driver) + ", needed is "
                        + CudaVersion.ofToolkit(OLDEST_DRIVER) + " or later", "update the driver, or use -Ddevice=cpu");
            }
            return search(driver);
        } catch (LinkageError e) {
            return none("JCuda's native library cannot be loaded (" + e.getMessage() + ")", WITHOUT_NATIVES);
        } catch (RuntimeException e) {
            return none("looking for CUDA devices failed (" + e.getMessage() + ")", INSTALL_DRIVER);
        }
    }

    private static CudaMachine search(int driver) {
        int code = JCudaDriver.cuInit(0);
        if (code == CUresult.CUDA_ERROR_NO_DEVICE) {
            return none("NVIDIA's driver is installed, but finds no device: " + CudaError.name(code), "see whether nvidia-smi "
                    + "lists one, and whether CUDA_VISIBLE_DEVICES hides it; in a container start it with --gpus all; or use "
                    + "-Ddevice=cpu");
        }
        CudaError.check(code, "starting NVIDIA's driver");
        // There is no use in a device for which nothing can be compiled.
        Nvrtc compiler;
        try {
            compiler = LIBRARIES.nvrtc();
        } catch (DeviceException e) {
            return none(e.getMessage(), "or use -Ddevice=cpu");
        }
        int[] count = new int[1];
        CudaError.check(JCudaDriver.cuDeviceGetCount(count), "counting the devices");
        List<CudaDeviceProperties> devices = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int number = 0; number < count[0]; number++) {
            try {
                CudaDeviceProperties device = CudaDeviceProperties.of(number, driver);
                if (device.computeCapability() < OLDEST_COMPUTE_CAPABILITY) {
                    skipped.add("device " + device.name() + " is not used: its compute capability is "
                            + device.computeCapability() / 10.0 + ", needed is " + OLDEST_COMPUTE_CAPABILITY / 10.0);
                    continue;
                }
                if (device.computeCapability() < compiler.oldestArchitecture()) {
                    skipped.add("device " + device.name() + " is not used: its compute capability is "
                            + device.computeCapability() / 10.0 + ", and " + compiler + " compiles from "
                            + compiler.oldestArchitecture() / 10.0 + " on; give the folder of an older CUDA toolkit by "
                            + "-Dgaram.cuda.libraries=DIR");
                    continue;
                }
                int same = seen.merge(device.name(), 1, Integer::sum);
                devices.add(same == 1 ? device : device.named(device.name() + " #" + same));
            } catch (DeviceException e) {
                skipped.add("a device that does not tell what it is: " + e.getMessage());
            }
        }
        return devices.isEmpty() ? none("no CUDA device can be used: " + String.join("; ", skipped), "use -Ddevice=cpu")
                : new CudaMachine(List.copyOf(devices), List.copyOf(skipped), "", "");
    }

    private static CudaMachine none(String reason, String remedy) {
        return new CudaMachine(List.of(), List.of(), reason, remedy);
    }
}
