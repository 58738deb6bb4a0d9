package org.garam.bench;

import java.util.ArrayList;
import java.util.List;
import org.garam.model.CompileOptions;
import org.garam.model.Sequential;
import org.garam.model.TrainingSteps;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Layer;
import org.garam.op.Precision;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.MemoryUse;

/** The training step of a network of dense layers with SGD, on random samples that are on the device. */
final class NetworkStep implements Workload {
    /** The tutorials' model of Fashion-MNIST. */
    static final List<Integer> TUTORIAL = List.of(784, 300, 100, 10);
    static final int SAMPLES = 55000;

    private final Engine engine;
    private final TrainingSteps steps;

    /**
     * A network whose hidden layers are ReLU and whose last one is softmax.
     *
     * @param units the features of a sample, then the units of each layer
     * @param policy the dtype policy, {@code float32} or {@code mixed_bfloat16}
     * @param precision of products of float32
     */
    NetworkStep(String device, List<Integer> units, int batch, int samples, String policy, Precision precision) {
        engine = Engine.open(device);
        steps = engine.call(() -> {
            Sequential model = model(units).dtypePolicy(policy);
            model.compile(new CompileOptions("sgd", "sparse_categorical_crossentropy").metrics("accuracy")
                    .precision(precision));
            return model.trainingSteps(Tensor.of(Operands.uniform(samples * units.getFirst()), samples, units.getFirst()),
                    Tensor.of(Operands.classes(samples, units.getLast())), batch);
        });
    }

    /** {@return the tutorials' model} */
    static NetworkStep tutorial(String device, int batch) {
        return new NetworkStep(device, TUTORIAL, batch, SAMPLES, "float32", Precision.FULL);
    }

    /** {@return the network, not yet compiled} */
    static Sequential model(List<Integer> units) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 1; i < units.size(); i++) {
            layers.add(new Dense(units.get(i), i == units.size() - 1 ? "softmax" : "relu"));
        }
        return new Sequential(layers).seed(1);
    }

    TrainingSteps steps() {
        return steps;
    }

    /** {@return what takes the device's memory} */
    MemoryUse memoryUse() {
        return engine.device().memoryUse();
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
