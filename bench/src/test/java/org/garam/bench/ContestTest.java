package org.garam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails on one side or in one way does not lose the others. A program of Java stands in for PyTorch. */
class ContestTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Map<String, String> WORK = Map.of("kind", "network");
    private static final String STAND_IN = """
            void main() throws Exception {
                for (String line = IO.readln(); line != null; line = IO.readln()) {
                    if (line.contains("\\"variants\\"")) {
                        IO.println("{\\"variants\\": [\\"fp32 eager\\", \\"bf16 eager\\", \\"fp32 graph\\", "
                                + "\\"fp32 compile\\", \\"tf32 compile\\"]}");
                    } else if (line.contains("\\"prepare\\"") && line.contains("bf16 eager")) {
                        IO.println("{\\"error\\": \\"RuntimeError: no bf16\\"}");
                    } else if (line.contains("\\"prepare\\"") && line.contains("fp32 compile")) {
                        System.exit(3);
                    } else if (line.contains("\\"run\\"") && line.contains("fp32 graph")) {
                        Thread.sleep(60_000);
                    } else {
                        IO.println("{}");
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    private record Counted(int mostRuns) implements Workload {
        @Override
        public void run(int count) {
            if (mostRuns == 0) {
                throw new IllegalStateException("failed while it ran");
            }
        }

        @Override
        public void close() {}
    }

    private Peer peer() throws IOException {
        return new Peer(JAVA.toString(), Files.writeString(folder.resolve("StandIn.java"), STAND_IN).toString(), "cuda", 3);
    }

    @Test
    void whatFailsIsToldAndTheOthersAreTimed() throws IOException {
        try (Peer peer = peer(); Contest contest = new Contest(peer, WORK)) {
            contest.add("Garam fp32", () -> new Counted(1));
            contest.add("Garam tf32", () -> new Counted(0));
            contest.add("Garam bf16", () -> {
                throw new IllegalStateException("cannot be opened");
            });
            contest.addPeer(20);
            Rounds timed = contest.time(3, 1e6);
            assertEquals(Set.of("Garam fp32", "fp32 eager"), timed.names());
            assertEquals(Map.of("Garam bf16", "cannot be opened", "Garam tf32", "failed while it ran",
                    "bf16 eager", "RuntimeError: no bf16",
                    "fp32 compile", "PyTorch's process ended, and a new one was started",
                    "fp32 graph", "PyTorch did not answer in 3 s",
                    "tf32 compile", "not tried: the time for PyTorch's compiler was over"), contest.obstacles());
        }
    }

    @Test
    void whereNothingCanRunThereAreNoTimes() throws IOException {
        try (Peer peer = peer(); Contest contest = new Contest(peer, WORK)) {
            contest.add("Garam fp32", () -> new Counted(0));
            assertThrows(IllegalStateException.class, () -> contest.time(1, 1e6));
        }
    }
}
