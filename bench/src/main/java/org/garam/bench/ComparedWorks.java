package org.garam.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.garam.bench.ComparedWork.Goal;
import org.garam.bench.ComparedWork.Unit;
import org.garam.model.optimizer.Adam;
import org.garam.op.Precision;
import org.garam.tensor.DType;

/** What is compared: steps of a small and a large network, products, elementwise functions, the step of an optimizer. */
final class ComparedWorks {
    private static final Goal NO_SLOWER = new Goal(Goal.Of.FASTEST_PEER, 1);
    private static final Goal TWICE_EAGER = new Goal(Goal.Of.EAGER_PEER, 2);
    private static final Goal AS_CUBLAS = new Goal(Goal.Of.FASTEST_PEER, 0.95);
    private static final Goal NEAR_COPY = new Goal(Goal.Of.COPY_BANDWIDTH, 0.85);
    /** Adam reads weight, gradient and two slots, and writes all but the gradient. */
    private static final long BYTES_OF_AN_ADAM_STEP = 7L * Float.BYTES;
    /** Two operands are read, one is written. */
    private static final long BYTES_OF_AN_ELEMENT = 3L * Float.BYTES;

    /**
     * How much is done.
     *
     * @param batches of the tutorials' network
     * @param wide the hidden units of the large network
     * @param wideBatches its batches
     * @param products the sizes of square matrices
     * @param elements of an elementwise function
     * @param weights of the optimizer's step
     * @param samples of the networks
     */
    record Scale(List<Integer> batches, int wide, List<Integer> wideBatches, List<Integer> products, int elements, int weights,
            int samples) {
        /** As large as a GPU wants it. */
        static final Scale FULL = new Scale(List.of(32, 128, 1024, 8192), 4096, List.of(256, 4096),
                List.of(512, 1024, 2048, 4096, 8192), 1 << 26, 100_000_000, NetworkStep.SAMPLES);
        /** To try the comparison itself. */
        static final Scale QUICK = new Scale(List.of(32, 128), 64, List.of(64), List.of(64, 128), 1 << 16, 10_000, 1024);
    }

    private ComparedWorks() {}

    static List<ComparedWork> of(String device, Scale scale) {
        Stream<ComparedWork> networks = Stream.concat(
                scale.batches.stream().map(batch -> network(device, NetworkStep.TUTORIAL, batch, scale.samples)),
                scale.wideBatches.stream().map(batch ->
                        network(device, List.of(784, scale.wide, scale.wide, 10), batch, scale.samples)));
        Stream<ComparedWork> products = scale.products.stream().map(size -> product(device, size));
        // PyTorch compiles networks for a long time: they come last, in case the time is over.
        return Stream.of(products, Stream.of(elementwise(device, scale.elements), adam(device, scale.weights)), networks)
                .flatMap(works -> works).toList();
    }

    private static SequencedMap<String, Supplier<Workload>> fp32(Supplier<Workload> garam) {
        SequencedMap<String, Supplier<Workload>> byPrecision = new LinkedHashMap<>();
        byPrecision.put("fp32", garam);
        return byPrecision;
    }

    /** In float32, on a GPU also with factors of TF32, and in bfloat16. */
    private static SequencedMap<String, Supplier<Workload>> products(String device,
            Function<Precision, Workload> float32, Supplier<Workload> bfloat16) {
        SequencedMap<String, Supplier<Workload>> byPrecision = fp32(() -> float32.apply(Precision.FULL));
        if (device.startsWith("cuda")) {
            byPrecision.put("tf32", () -> float32.apply(Precision.TENSOR_FLOAT32));
            byPrecision.put("bf16", bfloat16);
        }
        return byPrecision;
    }

    private static ComparedWork network(String device, List<Integer> units, int batch, int samples) {
        List<Goal> goals = new ArrayList<>(List.of(NO_SLOWER));
        if (units.equals(NetworkStep.TUTORIAL)) {
            goals.add(TWICE_EAGER);
        }
        String title = "training step " + String.join("-", units.stream().map(String::valueOf).toList()) + ", batch " + batch;
        return new ComparedWork(title, Map.of("kind", "network", "units", units, "batch", batch, "samples", samples),
                products(device, precision -> new NetworkStep(device, units, batch, samples, "float32", precision),
                        () -> new NetworkStep(device, units, batch, samples, "mixed_bfloat16", Precision.FULL)), 1,
                Unit.STEPS, goals);
    }

    private static ComparedWork product(String device, int size) {
        return new ComparedWork("product of " + size, Map.of("kind", "product", "size", size),
                products(device, precision ->
                        ProgramWorkload.product(device, DType.FLOAT32, precision, size, size, size),
                        () -> ProgramWorkload.product(device, DType.BFLOAT16, Precision.FULL, size, size, size)),
                2.0 * size * size * size, Unit.OPERATIONS, List.of(AS_CUBLAS));
    }

    private static ComparedWork elementwise(String device, int size) {
        return new ComparedWork("max(x y + y, 0) of " + size, Map.of("kind", "elementwise", "size", size),
                fp32(() -> ProgramWorkload.vectors(device, "relu", size)), (double) BYTES_OF_AN_ELEMENT * size, Unit.BYTES,
                List.of(NO_SLOWER, NEAR_COPY));
    }

    private static ComparedWork adam(String device, int size) {
        return new ComparedWork("Adam step over " + size + " weights", Map.of("kind", "adam", "size", size),
                fp32(() -> new OptimizerWorkload(device, new Adam(), size)), (double) BYTES_OF_AN_ADAM_STEP * size, Unit.BYTES,
                List.of(NO_SLOWER, NEAR_COPY));
    }
}
