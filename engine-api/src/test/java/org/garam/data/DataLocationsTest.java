package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataLocationsTest {

    private static final Path HOME = Path.of("home").toAbsolutePath();
    private static final Path OTHER = Path.of("other").toAbsolutePath();

    private record Case(String system, Map<String, String> environment, Path cacheHome) {
    }

    private static Stream<Case> cases() {
        var xdg = Map.of("XDG_CACHE_HOME", OTHER.toString());
        return Stream.of(
                new Case("Linux", Map.of(), HOME.resolve(".cache/garam")),
                new Case("Linux", xdg, OTHER.resolve("garam")),
                new Case("Linux", Map.of("XDG_CACHE_HOME", "relative"), HOME.resolve(".cache/garam")),
                new Case("Linux", Map.of("XDG_CACHE_HOME", ""), HOME.resolve(".cache/garam")),
                new Case("Mac OS X", Map.of(), HOME.resolve("Library/Caches/garam")),
                new Case("Mac OS X", xdg, OTHER.resolve("garam")),
                new Case("Windows 11", Map.of("LOCALAPPDATA", OTHER.toString()), OTHER.resolve("garam")),
                new Case("Windows 11", Map.of(), HOME.resolve("AppData/Local/garam")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsTheCacheFolder(Case given) {
        assertEquals(given.cacheHome(),
                DataLocations.standard(given.environment(), given.system(), HOME).cacheHome());
    }

    @Test
    void takesTheDataHomeFromTheEnvironment() {
        assertEquals(Optional.of(OTHER),
                DataLocations.standard(Map.of("GARAM_DATA", OTHER.toString()), "Linux", HOME).dataHome());
        assertEquals(Optional.empty(), DataLocations.standard(Map.of("GARAM_DATA", " "), "Linux", HOME).dataHome());
    }

    @Test
    void changesOneThingAtATime() {
        var standard = DataLocations.standard();
        assertTrue(standard.downloadAllowed() && standard.directory().isEmpty());
        assertFalse(standard.withoutDownload().downloadAllowed());
        assertEquals(Optional.of(OTHER), standard.withDirectory(OTHER).directory());
        assertEquals(standard, standard.withListener(DownloadListener.SILENT));
    }
}
