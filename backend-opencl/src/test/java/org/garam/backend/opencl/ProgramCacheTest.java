package org.garam.backend.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.conformance.TestPlans;
import org.garam.kernels.CompilationUnit;
import org.garam.kernels.Dialect;
import org.garam.kernels.GemmTile;
import org.garam.kernels.KernelFunction;
import org.garam.kernels.PlanRenderer;
import org.garam.kernels.host.DiskCache;
import org.garam.kernels.host.ProgramCache;
import org.garam.plan.Plan;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;


class ProgramCacheTest {
    private static final OpenClLimits WITH_BINARIES = TestDevices.switches(true, true, true);
    private static final int SIZE = 300;

    @TempDir
    private Path folder;

    @Test
    void functionsAreBuiltOnce() {
        try (OpenClDevice device = TestDevices.open()) {
            Plan plan = TestPlans.inPlace(device, SIZE);
            Executable first = device.compile(plan);
            try (Executable second = device.compile(plan)) {
                assertEquals(1, device.programs().size());
                first.close();
                first.close();
                assertThrows(IllegalStateException.class, () -> first.bind(List.of(), Map.of()));
            }
            assertEquals(1, device.programs().size(), "kept for the next plan");
        }
    }

    @Test
    void programsNobodyNeedsAreDroppedAtLast() {
        try (OpenClDevice device = TestDevices.open()) {
            ProgramCache<BuiltProgram> programs = new ProgramCache<>(device.compiler()::compile, 2);
            List<KernelFunction> needed = List.of(function("needed", 1, ""));
            programs.acquire(needed);
            for (int i = 0; i < 4; i++) {
                programs.release(programs.acquire(List.of(function("other" + i, 1, ""))));
            }
            assertEquals(3, programs.size());
            var before = programs.acquire(List.of(function("other3", 1, "")));
            assertEquals(3, programs.size(), "found");
            programs.release(programs.acquire(List.of(function("other0", 1, ""))));
            programs.release(before);
            assertEquals(3, programs.size(), "built again");
            programs.close();
        }
    }

    @Test
    void binariesAreStoredAndUsed() throws IOException {
        DiskCache cache = new DiskCache(folder, 1 << 26);
        float[] expected = result(cache);
        String key = key();
        byte[] binary = cache.load(key).orElseThrow();
        assertTrue(binary.length > 0);
        assertArrayEquals(expected, result(cache));
        assertArrayEquals(binary, cache.load(key).orElseThrow(), "not built anew");

        cache.store(key, "no binary of any driver".getBytes(StandardCharsets.UTF_8));
        assertArrayEquals(expected, result(cache));
        assertTrue(cache.load(key).orElseThrow().length > 100, "replaced");

        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 0x55;
            Files.write(file, bytes);
        }
        assertArrayEquals(expected, result(cache));
        assertTrue(cache.load(key).isPresent());
    }

    private static float[] result(DiskCache cache) {
        try (OpenClDevice device = TestDevices.open(WITH_BINARIES, cache)) {
            return TestPlans.run(device, TestPlans.inPlace(device, SIZE), TestPlans.numbers(SIZE));
        }
    }

    private static String key() {
        try (OpenClDevice device = TestDevices.open(WITH_BINARIES)) {
            Plan plan = TestPlans.inPlace(device, SIZE);
            var functions = new PlanRenderer(device.traits(), gemm -> GemmTile.preferred(device.traits(), gemm)).render(plan)
                    .functions();
            OpenClDeviceProperties properties = OpenClPlatforms.find().devices().getFirst();
            return DiskCache.key(CompilationUnit.text(Dialect.OPENCL_C, functions), properties.buildOptions(),
                    properties.identity());
        }
    }

    @Test
    void whatTheCompilerRefusesIsNamedWithItsLine() {
        try (OpenClDevice device = TestDevices.open()) {
            KernelFunction good = function("good_kernel", 1, "");
            KernelFunction bad = function("bad_kernel", 1, "x[0] = nonsense(x[1]) +;");
            DeviceException thrown = assertThrows(DeviceException.class,
                    () -> device.programs().acquire(List.of(good, bad)));
            assertTrue(thrown.getMessage().contains("bad_kernel"), thrown.getMessage());
            assertTrue(thrown.getMessage().contains("CL_BUILD_PROGRAM_FAILURE"), thrown.getMessage());
            assertTrue(thrown.getMessage().contains(device.info().name()), thrown.getMessage());
            assertEquals(0, device.programs().size());
        }
    }

    @Test
    void kernelsThatDoNotFitAreRefusedBeforeTheyRun() {
        try (OpenClDevice device = TestDevices.open(TestDevices.SMALL)) {
            DeviceException wide = assertThrows(DeviceException.class,
                    () -> device.programs().acquire(List.of(function("wide_kernel", 32, ""))));
            assertTrue(wide.getMessage().contains("wide_kernel") && wide.getMessage().contains("32x1")
                    && wide.getMessage().contains("at most 16"), wide.getMessage());
            DeviceException large = assertThrows(DeviceException.class, () -> device.programs().acquire(List.of(
                    function("large_kernel", 16,
                            "LOCAL_ARRAY(f32, part, 2048); part[LOCAL_X] = x[0]; BARRIER; x[1] = part[3];"))));
            assertTrue(large.getMessage().contains("large_kernel") && large.getMessage().contains("8192")
                    && large.getMessage().contains("4096"), large.getMessage());
        }
    }

    private static KernelFunction function(String name, int width, String body) {
        String text = "KERNEL(" + width + ", 1) " + name + "(GLOBAL f32* x)\n{\n    " + body + "\n}\n";
        return new KernelFunction(name, text, width, 1);
    }
}
