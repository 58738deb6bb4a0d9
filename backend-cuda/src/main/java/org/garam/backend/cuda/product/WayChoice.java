package org.garam.backend.cuda.product;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.kernels.host.DiskCache;
import org.garam.kernels.host.KernelTrial;
import org.garam.kernels.host.RememberedChoice;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.spi.DeviceException;

/** Decides in which way kernels are run: the fastest when all were tried on this device. */
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
    private final Timing<KernelWay> timing;
    private final Timing<Folding> foldTiming;

    /**
     * Tries ways.
     *
     * @param <W> what the ways are
     */
    @FunctionalInterface
    public interface Timing<W> {
        /**
         * {@return the nanoseconds the kernels take, one after the other, in each of the ways in which they run}
         *
         * @throws DeviceException if there is not enough memory to try it
         */
        Map<W, Long> nanoseconds(List<Kernel> kernels, Set<W> ways);
    }

    /**
     * A choice for one device.
     *
     * @param identity what tells the device and its driver from others
     * @param cache remembers what won
     * @param isTrying whether ways are tried; if not, a fixed rule decides
     */
    public WayChoice(String identity, DiskCache cache, boolean isTrying, Timing<KernelWay> timing,
            Timing<Folding> foldTiming) {
        choice = new RememberedChoice(cache);
        this.identity = identity;
        this.isTrying = isTrying;
        this.timing = timing;
        this.foldTiming = foldTiming;
    }

    /** {@return whether a way other than to render functions could be chosen for the kernel} */
    static boolean isOpen(Kernel kernel) {
        return KernelWays.isForLibraries(kernel) && asked().map(way -> way != KernelWay.RENDERED)
                .orElseGet(() -> KernelTrial.operations(kernel) >= FEWEST_OPERATIONS_FOR_A_LIBRARY);
    }

    /**
     * {@return one of the ways in which the kernel can be run}
     *
     * @param libraries what tells the libraries from others
     */
    KernelWay choose(Kernel kernel, String libraries, Set<KernelWay> ways) {
        Optional<KernelWay> asked = asked();
        if (asked.isPresent()) {
            return ways.contains(asked.get()) ? asked.get() : KernelWay.RENDERED;
        }
        KernelWay expected = rule(kernel, ways);
        return KernelTrial.operations(kernel) < FEWEST_OPERATIONS_TO_TRY || !isTrying ? expected
                : choice.choose(key("way", List.of(kernel), libraries), ways, expected,
                        () -> fastest(timing, List.of(kernel), ways));
    }

    /**
     * {@return whether kernels that could be folded are worth it: products so small that no library is are not}
     */
    static boolean isOpen(Fold fold) {
        return asked().map(way -> way == KernelWay.CUBLASLT).orElseGet(() -> fold.calls().stream().allMatch(call ->
                KernelTrial.operations(call.product()) >= FEWEST_OPERATIONS_FOR_A_LIBRARY));
    }

    /**
     * {@return whether kernels that the library can fold are folded}
     *
     * @param kernels all of the fold, in the plan's order
     * @param libraries what tells the libraries from others
     */
    boolean isFolded(List<Kernel> kernels, String libraries) {
        if (asked().isPresent() || KernelTrial.operations(kernels) < FEWEST_OPERATIONS_TO_TRY || !isTrying) {
            return true;
        }
        Set<Folding> both = EnumSet.allOf(Folding.class);
        return choice.choose(key("fold", kernels, libraries), both, Folding.TOGETHER,
                () -> fastest(foldTiming, kernels, both)) == Folding.TOGETHER;
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

    /** All the time of kernels depends on: addresses do not matter but for what divides them, and which are the same. */
    private String key(String what, List<Kernel> kernels, String libraries) {
        Map<List<Object>, Integer> regions = new HashMap<>();
        return Stream.concat(Stream.of(what, identity, libraries), kernels.stream().map(kernel -> kernel.views()
                .map(view -> describe(view) + "@" + regions.computeIfAbsent(List.of(view.place(), view.dtype(),
                        view.lowestOffset(), view.highestOffset()), _ -> regions.size()))
                .collect(Collectors.joining(" ")) + " " + code(kernel))).collect(Collectors.joining("\n"));
    }

    private static String code(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Gemm gemm -> gemm.precision() + " " + gemm.epilogue();
            case Kernel.RowKernel rows -> rows.code().toString();
            case Kernel.Reduction reduction -> reduction.function() + " " + reduction.code();
            case Kernel.Elementwise elementwise -> elementwise.code().toString();
            case Kernel.Gather _, Kernel.ScatterAdd _, Kernel.RandomBits _ ->
                    throw new IllegalArgumentException("no library runs " + kernel);
        };
    }

    private static String describe(View view) {
        return view.dtype() + view.shape().toString() + view.strides() + "/" + BlasLtCall.alignment(view);
    }

    private static <W> Optional<W> fastest(Timing<W> timing, List<Kernel> kernels, Set<W> ways) {
        try {
            return timing.nanoseconds(kernels, ways).entrySet().stream().min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey);
        } catch (DeviceException _) {
            return Optional.empty();
        }
    }
}
