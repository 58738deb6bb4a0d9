package org.garam.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.garam.bench.ComparedWork.Goal;
import org.garam.bench.ComparedWorks.Scale;

/**
 * Garam and PyTorch on the same device in turn in one run, so that what else the machine does hits both: medians of rounds
 * and their ratios, each beside what it has to reach. Arguments: Garam's device, the Python to use, {@code peer.py}, what
 * PyTorch calls its device ({@code cuda} or {@code cpu}), the folder to write {@code benchmark.json} and
 * {@code benchmark.md} to, the number of rounds, the seconds after which no further work is begun, {@code full} or
 * {@code quick}.
 */
public final class PeerComparison {
    private static final String GARAM = "Garam ";
    private static final double WARM_UP_NANOS = 0.3e9;
    private static final long COPIED_BYTES = 1L << 30;
    private static final long COPIED_BYTES_TO_TRY = 1L << 20;

    private final PrintStream out;
    private final Peer peer;
    private final int rounds;
    private final double copyBandwidth;
    private final ObjectNode results = new ObjectMapper().createObjectNode();
    private final ArrayNode lines = results.putArray("lines");
    private final StringBuilder table = new StringBuilder("| work | Garam | PyTorch's fastest | PyTorch's time / Garam's | goals |\n"
            + "|---|---|---|---|---|\n");

    private PeerComparison(PrintStream out, Peer peer, int rounds, double copyBandwidth) {
        this.out = out;
        this.peer = peer;
        this.rounds = rounds;
        this.copyBandwidth = copyBandwidth;
        results.set("peer", peer.description());
        results.put("rounds", rounds);
        results.put("copy bandwidth, bytes/s", copyBandwidth);
    }

    /** Runs the comparison, prints each line when it is there, and writes both files. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 8) {
            throw new IllegalArgumentException("give DEVICE PYTHON PEER.PY cuda|cpu FOLDER ROUNDS SECONDS full|quick, received "
                    + List.of(arguments));
        }
        String device = arguments[0];
        Path folder = Files.createDirectories(Path.of(arguments[4]));
        long deadline = System.nanoTime() + Long.parseLong(arguments[6]) * 1_000_000_000L;
        boolean isFull = arguments[7].equals("full");
        String peerDevice = arguments[3];
        try (Peer peer = new Peer(arguments[1], arguments[2], peerDevice)) {
            PeerComparison comparison = new PeerComparison(System.out, peer, Integer.parseInt(arguments[5]),
                    peer.copyBandwidth(isFull ? COPIED_BYTES : COPIED_BYTES_TO_TRY));
            comparison.losses(device);
            for (ComparedWork work : ComparedWorks.of(device, isFull ? Scale.FULL : Scale.QUICK)) {
                if (System.nanoTime() > deadline) {
                    comparison.leftOut(work, "the time was over");
                } else {
                    comparison.compare(work);
                }
            }
            comparison.startup(StartupComparison.run(device, arguments[1], arguments[2], peerDevice));
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(folder.resolve("benchmark.json").toFile(),
                    comparison.results);
            Files.writeString(folder.resolve("benchmark.md"), comparison.table);
        }
    }

    /** Both do the same, or there is nothing to compare. */
    private void losses(String device) throws IOException {
        LossAgreement agreement = LossAgreement.of(device, peer);
        results.put("loss of Garam", agreement.garam()).put("loss of PyTorch", agreement.peer());
        out.printf("mean loss of the first steps: Garam %.7f, PyTorch %.7f%n", agreement.garam(), agreement.peer());
        agreement.require();
    }

    private void leftOut(ComparedWork work, String reason) {
        lines.addObject().put("work", work.title()).put("left out", reason);
        add("| " + work.title() + " | left out: " + reason + " | | | |");
    }

    private void compare(ComparedWork work) {
        SequencedMap<String, Workload> workloads = new LinkedHashMap<>();
        ObjectNode line = lines.addObject().put("work", work.title());
        try {
            work.garam().forEach((precision, garam) -> workloads.put(GARAM + precision, garam.get()));
            peer.prepare(work.peer()).forEach((variant, obstacle) -> {
                if (obstacle == null) {
                    workloads.put(variant, peer.workload(variant));
                } else {
                    line.withObject("/cannot run").put(variant, obstacle);
                }
            });
            Rounds timed = new Rounds(workloads, rounds, WARM_UP_NANOS);
            ObjectNode times = line.putObject("microseconds");
            workloads.keySet().forEach(name -> times.put(name, timed.median(name)));
            work.garam().keySet().forEach(precision -> report(work, precision, timed, line));
        } catch (RuntimeException e) {
            line.put("failed", e.toString());
            add("| " + work.title() + " | failed: " + e.getMessage().lines().findFirst().orElse("") + " | | | |");
        } finally {
            workloads.values().forEach(Workload::close);
        }
    }

    private void report(ComparedWork work, String precision, Rounds timed, ObjectNode line) {
        String garam = GARAM + precision;
        double microseconds = timed.median(garam);
        Optional<String> fastest = timed.names().stream().filter(name -> name.startsWith(precision + " "))
                .min(Comparator.comparingDouble(timed::median));
        StringBuilder goals = new StringBuilder();
        for (Goal goal : work.goals()) {
            Optional<Double> reached = switch (goal.of()) {
                case FASTEST_PEER -> fastest.map(peerName -> timed.ratio(peerName, garam));
                case EAGER_PEER -> Optional.of(precision + " eager").filter(timed.names()::contains)
                        .map(peerName -> timed.ratio(peerName, garam));
                case COPY_BANDWIDTH -> Optional.of(work.amount() / microseconds * 1e6 / copyBandwidth);
            };
            String text = "%s of %s: %s".formatted(goal.least(), goal.of(), reached.map(ratio ->
                    "%.2f %s".formatted(ratio, ratio >= goal.least() ? "reached" : "NOT REACHED")).orElse("not measured"));
            line.withArray("goals").add(precision + ": " + text);
            goals.append(goals.isEmpty() ? "" : "; ").append(text);
        }
        add("| %s, %s | %.1f µs, %s | %s | %s | %s |".formatted(work.title(), precision, microseconds,
                work.unit().speed(work.amount(), microseconds),
                fastest.map(name -> "%.1f µs (%s)".formatted(timed.median(name), name)).orElse("none"),
                fastest.map(name -> "%.2f".formatted(timed.ratio(name, garam))).orElse(""), goals));
    }

    private void startup(SequencedMap<String, Double> milliseconds) {
        milliseconds.forEach((name, time) -> {
            results.withObject("/milliseconds from process start to the first trained step").put(name, time);
            add("| process start to the first trained step, %s | %.0f ms | | | |".formatted(name, time));
        });
    }

    private void add(String row) {
        out.println(row);
        table.append(row).append('\n');
    }
}
