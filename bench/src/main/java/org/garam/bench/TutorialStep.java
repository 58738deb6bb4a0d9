package org.garam.bench;

import java.util.List;
import org.garam.model.Sequential;
import org.garam.model.TrainingSteps;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Flatten;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;

/** The training step of the tutorial model, 784-300-100-10 with SGD, on random images that are in memory. */
final class TutorialStep implements Workload {
    private static final int SAMPLES = 55000;
    private static final int SIZE = 28;
    private static final int CLASSES = 10;

    private final Engine engine;
    private final TrainingSteps steps;

    TutorialStep(String device, int batch) {
        engine = Engine.open(device);
        steps = engine.call(() -> {
            Sequential model = new Sequential(List.of(new Flatten(SIZE, SIZE), new Dense(300, "relu"), new Dense(100, "relu"),
                    new Dense(CLASSES, "softmax"))).seed(1);
            model.compile("sgd", "sparse_categorical_crossentropy", "accuracy");
            return model.trainingSteps(Tensor.of(Operands.uniform(SAMPLES * SIZE * SIZE), SAMPLES, SIZE, SIZE),
                    Tensor.of(Operands.classes(SAMPLES, CLASSES)), batch);
        });
    }

    TrainingSteps steps() {
        return steps;
    }

    @Override
    public void run(int count) {
        steps.run(count);
        engine.device().synchronize();
    }

    @Override
    public void close() {
        steps.close();
        engine.close();
    }
}
