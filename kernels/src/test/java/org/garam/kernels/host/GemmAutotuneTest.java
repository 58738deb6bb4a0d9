package org.garam.kernels.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.Dialect;
import org.garam.kernels.GemmTile;
import org.garam.op.Precision;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GemmAutotuneTest {
    private static final DeviceTraits TRAITS = new DeviceTraits(Dialect.OPENCL_C, true, 40, 256, 32 << 10, 4);

    @TempDir
    private Path folder;
    private final List<GemmTile> tried = new ArrayList<>();

    private static Kernel.Gemm square(int size) {
        Shape shape = Shape.of(size, size);
        return new Kernel.Gemm(View.dense(new Place.Argument(0), DType.FLOAT32, 0, shape),
                View.dense(new Place.Argument(1), DType.FLOAT32, 0, shape), Precision.FULL, List.of(),
                ScalarCode.copy(DType.FLOAT32),
                View.dense(new Place.Argument(2), DType.FLOAT32, 0, shape));
    }

    private GemmAutotune autotune(String device) {
        return new GemmAutotune(TRAITS, device, true, new DiskCache(folder, 1 << 20), (gemm, tile) -> {
            tried.add(tile);
            if (tried.size() == 1) {
                throw new DeviceException("cannot run");
            }
            return 1000 - tried.size();
        });
    }

    @Test
    void theFastestIsRemembered() {
        List<GemmTile> candidates = GemmTile.candidates(TRAITS, square(512));
        assertTrue(candidates.size() > 1);
        GemmAutotune first = autotune("device");
        GemmTile chosen = first.choose(square(512));
        assertEquals(candidates, tried);
        assertEquals(candidates.getLast(), chosen);
        assertEquals(chosen, first.choose(square(512)));
        assertEquals(chosen, autotune("device").choose(square(512)));
        assertEquals(candidates.size(), tried.size(), "nothing was tried again");
        autotune("another device").choose(square(512));
        assertTrue(tried.size() > candidates.size());
    }

    @Test
    void smallProductsAreNotTried() {
        assertEquals(GemmTile.preferred(TRAITS, square(128)), autotune("device").choose(square(128)));
        assertEquals(List.of(), tried);
    }

    @Test
    void nothingIsTriedIfItCannotBeRemembered() {
        GemmAutotune forgetful = new GemmAutotune(TRAITS, "device", true, new DiskCache(null, 0), (_, _) -> tried.size());
        assertEquals(GemmTile.preferred(TRAITS, square(512)), forgetful.choose(square(512)));
        GemmAutotune off = new GemmAutotune(TRAITS, "device", false, new DiskCache(folder, 1 << 20), (_, _) -> tried.size());
        assertEquals(GemmTile.preferred(TRAITS, square(512)), off.choose(square(512)));
        assertEquals(List.of(), tried);
    }
}
