package org.garam.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The training step of the tutorial model, Garam and PyTorch in turn in one run, so that what else the machine does hits
 * both. Arguments: the Python to use, the folder of {@code training_step.py}, the batch size, the number of rounds.
 */
public final class PeerComparison {
    private static final int STEPS = 300;

    private PeerComparison() {}

    /** Runs the comparison and prints medians and their ratio. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("give PYTHON SCRIPT BATCH ROUNDS, received " + List.of(arguments));
        }
        int batch = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        Process python = new ProcessBuilder(arguments[0], arguments[1], arguments[2],
                String.valueOf(Runtime.getRuntime().availableProcessors())).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        PrintStream out = System.out;
        try (TutorialStep step = new TutorialStep("cpu", batch);
                BufferedReader answers = new BufferedReader(new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter questions = new PrintWriter(python.getOutputStream(), true, StandardCharsets.UTF_8)) {
            out.println("PyTorch " + answers.readLine());
            time(step, 3 * STEPS);
            List<Double> garam = new ArrayList<>();
            List<Double> pytorch = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                garam.add(time(step, STEPS));
                questions.println(STEPS);
                pytorch.add(Double.parseDouble(answers.readLine()));
            }
            out.printf("batch %d, %d rounds of %d steps, microseconds per step%n", batch, rounds, STEPS);
            print(out, "Garam", garam);
            print(out, "PyTorch eager", pytorch);
            out.printf("PyTorch / Garam, median of rounds: %.2f%n", Rounds.median(ratios(pytorch, garam)));
        } finally {
            python.destroy();
        }
    }

    private static double time(TutorialStep step, int steps) {
        long start = System.nanoTime();
        step.run(steps);
        return (System.nanoTime() - start) / 1e3 / steps;
    }

    private static void print(PrintStream out, String name, List<Double> times) {
        out.printf("%-14s median %8.1f  best %8.1f  worst %8.1f%n", name, Rounds.median(times), Collections.min(times),
                Collections.max(times));
    }

    private static List<Double> ratios(List<Double> above, List<Double> below) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < above.size(); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return ratios;
    }
}
