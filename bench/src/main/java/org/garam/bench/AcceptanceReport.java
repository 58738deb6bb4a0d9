package org.garam.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Puts what the parts of {@code bench/gpu/accept} left together, as {@code acceptance.json} and {@code acceptance.md}.
 * Arguments: the folder of the parts' own files, and that of the benchmark's and the report's. Ends with status 1 if a part
 * failed.
 */
public final class AcceptanceReport {
    private static final String BENCHMARK = "benchmark";
    private static final String FAILED = "failed";
    /** What a part is noted as when it begins. */
    private static final String RUNNING = "running";

    private AcceptanceReport() {}

    /** Reads {@code parts.tsv} and the JSON files of the parts, and writes both files. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("give the folders PARTS and REPORT, received " + List.of(arguments));
        }
        boolean hasFailed = write(Path.of(arguments[0]), Path.of(arguments[1]));
        Runtime.getRuntime().exit(hasFailed ? 1 : 0);
    }

    /** {@return whether a part failed} A part that is not over is told as running. */
    static boolean write(Path work, Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode report = json.createObjectNode().put("date", LocalDate.now(ZoneOffset.UTC).toString());
        ArrayNode parts = report.putArray("parts");
        StringBuilder text = new StringBuilder("# Garam on a GPU, ").append(report.get("date").asText()).append("\n\n");
        for (Path file : List.of(work.resolve("machine.json"), work.resolve("memory.json"), folder.resolve(BENCHMARK + ".json"))) {
            if (Files.exists(file)) {
                report.set(file.getFileName().toString().replace(".json", ""), json.readTree(file.toFile()));
            }
        }
        if (report.has("machine")) {
            report.get("machine").properties().forEach(entry -> text.append("- ").append(entry.getKey()).append(": ")
                    .append(plain(entry.getValue())).append('\n'));
            text.append('\n');
        }
        text.append("| part | outcome | seconds | |\n|---|---|---|---|\n");
        boolean hasFailed = false;
        List<String[]> lines = Files.readAllLines(work.resolve("parts.tsv")).stream().map(line -> line.split("\t", -1)).toList();
        for (int i = 0; i < lines.size(); i++) {
            String[] cells = lines.get(i);
            if (cells[1].equals(RUNNING) && lines.subList(i + 1, lines.size()).stream().anyMatch(later -> later[0].equals(cells[0]))) {
                continue;
            }
            parts.addObject().put("part", cells[0]).put("outcome", cells[1]).put("seconds", Integer.parseInt(cells[2]))
                    .put("note", cells[3]);
            text.append("| ").append(String.join(" | ", List.of(cells).stream().map(cell -> cell.replace("|", "\\|")).toList()))
                    .append(" |\n");
            hasFailed |= cells[1].equals(FAILED);
        }
        Path benchmark = folder.resolve(BENCHMARK + ".md");
        if (Files.exists(benchmark)) {
            text.append("\nMedians of rounds in turn in one run; ratios are medians of the rounds' ratios.\n\n")
                    .append(Files.readString(benchmark));
        }
        WholeFile.write(folder.resolve("acceptance.json"), report.toPrettyString());
        WholeFile.write(folder.resolve("acceptance.md"), text.toString());
        return hasFailed;
    }

    private static String plain(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        StringBuilder joined = new StringBuilder();
        value.forEach(element -> joined.append(joined.isEmpty() ? "" : "; ").append(element.asText()));
        return joined.isEmpty() ? "none" : joined.toString();
    }
}
