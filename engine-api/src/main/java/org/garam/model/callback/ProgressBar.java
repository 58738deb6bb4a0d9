package org.garam.model.callback;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Prints how training goes on as Keras does. On a terminal the line is rewritten while an epoch runs; elsewhere only
 * the final one is printed.
 */
public final class ProgressBar implements Callback {
    private static final int WIDTH = 20;
    private static final double SMALLEST_FIXED = 1e-3;
    private static final String RETURN_AND_CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean isTerminal;
    private final boolean isBrief;

    private ProgressBar(PrintStream out, boolean isTerminal, boolean isBrief) {
        this.out = Objects.requireNonNull(out, "out");
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
    public void onEpochBegin(TrainingRun run, int epoch) {
        out.println("Epoch " + (epoch + 1) + "/" + run.epochs());
    }

    @Override
    public void onProgress(TrainingRun run, Progress progress) {
        if (isTerminal) {
            out.print(RETURN_AND_CLEAR + line(progress));
            out.flush();
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        out.println((isTerminal ? RETURN_AND_CLEAR : "") + line(progress));
    }

    private String line(Progress progress) {
        StringBuilder line = new StringBuilder();
        String steps = String.valueOf(progress.steps());
        line.append(String.format(Locale.ROOT, "%" + steps.length() + "d/%s ", progress.step(), steps));
        boolean isDone = progress.step() == progress.steps();
        double perStep = seconds(progress.training()) / Math.max(1, progress.step());
        double shown = isDone ? seconds(progress.elapsed()) : perStep * (progress.steps() - progress.step());
        if (isBrief) {
            line.append("- ").append(clock(shown)).append(" - ").append(duration(perStep)).append("/step");
        } else {
            line.append(bar(progress)).append(' ').append(clock(shown)).append(' ').append(duration(perStep))
                    .append("/step");
        }
        for (Map.Entry<String, Double> entry : progress.logs().entrySet()) {
            line.append(" - ").append(entry.getKey()).append(": ").append(number(entry.getValue()));
        }
        return line.toString();
    }

    private String bar(Progress progress) {
        boolean canDraw = out.charset().newEncoder().canEncode('━');
        int done = WIDTH * progress.step() / Math.max(1, progress.steps());
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

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        if (whole > 3600) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole % 3600 / 60, whole % 60);
        }
        return whole > 60 ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60) : whole + "s";
    }

    private static String duration(double seconds) {
        if (seconds >= 1) {
            return Math.round(seconds) + "s";
        }
        return seconds >= 1e-3 ? Math.round(seconds * 1e3) + "ms" : Math.round(seconds * 1e6) + "us";
    }

    private static String number(double value) {
        boolean isFixed = value == 0 || Math.abs(value) > SMALLEST_FIXED || Double.isNaN(value);
        return String.format(Locale.ROOT, isFixed ? "%.4f" : "%.4e", value);
    }
}
