package org.garam.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files of published data sets are looked for, and whether missing ones may be downloaded.
 *
 * @param directory       the one folder that must hold the files; when given, nowhere else is looked and nothing is
 *                        downloaded
 * @param dataHome        folder with one folder per data set ({@code fashion-mnist}, …), as a team would share
 * @param cacheHome       this user's folder with one folder per data set; downloads go here
 * @param downloadAllowed whether files that no place holds are downloaded
 * @param listener        is told the progress of downloads
 */
public record DataLocations(Optional<Path> directory, Optional<Path> dataHome, Path cacheHome,
        boolean downloadAllowed, DownloadListener listener) {

    /** The environment variable that names {@link #dataHome}. */
    public static final String DATA_HOME_VARIABLE = "GARAM_DATA";

    /**
     * The usual places: {@code $GARAM_DATA}, then the folder {@code garam} in the user's cache folder, which is
     * {@code $XDG_CACHE_HOME}, or else {@code %LOCALAPPDATA%} on Windows, {@code ~/Library/Caches} on macOS and
     * {@code ~/.cache} elsewhere.
     */
    public static DataLocations standard() {
        return standard(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    static DataLocations standard(Map<String, String> environment, String system, Path home) {
        var dataHome = folder(environment, DATA_HOME_VARIABLE).map(Path::toAbsolutePath);
        // The XDG specification says that a relative path is to be ignored.
        var cache = folder(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute)
                .orElseGet(() -> systemCache(environment, system, home));
        return new DataLocations(Optional.empty(), dataHome, cache.resolve("garam"), true, DownloadListener.SILENT);
    }

    private static Path systemCache(Map<String, String> environment, String system, Path home) {
        if (system.startsWith("Windows")) {
            return folder(environment, "LOCALAPPDATA").orElseGet(() -> home.resolve("AppData").resolve("Local"));
        }
        return system.startsWith("Mac") ? home.resolve("Library").resolve("Caches") : home.resolve(".cache");
    }

    private static Optional<Path> folder(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank()).map(Path::of);
    }

    /** Only the given folder: its files are used as they are, or it is an error. */
    public DataLocations withDirectory(Path onlyDirectory) {
        return new DataLocations(Optional.of(onlyDirectory), dataHome, cacheHome, downloadAllowed, listener);
    }

    /** The same places, without downloading. */
    public DataLocations withoutDownload() {
        return new DataLocations(directory, dataHome, cacheHome, false, listener);
    }

    /** The same places; the listener is told the progress of downloads. */
    public DataLocations withListener(DownloadListener newListener) {
        return new DataLocations(directory, dataHome, cacheHome, downloadAllowed, newListener);
    }
}
