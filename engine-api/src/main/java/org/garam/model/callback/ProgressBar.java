package org.garam.model.callback;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import org.garam.argument.Required;

/**
 * Prints how training, an evaluation or a prediction goes on as Keras does. On a terminal the line is rewritten while an
 * epoch runs; elsewhere only the final one is printed.
 */
public final class ProgressBar implements Callback {
    private static final int WIDTH = 20;
    private static final double SMALLEST_FIXED = 1e-3;
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final String RETURN_AND_CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean isTerminal;
    private final boolean isBrief;

    private long inferenceStart;
    private long lastUpdate;

    private ProgressBar(PrintStream out, boolean isTerminal, boolean isBrief) {
        this.out = Required.given("ProgressBar", "where to print", out, "System.out");
        this.isTerminal = isTerminal;
        this.isBrief = isBrief;
    }

    /** {@return a bar that is printed to standard output; Keras' verbose=1} */
    public static ProgressBar bar() {
        return bar(System.out, System.console() != null && System.console().isTerminal());
    }

    /**
     * {@return a bar}
     *
     * @param isTerminal whether lines can be rewritten
     */
    public static ProgressBar bar(PrintStream out, boolean isTerminal) {
        return new ProgressBar(out, isTerminal, false);
    }

    /** {@return one line for each epoch; Keras' verbose=2} */
    public static ProgressBar lines(PrintStream out) {
        return new ProgressBar(out, false, true);
    }

    @Override
    public Set<Batches> hearsBatches() {
        return isTerminal ? Set.of(Batches.TEST, Batches.PREDICTION) : Set.of();
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
        if (run.epochs() > 1) {
            out.println("Epoch " + (epoch + 1) + "/" + run.epochs());
        }
    }

    @Override
    public void onProgress(TrainingRun run, Progress progress) {
        if (isTerminal) {
            out.print(RETURN_AND_CLEAR + line(progress, false));
            out.flush();
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        out.println((isTerminal ? RETURN_AND_CLEAR : "") + line(progress, true));
    }

    @Override
    public void onTestBegin(InferenceRun run) {
        start();
    }

    @Override
    public void onTestBatchEnd(InferenceRun run, int batch) {
        update(run, batch);
    }

    @Override
    public void onTestEnd(InferenceRun run, SequencedMap<String, Double> logs) {
        finish(run, logs);
    }

    @Override
    public void onPredictBegin(InferenceRun run) {
        start();
    }

    @Override
    public void onPredictBatchEnd(InferenceRun run, int batch) {
        update(run, batch);
    }

    @Override
    public void onPredictEnd(InferenceRun run) {
        finish(run, new LinkedHashMap<>());
    }

    private void start() {
        inferenceStart = System.nanoTime();
        lastUpdate = inferenceStart;
    }

    private void update(InferenceRun run, int batch) {
        if (!run.isValidation() && System.nanoTime() - lastUpdate > INTERVAL_NANOS) {
            lastUpdate = System.nanoTime();
            out.print(RETURN_AND_CLEAR + line(inference(run, batch + 1, run.logs()), false));
            out.flush();
        }
    }

    private void finish(InferenceRun run, SequencedMap<String, Double> logs) {
        // What validation finds is in the line of the epoch.
        if (!run.isValidation()) {
            out.println((isTerminal ? RETURN_AND_CLEAR : "") + line(inference(run, run.steps().orElse(0), logs), true));
        }
    }

    private Progress inference(InferenceRun run, int step, SequencedMap<String, Double> logs) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - inferenceStart);
        return new Progress(0, step, run.steps(), elapsed, elapsed, logs);
    }

    private String line(Progress progress, boolean isFinal) {
        StringBuilder line = new StringBuilder();
        boolean isUnknown = !isFinal && progress.steps().isEmpty();
        int count = progress.steps().orElse(progress.step());
        String steps = isUnknown ? "Unknown" : String.valueOf(count);
        line.append(String.format(Locale.ROOT, "%" + steps.length() + "d/%s ", progress.step(), steps));
        double perStep = seconds(progress.training()) / Math.max(1, progress.step());
        String time = isFinal || isUnknown ? PythonNumbers.fixed(seconds(progress.elapsed()), 0) + "s"
                : clock((long) (perStep * (count - progress.step())));
        line.append(isUnknown ? time + " " : isBrief ? "- " + time + " - " : bar(progress.step(), count) + " " + time
                + " ").append(duration(perStep))
                .append("/step");
        for (Map.Entry<String, Double> entry : progress.logs().entrySet()) {
            line.append(" - ").append(entry.getKey()).append(": ").append(number(entry.getValue()));
        }
        return line.toString();
    }

    private String bar(int step, int steps) {
        boolean canDraw = out.charset().newEncoder().canEncode('━');
        int done = WIDTH * step / Math.max(1, steps);
        if (!isTerminal) {
            return (canDraw ? "━" : "=").repeat(WIDTH);
        }
        return canDraw
                ? "\u001b[32m" + "━".repeat(done) + "\u001b[0m\u001b[37m" + "━".repeat(WIDTH - done) + "\u001b[0m"
                : "=".repeat(done) + ".".repeat(WIDTH - done);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() * 1e-9;
    }

    private static String clock(long seconds) {
        if (seconds > 3600) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds % 3600 / 60, seconds % 60);
        }
        return seconds > 60 ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60) : seconds + "s";
    }

    private static String duration(double seconds) {
        if (seconds >= 1 || seconds == 0) {
            return PythonNumbers.fixed(seconds, 0) + "s";
        }
        return seconds >= 1e-3 ? PythonNumbers.fixed(seconds * 1e3, 0) + "ms" : PythonNumbers.fixed(seconds * 1e6, 0) + "us";
    }

    private String number(double value) {
        // Keras takes the magnitude for the bar, but not for the brief line.
        return (isBrief ? value : Math.abs(value)) > SMALLEST_FIXED ? PythonNumbers.fixed(value, 4)
                : PythonNumbers.scientific(value, 4);
    }
}
