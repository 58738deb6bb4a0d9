package org.garam.kernels.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is expensive to make and depends only on its key, kept between processes: one file an entry, with a checksum, put
 * in place as a whole. The cache only saves time, so that whatever fails here is a miss and nothing more.
 */
public final class DiskCache {
    /** The directory to use, {@code none} for no cache; by default the platform's place for caches. */
    public static final String PROPERTY = "garam.cache";
    private static final String NONE = "none";
    private static final String EXTENSION = ".garam";
    private static final long MOST_BYTES = 256L << 20;
    private static final int CHECKSUM_BYTES = 32;
    private static final long UNKNOWN = -1;

    private final Path directory;
    private final long mostBytes;
    /** What this process knows to be there; other processes may have stored more since. */
    private long heldBytes = UNKNOWN;

    /** @param directory where the files are; null for a cache that holds nothing */
    public DiskCache(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
    }

    /** {@return the cache of a backend, where {@value #PROPERTY} says} */
    public static DiskCache ofBackend(String backend) {
        return new DiskCache(root().map(root -> root.resolve(backend)).orElse(null), MOST_BYTES);
    }

    /** {@return the directory of all that Garam keeps between processes; none if the user wants nothing kept} */
    public static Optional<Path> root() {
        String asked = System.getProperty(PROPERTY, "");
        return asked.equals(NONE) ? Optional.empty() : Optional.of(asked.isEmpty() ? usualRoot() : Path.of(asked));
    }

    private static Path usualRoot() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String home = System.getProperty("user.home", "");
        String set = system.contains("win") ? System.getenv("LOCALAPPDATA") : System.getenv("XDG_CACHE_HOME");
        String inHome = system.contains("mac") ? "Library/Caches" : system.contains("win") ? "AppData/Local" : ".cache";
        Path root = set != null && !set.isBlank() ? Path.of(set) : Path.of(home, inHome);
        return root.resolve("garam");
    }

    /** {@return whether anything stored can be there later} */
    public boolean isThere() {
        return directory != null;
    }

    /** {@return the name of the entry that depends on {@code parts}, and on nothing else} */
    public static String key(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** {@return what was stored under the key; an entry that is damaged is removed} */
    public Optional<byte[]> load(String key) {
        if (directory == null) {
            return Optional.empty();
        }
        Path file = file(key);
        try {
            byte[] all = Files.readAllBytes(file);
            if (all.length > CHECKSUM_BYTES) {
                byte[] content = Arrays.copyOfRange(all, CHECKSUM_BYTES, all.length);
                if (Arrays.equals(all, 0, CHECKSUM_BYTES, sha256().digest(content), 0, CHECKSUM_BYTES)) {
                    touch(file);
                    return Optional.of(content);
                }
            }
            discard(key);
        } catch (IOException | SecurityException _) {
            // Not there or not readable: a miss.
        }
        return Optional.empty();
    }

    /** A cache that may only be read is worth reading. */
    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException | SecurityException _) {
            // It is only by the order of use that the oldest entries are found.
        }
    }

    /** Stores an entry in place of any other under the key, and removes those not used for longest if there are too many. */
    public void store(String key, byte[] content) {
        if (directory == null) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Path unfinished = Files.createTempFile(directory, key.substring(0, 8), ".tmp");
            try {
                byte[] all = Arrays.copyOf(sha256().digest(content), CHECKSUM_BYTES + content.length);
                System.arraycopy(content, 0, all, CHECKSUM_BYTES, content.length);
                Files.write(unfinished, all);
                move(unfinished, file(key));
            } finally {
                Files.deleteIfExists(unfinished);
            }
            stored(CHECKSUM_BYTES + content.length);
        } catch (IOException | SecurityException _) {
            // A full or read-only disk only costs the time to compile again.
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes an entry. */
    public void discard(String key) {
        if (directory != null) {
            try {
                Files.deleteIfExists(file(key));
            } catch (IOException | SecurityException _) {
                // It will be replaced by the next entry under the key.
            }
        }
    }

    private record Entry(Path file, long bytes, FileTime lastUse) {}

    /** Looking through thousands of files takes longer than storing one, so that it is done only where it may be needed. */
    private synchronized void stored(long bytes) throws IOException {
        if (heldBytes != UNKNOWN && heldBytes + bytes <= mostBytes) {
            heldBytes += bytes;
        } else {
            heldBytes = UNKNOWN;
            heldBytes = trim();
        }
    }

    /** {@return the bytes that are left} */
    private long trim() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> file.toString().endsWith(EXTENSION)).toList()) {
                entries.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
        }
        entries.sort(Comparator.comparing(Entry::lastUse));
        long held = entries.stream().mapToLong(Entry::bytes).sum();
        for (Entry entry : entries) {
            if (held <= mostBytes) {
                break;
            }
            Files.deleteIfExists(entry.file);
            held -= entry.bytes;
        }
        return held;
    }

    private Path file(String key) {
        return directory.resolve(key + EXTENSION);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
