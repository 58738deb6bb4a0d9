package org.garam.backend.cuda.product;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.spi.DeviceException;

/**
 * Decides in which way a product is computed: the fastest when all were tried on this device. What won is kept on disk,
 * so that every later process chooses the same: another way may add in another order, and results must not depend on
 * when a program was started. For the same reason nothing is tried where there is nothing to remember it.
 */
public final class ProductChoice {
    /** A way that is taken wherever it is possible: {@code kernel}, {@code cublas} or {@code cublaslt}. */
    public static final String PROPERTY = "garam.cuda.products";
    /** A product of 128 x 128 x 128: to try a smaller one takes longer than it will ever save. */
    private static final double FEWEST_OPERATIONS_TO_TRY = 2.0 * 128 * 128 * 128;
    /** Below this a kernel that the host has to start anyway is as fast as a library's, and its epilogue is in it. */
    private static final double FEWEST_OPERATIONS_FOR_A_LIBRARY = 2.0 * 64 * 64 * 64;

    private final Memory memory;
    private final String identity;
    private final boolean isTrying;
    private final Timing timing;
    private final Map<String, ProductWay> chosen = new HashMap<>();

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

    /** Keeps what won between processes. */
    public interface Memory {
        /** {@return whether anything stored can be there later} */
        boolean isThere();

        Optional<String> load(String key);

        void store(String key, String value);
    }

    /**
     * A choice for one device.
     *
     * @param identity what tells the device, its driver and the libraries from others
     * @param isTrying whether ways are tried; if not, a fixed rule decides
     */
    public ProductChoice(Memory memory, String identity, boolean isTrying, Timing timing) {
        this.memory = memory;
        this.identity = identity;
        this.isTrying = isTrying;
        this.timing = timing;
    }

    /** {@return one of the ways, which {@link Products#ways} found} */
    public synchronized ProductWay choose(Kernel.Gemm gemm, Set<ProductWay> ways) {
        Optional<ProductWay> asked = asked();
        if (asked.isPresent()) {
            return ways.contains(asked.get()) ? asked.get() : ProductWay.KERNEL;
        }
        if (ways.size() == 1 || operations(gemm) < FEWEST_OPERATIONS_TO_TRY || !isTrying || !memory.isThere()) {
            return rule(gemm, ways);
        }
        return chosen.computeIfAbsent(key(gemm, ways), key -> remembered(key, ways).orElseGet(() -> {
            ProductWay fastest = fastest(gemm, ways);
            // Another process may have come first; and what is not remembered, the next would choose differently.
            if (remembered(key, ways).isEmpty()) {
                memory.store(key, fastest.toString());
            }
            return remembered(key, ways).orElseGet(() -> rule(gemm, ways));
        }));
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
    private String key(Kernel.Gemm gemm, Set<ProductWay> ways) {
        String views = gemm.views().map(ProductChoice::describe).collect(Collectors.joining(" "));
        return String.join("\n", "product", identity, views, gemm.epilogue().toString(), ways.toString());
    }

    private static String describe(View view) {
        return view.dtype() + view.shape().toString() + view.strides() + "/"
                + BlasLtCall.alignment(view);
    }

    private Optional<ProductWay> remembered(String key, Set<ProductWay> ways) {
        return memory.load(key).flatMap(ProductChoice::way).filter(ways::contains);
    }

    /** {@return the fastest of the ways that ran; what the rule says if it cannot be tried} */
    private ProductWay fastest(Kernel.Gemm gemm, Set<ProductWay> ways) {
        try {
            return timing.nanoseconds(gemm, ways).entrySet().stream().min(Comparator.comparing(Map.Entry::getValue))
                    .map(Map.Entry::getKey).orElseGet(() -> rule(gemm, ways));
        } catch (DeviceException _) {
            return rule(gemm, ways);
        }
    }
}
