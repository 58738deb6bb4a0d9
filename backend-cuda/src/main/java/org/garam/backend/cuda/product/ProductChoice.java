package org.garam.backend.cuda.product;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.garam.kernels.host.DiskCache;
import org.garam.kernels.host.RememberedChoice;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.spi.DeviceException;

/** Decides in which way a product is computed: the fastest when all were tried on this device. */
public final class ProductChoice {
    /** A way that is taken wherever it is possible: {@code kernel}, {@code cublas} or {@code cublaslt}. */
    public static final String PROPERTY = "garam.cuda.products";
    /** A product of 128 x 128 x 128: to try a smaller one takes longer than it will ever save. */
    private static final double FEWEST_OPERATIONS_TO_TRY = 2.0 * 128 * 128 * 128;
    /** Below this a kernel that the host has to start anyway is as fast as a library's, and its epilogue is in it. */
    private static final double FEWEST_OPERATIONS_FOR_A_LIBRARY = 2.0 * 64 * 64 * 64;

    private final RememberedChoice choice;
    private final String identity;
    private final boolean isTrying;
    private final Timing timing;

    /** Tries ways. */
    @FunctionalInterface
    public interface Timing {
        /**
         * {@return the nanoseconds the product takes in each of the ways that can be run}
         *
         * @throws DeviceException if there is not enough memory to try it
         */
        Map<ProductWay, Long> nanoseconds(Kernel.Gemm gemm, Set<ProductWay> ways);
    }

    /**
     * A choice for one device.
     *
     * @param identity what tells the device, its driver and the libraries from others
     * @param cache remembers what won
     * @param isTrying whether ways are tried; if not, a fixed rule decides
     */
    public ProductChoice(String identity, DiskCache cache, boolean isTrying, Timing timing) {
        choice = new RememberedChoice(cache);
        this.identity = identity;
        this.isTrying = isTrying;
        this.timing = timing;
    }

    /** {@return one of the ways, which {@link Products#ways} found} */
    public ProductWay choose(Kernel.Gemm gemm, Set<ProductWay> ways) {
        Optional<ProductWay> asked = asked();
        if (asked.isPresent()) {
            return ways.contains(asked.get()) ? asked.get() : ProductWay.KERNEL;
        }
        ProductWay expected = rule(gemm, ways);
        return operations(gemm) < FEWEST_OPERATIONS_TO_TRY || !isTrying ? expected
                : choice.choose(key(gemm), ways, expected, () -> fastest(gemm, ways, expected));
    }

    /** @throws DeviceException if the property names no way */
    private static Optional<ProductWay> asked() {
        String asked = System.getProperty(PROPERTY, "auto");
        return asked.equals("auto") ? Optional.empty() : Optional.of(way(asked).orElseThrow(() ->
                new DeviceException("-D"
                + PROPERTY + "=" + asked + " is no way to compute a product; give auto, " + Arrays.stream(ProductWay
                .values())
                .map(ProductWay::toString).collect(Collectors.joining(", ")))));
    }

    private static Optional<ProductWay> way(String name) {
        return Arrays.stream(ProductWay.values()).filter(way -> way.toString().equals(name)).findFirst();
    }

    /**
     * {@return the way expected to be fastest: one launch if the epilogue allows, a library if the product is worth it}
     */
    private static ProductWay rule(Kernel.Gemm gemm, Set<ProductWay> ways) {
        if (operations(gemm) < FEWEST_OPERATIONS_FOR_A_LIBRARY) {
            return ProductWay.KERNEL;
        }
        List<ProductWay> preferred = gemm.isPlain() ? List.of(ProductWay.CUBLAS, ProductWay.CUBLASLT)
                : List.of(ProductWay.CUBLASLT, ProductWay.CUBLAS);
        return preferred.stream().filter(ways::contains).findFirst().orElse(ProductWay.KERNEL);
    }

    private static double operations(Kernel.Gemm gemm) {
        return 2.0 * gemm.output().shape().count() * gemm.left().shape().size(-1);
    }

    /** All the time of a product depends on: addresses do not matter but for what divides them. */
    private String key(Kernel.Gemm gemm) {
        String views = gemm.views().map(ProductChoice::describe).collect(Collectors.joining(" "));
        return String.join("\n", "product", identity, views, gemm.epilogue().toString());
    }

    private static String describe(View view) {
        return view.dtype() + view.shape().toString() + view.strides() + "/"
                + BlasLtCall.alignment(view);
    }

    private ProductWay fastest(Kernel.Gemm gemm, Set<ProductWay> ways, ProductWay otherwise) {
        try {
            return timing.nanoseconds(gemm, ways).entrySet().stream().min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey).orElse(otherwise);
        } catch (DeviceException _) {
            return otherwise;
        }
    }
}
