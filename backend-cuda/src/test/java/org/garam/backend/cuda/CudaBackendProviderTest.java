package org.garam.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.garam.backend.cuda.fake.FakeCuda;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.backend.cuda.fake.OwnJvm;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.DeviceException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is found on machines of all kinds: each of them is a process of its own, for a process has one driver. */
class CudaBackendProviderTest {
    private static final String MACHINE = "test.machine";

    @TempDir
    private Path folder;

    /** A machine and what its user is told. */
    private enum Machine {
        WITHOUT_DEVICE(fake -> fake.failCall("cuInit", 1, 100), "finds no device", "CUDA_ERROR_NO_DEVICE", "nvidia-smi"),
        WITH_AN_OLD_DRIVER(fake -> fake.set("driver version", 11_030), "is of CUDA 11.3, needed is 11.4 or later",
                "update the driver"),
        WITH_A_STUBBORN_DRIVER(fake -> fake.failCall("cuInit", 1, 803), "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
                "restart the machine"),
        WITH_OLD_DEVICES(fake -> fake.devices("3.5 3.0"), "its compute capability is 3.5, needed is 5.0"),
        WITHOUT_COMPILER(_ -> {}, "NVRTC, which compiles the kernels, is not usable", "there is no libnvrtc.so",
                "-Dgaram.cuda.libraries=DIR");

        private final Consumer<FakeCudaControl> setting;
        private final List<String> told;

        Machine(Consumer<FakeCudaControl> setting, String... told) {
            this.setting = setting;
            this.told = List.of(told);
        }
    }

    private static FakeCudaControl thisProcess() {
        return new FakeCudaControl(new FakeCuda(Path.of(System.getProperty("garam.cuda.libraries"))));
    }

    /** Runs in a process of its own. */
    static final class Unavailable implements Runnable {
        @Override
        public void run() {
            Machine machine = Machine.valueOf(System.getProperty(MACHINE));
            machine.setting.accept(thisProcess());
            CudaBackendProvider provider = new CudaBackendProvider();
            var unavailable = assertInstanceOf(Availability.Unavailable.class, provider.probe());
            String told = unavailable.reason() + "; " + unavailable.remedy();
            machine.told.forEach(part -> assertTrue(told.contains(part), () -> part + " is missing in: " + told));
            assertTrue(told.contains("-Ddevice=cpu"), told);
            if (machine != Machine.WITHOUT_DEVICE && machine != Machine.WITH_A_STUBBORN_DRIVER) {
                String message = assertThrows(DeviceException.class, () -> provider.open(0)).getMessage();
                assertTrue(message.startsWith("cuda:0 cannot be opened: " + unavailable.reason()), message);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> machinesWithoutAUsableDevice() {
        return Stream.of(Machine.values()).map(machine -> DynamicTest.dynamicTest(machine.name(), () -> {
            FakeCuda fake = FakeCuda.build(12).copyTo(folder.resolve(machine.name()));
            if (machine == Machine.WITHOUT_COMPILER) {
                fake.withoutLibrary("libnvrtc-builtins").withoutLibrary("libnvrtc");
            }
            OwnJvm.run(Unavailable.class, Map.of("garam.cuda.libraries", fake.folder().toString(), MACHINE, machine.name(),
                    "garam.cache", "none"));
        }));
    }

    /** Runs in a process of its own. */
    static final class TwoDevices implements Runnable {
        @Override
        public void run() {
            thisProcess().devices("9.0 3.5 7.5 9.0");
            CudaBackendProvider provider = new CudaBackendProvider();
            var available = assertInstanceOf(Availability.Available.class, provider.probe());
            assertEquals(List.of("cuda", "cuda:2", "cuda:3"),
                    available.devices().stream().map(device -> device.id()).toList());
            assertEquals(3, available.devices().stream().map(device -> device.name()).distinct().count());
            assertEquals(1, available.notes().size(), available.notes().toString());
            provider.open(2).close();
            String message = assertThrows(DeviceException.class, () -> provider.open(1)).getMessage();
            assertTrue(message.contains("cuda:1 does not exist") && message.contains("cuda:2"), message);
            String libraries = String.join("\n", provider.libraries());
            for (String library : List.of("CUDA driver", "NVRTC 12.", "cuBLAS 12.", "cuBLASLt 12.", "cuDNN 9.")) {
                assertTrue(libraries.contains(library), () -> library + " is missing in:\n" + libraries);
            }
        }
    }

    @Test
    void severalDevicesAreToldApart() {
        FakeCuda fake = FakeCuda.build(12);
        OwnJvm.run(TwoDevices.class, Map.of("garam.cuda.libraries", fake.folder().toString(), "garam.cache", "none"));
    }

    @Test
    void isFoundAsAService() {
        BackendProvider provider = ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals("cuda")).findFirst().orElseThrow();
        assertInstanceOf(CudaBackendProvider.class, provider);
    }
}
