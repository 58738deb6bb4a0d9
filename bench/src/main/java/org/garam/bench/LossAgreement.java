package org.garam.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.garam.model.FitOptions;
import org.garam.model.ModelLayer;
import org.garam.model.Sequential;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The mean loss of the tutorials' network over the same first steps, from the same weights, of Garam and of PyTorch.
 *
 * @param garam Garam's
 * @param peer PyTorch's
 */
record LossAgreement(double garam, double peer) {
    private static final int BATCH = 32;
    private static final int STEPS = 30;
    /** Sums in another order, 30 steps long. */
    private static final double TOLERANCE = 1e-4;

    /** {@return both losses; Garam's on {@code device}} */
    static LossAgreement of(String device, Peer peer) throws IOException {
        Path folder = Files.createTempDirectory("garam-losses");
        try {
            double garam = train(device, folder);
            return new LossAgreement(garam, peer.loss(folder.toString(), NetworkStep.TUTORIAL, BATCH));
        } finally {
            for (String name : List.of("weights", "images", "labels")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    /** Writes what it starts from, as raw numbers in the processor's byte order. */
    private static double train(String device, Path folder) throws IOException {
        int samples = STEPS * BATCH;
        int features = NetworkStep.TUTORIAL.getFirst();
        float[] images = Operands.uniform(samples * features);
        int[] labels = Operands.classes(samples, NetworkStep.TUTORIAL.getLast());
        try (Engine engine = Engine.open(device)) {
            return engine.call(() -> {
                Sequential model = NetworkStep.model(NetworkStep.TUTORIAL);
                model.compile("sgd", "sparse_categorical_crossentropy");
                model.build(Shape.of(features));
                try (OutputStream weights = Files.newOutputStream(folder.resolve("weights"))) {
                    for (ModelLayer layer : model.layers()) {
                        for (Tensor weight : layer.getWeights()) {
                            weights.write(bytes(weight.toFloats()));
                        }
                    }
                }
                Files.write(folder.resolve("images"), bytes(images));
                ByteBuffer classes = buffer(labels.length);
                classes.asIntBuffer().put(labels);
                Files.write(folder.resolve("labels"), classes.array());
                return model.fit(Tensor.of(images, samples, features), Tensor.of(labels),
                        new FitOptions().batchSize(BATCH).shuffle(false).verbose(0)).metrics().get("loss").getFirst();
            });
        }
    }

    private static byte[] bytes(float[] numbers) {
        ByteBuffer bytes = buffer(numbers.length);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    private static ByteBuffer buffer(int numbers) {
        return ByteBuffer.allocate(numbers * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    /** @throws IllegalStateException if the two do not agree */
    void require() {
        if (!(Math.abs(garam - peer) <= TOLERANCE * Math.abs(peer))) {
            throw new IllegalStateException("Garam's loss after " + STEPS + " steps is " + garam + ", PyTorch's " + peer
                    + ": they do not compute the same");
        }
    }
}
