package org.garam.kernels.host;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.GemmTile;
import org.garam.kernels.GemmTiling;
import org.garam.plan.Kernel;
import org.garam.spi.DeviceException;

/** Divides large matrix products the way that was fastest when tried on this device. */
public final class GemmAutotune implements GemmTiling {
    /** Tries a tile. */
    @FunctionalInterface
    public interface Timing {
        /** {@return the nanoseconds the product takes with the tile} */
        long nanoseconds(Kernel.Gemm gemm, GemmTile tile);
    }

    /** A product of 512 x 512 x 512: smaller ones are not worth the time to try. */
    private static final double FEWEST_OPERATIONS = 2.0 * 512 * 512 * 512;
    private static final long MOST_NANOSECONDS = 1_000_000_000;

    private final DeviceTraits traits;
    private final String identity;
    private final boolean isOn;
    private final RememberedChoice choice;
    private final Timing timing;

    /**
     * A tiling for one device.
     *
     * @param identity what tells the device and its driver from others
     * @param isOn whether tiles are tried; if not, what is expected to be fastest is taken
     * @param cache remembers what won
     * @param timing tries a tile
     */
    public GemmAutotune(DeviceTraits traits, String identity, boolean isOn, DiskCache cache, Timing timing) {
        this.traits = traits;
        this.identity = identity;
        this.isOn = isOn;
        choice = new RememberedChoice(cache);
        this.timing = timing;
    }

    @Override
    public GemmTile choose(Kernel.Gemm gemm) {
        List<GemmTile> candidates = GemmTile.candidates(traits, gemm);
        if (KernelTrial.operations(gemm) < FEWEST_OPERATIONS || !isOn) {
            return candidates.getFirst();
        }
        return choice.choose(String.join(" ", "gemm", identity, signature(gemm)), candidates, candidates.getFirst(),
                () -> fastest(gemm, candidates));
    }

    /** {@return all the time of a product depends on, but for what is done to its elements afterwards} */
    private static String signature(Kernel.Gemm gemm) {
        return Stream.of(gemm.left(), gemm.right(), gemm.output())
                .map(view -> view.dtype() + view.shape().toString() + view.strides()).collect(Collectors.joining(" "));
    }

    /** {@return the fastest of those that could be tried in time} */
    private Optional<GemmTile> fastest(Kernel.Gemm gemm, List<GemmTile> candidates) {
        long deadline = System.nanoTime() + MOST_NANOSECONDS;
        GemmTile fastest = null;
        long shortest = Long.MAX_VALUE;
        for (GemmTile tile : candidates) {
            if (System.nanoTime() - deadline > 0) {
                break;
            }
            try {
                long took = timing.nanoseconds(gemm, tile);
                if (took < shortest) {
                    shortest = took;
                    fastest = tile;
                }
            } catch (DeviceException _) {
                // A tile that this driver cannot compile or run is only one candidate less.
            }
        }
        return Optional.ofNullable(fastest);
    }
}
