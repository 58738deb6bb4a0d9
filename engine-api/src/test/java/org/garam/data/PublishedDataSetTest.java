package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.garam.data.PublishedDataSet.PublishedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedDataSetTest {

    private static final Map<String, byte[]> CONTENT = Map.of("first.gz", TestFiles.noise(100),
            "second.csv", TestFiles.noise(200));
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    @TempDir
    private Path folder;

    @Test
    void looksInTheDataHomeThenInTheCache() throws IOException {
        fill(folder.resolve("cache/numbers"), "first.gz", "second.csv");
        var located = numbers(NOWHERE).locate(locations());
        assertEquals("files in " + folder.resolve("cache/numbers"), located.source());
        assertFalse(located.asIs());

        fill(folder.resolve("home/numbers"), "first.gz");
        assertEquals("files in " + folder.resolve("cache/numbers"), numbers(NOWHERE).locate(locations()).source());

        fill(folder.resolve("home/numbers"), "second.csv");
        located = numbers(NOWHERE).locate(locations());
        assertEquals("files in " + folder.resolve("home/numbers"), located.source());
        assertEquals(folder.resolve("home/numbers/first.gz"), located.paths().get("first.gz"));
    }

    @Test
    void acceptsUncompressedFiles() throws IOException {
        fill(folder.resolve("given"), "first", "second.csv");
        var located = numbers(NOWHERE).locate(locations().withDirectory(folder.resolve("given")));
        assertEquals(folder.resolve("given/first"), located.paths().get("first.gz"));
        assertTrue(located.asIs());
    }

    @Test
    void downloadsWhatIsMissingIntoTheCache() throws IOException {
        try (var server = new ScriptedServer(request -> ScriptedServer.file(request,
                CONTENT.get(request.path().substring(1))))) {
            var cache = folder.resolve("cache/numbers");
            fill(cache, "second.csv");
            var located = numbers(server.address()).locate(locations());
            assertEquals("downloaded from " + server.address() + " into " + cache, located.source());
            assertEquals(1, server.requests().size());
            assertEquals(cache.resolve("first.gz"), located.paths().get("first.gz"));
            assertEquals("files in " + cache, numbers(server.address()).locate(locations()).source());
        }
    }

    @Test
    void neverDownloadsForAGivenFolder() throws IOException {
        var given = folder.resolve("given");
        var numbers = numbers(NOWHERE);
        var locations = locations().withDirectory(given);
        assertMessage(assertThrows(DataUnavailableException.class, () -> numbers.locate(locations)),
                "Numbers: the given folder", given + " does not exist", "first.gz, second.csv");
        fill(given, "first.gz");
        fill(folder.resolve("cache/numbers"), "first.gz", "second.csv");
        assertMessage(assertThrows(DataUnavailableException.class, () -> numbers.locate(locations)),
                given + " lacks second.csv", "give no folder");
    }

    @Test
    void reportsEveryPlaceAndWhatTheDownloadSaid() throws IOException {
        fill(folder.resolve("home/numbers"), "first.gz");
        Files.createDirectories(folder.resolve("cache"));
        Files.writeString(folder.resolve("cache/numbers"), "a file in the way");
        var numbers = numbers(NOWHERE);
        assertMessage(assertThrows(DataUnavailableException.class, () -> numbers.locate(locations())),
                "Numbers cannot be had", folder.resolve("home/numbers") + " lacks second.csv",
                folder.resolve("cache/numbers") + " is no folder", "download failed: " + NOWHERE + "first.gz",
                "name the folder that holds them", "generated data");
        var withoutHome = new DataLocations(Optional.empty(), Optional.empty(), folder.resolve("none"), false,
                DownloadListener.SILENT);
        assertMessage(assertThrows(DataUnavailableException.class, () -> numbers.locate(withoutHome)),
                "$GARAM_DATA is not set", folder.resolve("none/numbers") + " does not exist", "switched off");
    }

    private static void assertMessage(Exception failure, String... parts) {
        for (var part : parts) {
            assertTrue(failure.getMessage().contains(part), failure.getMessage());
        }
    }

    private static PublishedDataSet numbers(URI address) {
        return new PublishedDataSet("Numbers", "numbers", address,
                List.of(new PublishedFile("first.gz", TestFiles.checksum(CONTENT.get("first.gz"))),
                        new PublishedFile("second.csv", TestFiles.checksum(CONTENT.get("second.csv")))));
    }

    private DataLocations locations() {
        return new DataLocations(Optional.empty(), Optional.of(folder.resolve("home")), folder.resolve("cache"), true,
                DownloadListener.SILENT);
    }

    private static void fill(Path place, String... names) throws IOException {
        Files.createDirectories(place);
        for (var name : names) {
            Files.write(place.resolve(name), CONTENT.getOrDefault(name, new byte[1]));
        }
    }
}
