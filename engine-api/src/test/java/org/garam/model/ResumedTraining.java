package org.garam.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.StringJoiner;
import org.garam.conformance.ReferenceDevice;
import org.garam.model.callback.BackupAndRestore;
import org.garam.model.callback.CSVLogger;
import org.garam.model.callback.Callback;
import org.garam.model.callback.EarlyStopping;
import org.garam.model.callback.LearningRateScheduler;
import org.garam.model.callback.ModelCheckpoint;
import org.garam.model.callback.ReduceLROnPlateau;
import org.garam.model.callback.TrainingRun;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.state.StateFile;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;

/**
 * A training whose end depends on everything a backup must hold: dropout, Adam, shuffling, rates that callbacks change,
 * early stopping that restores the best weights. It is also a program, to be killed and started again; its result is
 * text with all bits.
 */
final class ResumedTraining {
    private static final int SAMPLES = 60;
    private static final int EPOCHS = 14;

    private ResumedTraining() {}

    private static Sequential model() {
        Sequential model = new Sequential(new Dense(12, "relu").inputShape(3), new Dropout(0.3), new Dense(8, "tanh"),
                new Dropout(0.1), new Dense(3, "softmax")).seed(7);
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        model.learningRate(0.02);
        return model;
    }

    /**
     * {@return what the training came to: each bit of the weights and of the history, and what callbacks have written}
     *
     * @param folder where callbacks write
     * @param frequency after how many batches to back up; after each epoch if 0
     */
    static String run(Path folder, int frequency, Callback... more) throws IOException {
        Random random = new Random(3);
        double[][] x = new double[SAMPLES][3];
        int[] y = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            Arrays.setAll(x[i], _ -> random.nextGaussian());
            y[i] = x[i][0] + x[i][1] > 0 ? x[i][2] > 0 ? 2 : 1 : 0;
        }
        BackupAndRestore backup = new BackupAndRestore(folder.resolve("backup")).doubleCheckpoint(frequency == 2);
        // First, so that it backs up what callbacks behind it remember only if that waits for them.
        List<Callback> callbacks = new ArrayList<>(List.of(frequency > 0 ? backup.saveFrequency(frequency) : backup,
                new LearningRateScheduler((epoch, rate) -> epoch % 3 == 2 ? rate * 1.3 : rate),
                new ReduceLROnPlateau().monitor("val_loss").patience(1).factor(0.7).cooldown(1),
                new EarlyStopping().monitor("val_accuracy").patience(6).restoreBestWeights(true),
                new ModelCheckpoint(folder.resolve("best.garam")).saveBestOnly(true),
                new CSVLogger(folder.resolve("log.csv"))));
        callbacks.addAll(List.of(more));
        Sequential model = model();
        History history = model.fit(x, y, new FitOptions().epochs(EPOCHS).batchSize(7).verbose(0).validationSplit(0.25)
                .stepsPerEpoch(5).callbacks(callbacks.toArray(Callback[]::new)));
        // Another call of fit draws other orders and goes on with the optimizer's memory.
        SequencedMap<String, Double> after = model.fit(x, y, new FitOptions().batchSize(9).verbose(0)).last();
        StringJoiner result = new StringJoiner("\n");
        result.add("epochs " + history.epochs());
        history.metrics().forEach((name, values) -> result.add(name + values.stream().map(Double::toHexString).toList()));
        result.add("after " + after.values().stream().map(Double::toHexString).toList());
        for (Tensor weight : model.getWeights()) {
            result.add(Arrays.toString(weight.toFloats()));
        }
        result.add("best " + StateFile.read(folder.resolve("best.garam")).integer("optimizer/iteration"));
        return result.add(Files.readString(folder.resolve("log.csv")).replace("\r\n", "\n").strip()).toString();
    }

    /** Runs it with the folder and the frequency that are given, tells when training has begun, and prints the result. */
    public static void main(String[] arguments) throws IOException {
        String device = System.getProperty("device", "reference");
        Callback telling = new Callback() {
            @Override
            public void onTrainBegin(TrainingRun run) {
                System.out.println("training");
            }
        };
        try (Engine engine = device.equals("reference") ? new Engine(new ReferenceDevice()) : Engine.open(device)) {
            String result = engine.call(() -> run(Path.of(arguments[0]), Integer.parseInt(arguments[1]), telling));
            System.out.println("result\n" + result);
        }
    }
}
