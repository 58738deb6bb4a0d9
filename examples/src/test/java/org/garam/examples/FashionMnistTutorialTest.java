package org.garam.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.garam.data.GeneratedShapes;
import org.garam.data.ImageDataSet;
import org.garam.examples.tutorial.FashionMnistTutorial;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.runtime.Engine;
import org.junit.jupiter.api.Test;

/** The tutorial learns what it is meant to learn. */
class FashionMnistTutorialTest {
    private static final FitOptions TEN_EPOCHS = new FitOptions().epochs(10).seed(42).verbose(0);

    @Test
    void reachesTheTutorialsAccuracyOnRealImages() {
        ImageDataSet images = RealImages.fashionMnist();
        try (Engine engine = Engine.open("cpu")) {
            engine.run(() -> {
                var tutorial = new FashionMnistTutorial(images, images.train().count(), 42);
                History history = tutorial.train(TEN_EPOCHS);
                assertTrue(history.last("val_accuracy") >= 0.86, history::toString);
                assertTrue(tutorial.test().get("accuracy") >= 0.85, () -> tutorial.test().toString());
            });
        }
    }

    @Test
    void sameSeedSameHistory() {
        ImageDataSet shapes = GeneratedShapes.generate(1, 1200, 200);
        try (Engine engine = Engine.open("cpu")) {
            engine.run(() -> {
                History first = new FashionMnistTutorial(shapes, 1200, 7).train(TEN_EPOCHS);
                History second = new FashionMnistTutorial(shapes, 1200, 7).train(TEN_EPOCHS);
                assertEquals(first.metrics(), second.metrics());
                assertTrue(first.last("loss") < first.get("loss").getFirst(), first::toString);
            });
        }
    }
}
