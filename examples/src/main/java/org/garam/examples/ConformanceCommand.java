package org.garam.examples;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.garam.conformance.golden.GoldenResult;
import org.garam.conformance.golden.GoldenResult.Outcome;
import org.garam.conformance.golden.GoldenRunner;
import org.garam.runtime.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replays golden files on a device. */
@Command(name = "conformance", mixinStandardHelpOptions = true, description = {
        "Replays JSON files of numbers from real Keras on a device, in float32 and float64, and says for each case whether"
            + " it passed, failed, or is about something Garam does not have.",
        "Every .json file in the folder is run; what it is about (losses, activations, layers, optimizers, metrics, training)"
            + " is told by the keys of its cases.",
        "Exit code 1 if a case failed."})
final class ConformanceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DeviceOption device;

    @Option(names = "--cases", required = true, paramLabel = "DIR", description = "folder of golden JSON files")
    private Path cases;

    @Option(names = "--verbose", description = "name the passed cases, too")
    private boolean verbose;

    @Override
    public Integer call() {
        if (!Files.isDirectory(cases)) {
            throw new UserErrorException("--cases " + cases + " is not a folder; give the folder that holds losses.json,"
                    + " training.json or others of the golden files");
        }
        List<GoldenResult> results;
        try (Engine engine = device.open()) {
            results = GoldenRunner.run(cases, engine);
        }
        if (results.isEmpty()) {
            throw new UserErrorException("--cases " + cases + " holds no .json file; give the folder that holds losses.json,"
                    + " training.json or others of the golden files");
        }
        return report(results, spec.commandLine().getOut());
    }

    private int report(List<GoldenResult> results, PrintWriter out) {
        Map<String, Map<Outcome, Integer>> counts = new LinkedHashMap<>();
        for (GoldenResult result : results) {
            counts.computeIfAbsent(result.file(), _ -> new EnumMap<>(Outcome.class)).merge(result.outcome(), 1, Integer::sum);
            if (verbose || result.outcome() != Outcome.PASSED) {
                out.println(result);
            }
        }
        counts.forEach((file, byOutcome) -> out.println(file + ": " + count(byOutcome, Outcome.PASSED) + " passed, "
                + count(byOutcome, Outcome.FAILED) + " failed, " + count(byOutcome, Outcome.UNSUPPORTED) + " unsupported"));
        out.flush();
        return counts.values().stream().anyMatch(byOutcome -> byOutcome.containsKey(Outcome.FAILED)) ? 1 : 0;
    }

    private static int count(Map<Outcome, Integer> byOutcome, Outcome outcome) {
        return byOutcome.getOrDefault(outcome, 0);
    }
}
