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
 * Puts what the parts of {@code bench/gpu/accept} left in a folder together, as {@code acceptance.json} and
 * {@code acceptance.md}. Argument: the folder. Ends with status 1 if a part failed.
 */
public final class AcceptanceReport {
    private static final List<String> RESULTS = List.of("machine", "memory", "benchmark");
    private static final String FAILED = "failed";

    private AcceptanceReport() {}

    /** Reads {@code parts.tsv} and the JSON files of the parts, and writes both files. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("give the FOLDER of the parts' results, received " + List.of(arguments));
        }
        Path folder = Path.of(arguments[0]);
        boolean hasFailed = write(folder);
        System.out.println("written: " + folder.resolve("acceptance.json") + " and " + folder.resolve("acceptance.md"));
        Runtime.getRuntime().exit(hasFailed ? 1 : 0);
    }

    /** {@return whether a part failed} */
    static boolean write(Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode report = json.createObjectNode().put("date", LocalDate.now(ZoneOffset.UTC).toString());
        ArrayNode parts = report.putArray("parts");
        StringBuilder text = new StringBuilder("# Garam on a GPU, ").append(report.get("date").asText()).append("\n\n");
        for (String result : RESULTS) {
            Path file = folder.resolve(result + ".json");
            if (Files.exists(file)) {
                report.set(result, json.readTree(file.toFile()));
            }
        }
        if (report.has("machine")) {
            report.get("machine").properties().forEach(entry -> text.append("- ").append(entry.getKey()).append(": ")
                    .append(plain(entry.getValue())).append('\n'));
            text.append('\n');
        }
        text.append("| part | outcome | seconds | |\n|---|---|---|---|\n");
        boolean hasFailed = false;
        for (String line : Files.readAllLines(folder.resolve("parts.tsv"))) {
            String[] cells = line.split("\t", -1);
            parts.addObject().put("part", cells[0]).put("outcome", cells[1]).put("seconds", Integer.parseInt(cells[2]))
                    .put("note", cells[3]);
            text.append("| ").append(String.join(" | ", List.of(cells).stream().map(cell -> cell.replace("|", "\\|")).toList()))
                    .append(" |\n");
            hasFailed |= cells[1].equals(FAILED);
        }
        Path benchmark = folder.resolve("benchmark.md");
        if (Files.exists(benchmark)) {
            text.append("\nMedians of rounds in turn in one run; ratios are medians of the rounds' ratios.\n\n")
                    .append(Files.readString(benchmark));
        }
        json.writerWithDefaultPrettyPrinter().writeValue(folder.resolve("acceptance.json").toFile(), report);
        Files.writeString(folder.resolve("acceptance.md"), text);
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
