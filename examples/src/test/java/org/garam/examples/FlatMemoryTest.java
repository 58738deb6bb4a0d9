package org.garam.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.garam.conformance.DeviceUnderTest;
import org.garam.model.FitOptions;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.runtime.Backends;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Long runs hold as much memory at the end as at the beginning, whichever device they are on. */
class FlatMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    /** The heap is touched bit by bit; one event leaked a launch, or one batch leaked a fit, would be some hundred MiB. */
    private static final long ALLOWED_BYTES = 64L << 20;
    private static final int SAMPLES = 640;
    private static final int FEATURES = 512;

    static Stream<BackendProvider> backends() {
        return Backends.all().stream();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void tenThousandSteps(BackendProvider provider) {
        measure(provider, (model, data) -> {
            // 20 steps an epoch.
            model.fit(data.inputs(), data.targets(), new FitOptions().epochs(125).verbose(0));
        }, 4);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aThousandFits(BackendProvider provider) {
        measure(provider, (model, data) -> {
            for (int i = 0; i < 250; i++) {
                model.fit(data.inputs(), data.targets(), new FitOptions().batchSize(SAMPLES / 2).verbose(0));
            }
        }, 4);
    }

    private record Data(Tensor inputs, Tensor targets) {}

    private interface Work {
        void run(Sequential model, Data data);
    }

    private static void measure(BackendProvider provider, Work work, int parts) {
        Assumptions.assumeTrue(Files.isReadable(STATUS), "the process's memory is read from " + STATUS + ", which is not here");
        try (Engine engine = new Engine(DeviceUnderTest.open(provider))) {
            engine.run(() -> {
                Sequential model = new Sequential(List.of(new Dense(8, "relu"), new Dense(1))).seed(1);
                model.compile("adam", "mse", "mae");
                Data data = new Data(Tensor.of(new float[SAMPLES * FEATURES], SAMPLES, FEATURES),
                        Tensor.of(new float[SAMPLES], SAMPLES, 1));
                work.run(model, data);
                long before = residentBytes();
                for (int part = 1; part < parts; part++) {
                    work.run(model, data);
                }
                long grown = residentBytes() - before;
                assertTrue(grown < ALLOWED_BYTES, () -> "the process grew by " + (grown >> 20) + " MiB");
            });
        }
    }

    private static long residentBytes() {
        System.gc();
        try {
            return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
