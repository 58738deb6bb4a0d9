package org.garam.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.garam.bench.ComparedWork.Goal;
import org.garam.bench.ComparedWorks.Scale;

/**
 * Garam and PyTorch on the same device in turn in one run, so that what else the machine does hits both: medians of rounds
 * and their ratios, each beside what it has to reach. Arguments: Garam's device, the Python to use, {@code peer.py}, what
 * PyTorch calls its device ({@code cuda} or {@code cpu}), the folder to write {@code benchmark.json} and
 * {@code benchmark.md} to after each line, the number of rounds, the seconds after which no further work is begun, {@code full}
 * or {@code quick}.
 */
public final class PeerComparison {
    private static final String GARAM = "Garam ";
    private static final double WARM_UP_NANOS = 0.3e9;
    /** What PyTorch's compiler may take for one work. */
    private static final int SECONDS_TO_COMPILE = 30;
    /** The share of the time after which nothing is compiled by PyTorch any more, so that all works have their turn. */
    private static final double TIME_TO_COMPILE = 0.75;
    private static final long COPIED_BYTES = 1L << 30;
    private static final long COPIED_BYTES_TO_TRY = 1L << 20;

    private final PrintStream out;
    private final Path folder;
    private final Peer peer;
    private final int rounds;
    private final double copyBandwidth;
    private final ObjectNode results = new ObjectMapper().createObjectNode();
    private final ArrayNode lines = results.putArray("lines");
    private final StringBuilder table = new StringBuilder("| work | Garam | PyTorch's fastest | PyTorch's time / Garam's | goals |\n"
            + "|---|---|---|---|---|\n");

    private PeerComparison(PrintStream out, Path folder, Peer peer, int rounds, double copyBandwidth) {
        this.out = out;
        this.folder = folder;
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
        long seconds = Long.parseLong(arguments[6]);
        long start = System.nanoTime();
        boolean isFull = arguments[7].equals("full");
        String peerDevice = arguments[3];
        try (Peer peer = new Peer(arguments[1], arguments[2], peerDevice)) {
            PeerComparison comparison = new PeerComparison(System.out, folder, peer, Integer.parseInt(arguments[5]),
                    peer.copyBandwidth(isFull ? COPIED_BYTES : COPIED_BYTES_TO_TRY));
            comparison.losses(device);
            comparison.startup(device, arguments);
            comparison.write();
            for (ComparedWork work : ComparedWorks.of(device, isFull ? Scale.FULL : Scale.QUICK)) {
                double spent = (System.nanoTime() - start) / 1e9;
                if (spent > seconds) {
                    comparison.leftOut(work, "the time was over");
                } else {
                    comparison.compare(work, (int) Math.min(SECONDS_TO_COMPILE, seconds * TIME_TO_COMPILE - spent));
                }
                // What was measured is there even if the next work is ended from outside.
                comparison.write();
            }
        }
    }

    /** Both do the same, or there is nothing to compare. */
    private void losses(String device) throws IOException {
        LossAgreement agreement = LossAgreement.of(device, peer);
        results.put("loss of Garam", agreement.garam()).put("loss of PyTorch", agreement.peer());
        out.printf("mean loss of the first steps: Garam %.7f, PyTorch %.7f%n", agreement.garam(), agreement.peer());
        write();
        agreement.require();
    }

    private void leftOut(ComparedWork work, String reason) {
        lines.addObject().put("work", work.title()).put("left out", reason);
        add("| " + work.title() + " | left out: " + reason + " | | | |");
    }

    private void compare(ComparedWork work, int secondsToCompile) {
        ObjectNode line = lines.addObject().put("work", work.title());
        try (Contest contest = new Contest(peer, work.peer())) {
            work.garam().forEach((precision, way) -> contest.add(GARAM + precision, way));
            contest.addPeer(secondsToCompile);
            Rounds timed = contest.time(rounds, WARM_UP_NANOS);
            contest.obstacles().forEach(line.withObject("/cannot run")::put);
            ObjectNode times = line.putObject("microseconds");
            timed.names().forEach(name -> times.put(name, timed.median(name)));
            for (String precision : work.garam().keySet()) {
                if (timed.names().contains(GARAM + precision)) {
                    report(work, precision, timed, line);
                } else {
                    String obstacle = contest.obstacles().get(GARAM + precision);
                    add("| " + work.title() + ", " + precision + " | failed: " + obstacle.lines().findFirst().orElse("") + " | | | |");
                }
            }
        } catch (RuntimeException e) {
            line.put("failed", e.toString());
            add("| " + work.title() + " | failed: " + e.toString().lines().findFirst().orElse("") + " | | | |");
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

    /** The start of processes; arguments as of {@link #main}. */
    private void startup(String device, String[] arguments) {
        try {
            StartupComparison.run(device, arguments[1], arguments[2], arguments[3]).forEach((name, time) -> {
                results.withObject("/milliseconds from process start to the first trained step").put(name, time);
                add("| process start to the first trained step, %s | %.0f ms | | | |".formatted(name, time));
            });
        } catch (IOException | RuntimeException e) {
            results.put("start of a process failed", e.toString());
            add("| process start to the first trained step | failed: " + e.getMessage() + " | | | |");
        }
    }

    private void write() throws IOException {
        WholeFile.write(folder.resolve("benchmark.json"), results.toPrettyString());
        WholeFile.write(folder.resolve("benchmark.md"), table.toString());
    }

    private void add(String row) {
        out.println(row);
        table.append(row).append('\n');
    }
}
