package org.garam.backend.cuda.product;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.garam.kernels.host.DiskCache;
import org.garam.kernels.host.KernelTrial;
import org.garam.kernels.host.RememberedChoice;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.spi.DeviceException;

/** Decides in which way a kernel is run: the fastest when all were tried on this device. */
public final class WayChoice {
    /**
     * A way that is taken wherever it is possible: {@code rendered}, {@code cublas}, {@code cublaslt}, {@code cudnn}.
     */
    public static final String PROPERTY = "garam.cuda.kernels";
    private static final String ANY = "auto";
    /** A product of 128 x 128 x 128: to try what is smaller takes longer than it will ever save. */
    private static final double FEWEST_OPERATIONS_TO_TRY = 2.0 * 128 * 128 * 128;
    /** A product of 64 x 64 x 64: below, starting a function takes longer than running it, whoever wrote it. */
    private static final double FEWEST_OPERATIONS_FOR_A_LIBRARY = 2.0 * 64 * 64 * 64;

    private final RememberedChoice choice;
    private final String identity;
    private final boolean isTrying;
    private final Timing timing;

    /** Tries ways. */
    @FunctionalInterface
    public interface Timing {
        /**
         * {@return the nanoseconds the kernel takes in each of the ways in which it runs}
         *
         * @throws DeviceException if there is not enough memory to try it
         */
        Map<KernelWay, Long> nanoseconds(Kernel kernel, Set<KernelWay> ways);
    }

    /**
     * A choice for one device.
     *
     * @param identity what tells the device and its driver from others
     * @param cache remembers what won
     * @param isTrying whether ways are tried; if not, a fixed rule decides
     */
    public WayChoice(String identity, DiskCache cache, boolean isTrying, Timing timing) {
        choice = new RememberedChoice(cache);
        this.identity = identity;
        this.isTrying = isTrying;
        this.timing = timing;
    }

    /** {@return whether a way other than to render functions could be chosen for the kernel} */
    public static boolean isOpen(Kernel kernel) {
        return KernelWays.isForLibraries(kernel) && asked().map(way -> way != KernelWay.RENDERED)
                .orElseGet(() -> KernelTrial.operations(kernel) >= FEWEST_OPERATIONS_FOR_A_LIBRARY);
    }

    /**
     * {@return one of the ways in which the kernel can be run}
     *
     * @param libraries what tells the libraries from others
     */
    public KernelWay choose(Kernel kernel, String libraries, Set<KernelWay> ways) {
        Optional<KernelWay> asked = asked();
        if (asked.isPresent()) {
            return ways.contains(asked.get()) ? asked.get() : KernelWay.RENDERED;
        }
        KernelWay expected = rule(kernel, ways);
        return KernelTrial.operations(kernel) < FEWEST_OPERATIONS_TO_TRY || !isTrying ? expected
                : choice.choose(key(kernel, libraries), ways, expected, () -> fastest(kernel, ways, expected));
    }

    /** @throws DeviceException if the property names no way */
    private static Optional<KernelWay> asked() {
        String asked = System.getProperty(PROPERTY, ANY);
        if (asked.equals(ANY)) {
            return Optional.empty();
        }
        return Optional.of(way(asked).orElseThrow(() -> new DeviceException("-D" + PROPERTY + "=" + asked
                + " is no way to run a kernel; give " + ANY + ", " + Arrays.stream(KernelWay.values())
                        .map(KernelWay::toString).collect(Collectors.joining(", ")))));
    }

    private static Optional<KernelWay> way(String name) {
        return Arrays.stream(KernelWay.values()).filter(way -> way.toString().equals(name)).findFirst();
    }

    /**
     * {@return the way expected to be fastest: for products a library, with the epilogue if it can; for rows it has to
     * be shown first that a library is}
     */
    private static KernelWay rule(Kernel kernel, Set<KernelWay> ways) {
        if (!(kernel instanceof Kernel.Gemm gemm) || KernelTrial.operations(gemm) < FEWEST_OPERATIONS_FOR_A_LIBRARY) {
            return KernelWay.RENDERED;
        }
        List<KernelWay> preferred = gemm.isPlain() ? List.of(KernelWay.CUBLAS, KernelWay.CUBLASLT)
                : List.of(KernelWay.CUBLASLT, KernelWay.CUBLAS);
        return preferred.stream().filter(ways::contains).findFirst().orElse(KernelWay.RENDERED);
    }

    /** All the time of a kernel depends on: addresses do not matter but for what divides them. */
    private String key(Kernel kernel, String libraries) {
        String views = kernel.views().map(WayChoice::describe).collect(Collectors.joining(" "));
        return String.join("\n", "way", identity, libraries, views, switch (kernel) {
            case Kernel.Gemm gemm -> gemm.precision() + " " + gemm.epilogue();
            case Kernel.RowKernel rows -> rows.code().toString();
            default -> throw new IllegalArgumentException("no library runs " + kernel);
        });
    }

    private static String describe(View view) {
        return view.dtype() + view.shape().toString() + view.strides() + "/" + BlasLtCall.alignment(view);
    }

    private KernelWay fastest(Kernel kernel, Set<KernelWay> ways, KernelWay otherwise) {
        try {
            return timing.nanoseconds(kernel, ways).entrySet().stream().min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey).orElse(otherwise);
        } catch (DeviceException _) {
            return otherwise;
        }
    }
}
