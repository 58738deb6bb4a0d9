package org.garam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptanceReportTest {
    @TempDir
    private Path folder;

    @Test
    void aPartThatFailedDoesNotLoseTheOthers() throws IOException {
        Files.writeString(folder.resolve("machine.json"), "{\"cuda\": [\"cuda Some GPU\"], \"opencl\": [], \"processors\": 16}");
        Files.writeString(folder.resolve("benchmark.md"), "| a line of the benchmark |\n");
        Files.writeString(folder.resolve("parts.tsv"), "machine\trunning\t0\t\nmachine\tpassed\t2\t\nconformance\tfailed\t300\tnot over | after 300 s\n");
        assertTrue(AcceptanceReport.write(folder, folder));
        JsonNode report = new ObjectMapper().readTree(folder.resolve("acceptance.json").toFile());
        assertEquals("failed", report.at("/parts/1/outcome").asText());
        assertEquals(300, report.at("/parts/1/seconds").asInt());
        assertEquals("cuda Some GPU", report.at("/machine/cuda/0").asText());
        String text = Files.readString(folder.resolve("acceptance.md"));
        for (String part : List.of("- cuda: cuda Some GPU", "- opencl: none", "- processors: 16",
                "| conformance | failed | 300 | not over \\| after 300 s |", "| a line of the benchmark |")) {
            assertTrue(text.contains(part), () -> part + " is missing in:\n" + text);
        }
        Files.writeString(folder.resolve("parts.tsv"), "machine\tpassed\t2\t\nmemory\trunning\t0\t\nopencl\tskipped\t0\tnone\n");
        assertFalse(AcceptanceReport.write(folder, folder));
        assertTrue(Files.readString(folder.resolve("acceptance.md")).contains("| memory | running | 0 |"), "what was killed is told");
    }
}
