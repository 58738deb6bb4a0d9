package org.garam.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.garam.conformance.DeviceUnderTest;
import org.garam.data.ImageDataSet;
import org.garam.examples.tutorial.FashionMnistTutorial;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.runtime.Backends;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every device trains the tutorial's model as the CPU does: from the same weights, in the same order, to the same loss. */
class DeviceAgreementTest {
    private static final int IMAGES = 60_000;
    private static final long SEED = 42;

    private record Trained(List<float[]> initialWeights, History history) {}

    static Stream<String> otherBackends() {
        return Backends.all().stream().map(BackendProvider::name).filter(name -> !name.equals("cpu"));
    }

    @ParameterizedTest
    @MethodSource("otherBackends")
    void oneEpochOfFashionMnist(String backend) {
        BackendProvider provider = Backends.all().stream().filter(found -> found.name().equals(backend)).findFirst().orElseThrow();
        ImageDataSet images = RealImages.fashionMnist();
        Trained there;
        try (Engine engine = new Engine(DeviceUnderTest.open(provider))) {
            there = engine.call(() -> train(images));
        }
        Trained here;
        try (Engine engine = Engine.open("cpu")) {
            here = engine.call(() -> train(images));
        }
        for (int i = 0; i < here.initialWeights().size(); i++) {
            assertArrayEquals(here.initialWeights().get(i), there.initialWeights().get(i), "initial weights " + i);
        }
        // The losses can only be close if the samples came in the same order.
        assertEquals(here.history().last("loss"), there.history().last("loss"), 1e-4);
        assertEquals(here.history().last("val_loss"), there.history().last("val_loss"), 1e-4);
    }

    private static Trained train(ImageDataSet images) {
        var tutorial = new FashionMnistTutorial(images, IMAGES, SEED);
        List<float[]> initial = new ArrayList<>();
        tutorial.model().getWeights().stream().map(Tensor::toFloats).forEach(initial::add);
        return new Trained(initial, tutorial.train(new FitOptions().epochs(1).seed(SEED).verbose(0)));
    }
}
