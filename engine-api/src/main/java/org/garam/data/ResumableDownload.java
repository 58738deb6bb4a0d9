package org.garam.data;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Downloads one published file. What has arrived is kept beside the target with the ending {@code .part}, so that an
 * interrupted download is resumed, by this run or a later one. The target appears whole and verified, or not at all;
 * threads and processes that want the same file wait for the one that is downloading it.
 *
 * @param source   address of the file, http or https
 * @param target   where the file goes; its folder is made when missing
 * @param expected what the file's uncompressed content must be
 * @param listener is told the progress
 */
public record ResumableDownload(URI source, Path target, ContentChecksum expected, DownloadListener listener) {

    // A file lock belongs to the whole process, so threads of one process exclude each other by this.
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    public ResumableDownload {
        target = target.toAbsolutePath().normalize();
        if (!"http".equals(source.getScheme()) && !"https".equals(source.getScheme())) {
            throw new IllegalArgumentException("download from " + source + ": give an absolute http or https address");
        }
    }

    /**
     * Returns the target, downloaded unless it is already there (a file that is there is not verified again).
     *
     * @throws DataUnavailableException when the file cannot be had, with the reason and the remedy
     */
    public Path fetch() {
        if (Files.exists(target)) {
            return target;
        }
        var lock = LOCKS.computeIfAbsent(target.getParent(), folder -> new ReentrantLock());
        lock.lock();
        try {
            Files.createDirectories(target.getParent());
            // The lock file stays: were it deleted, two processes could hold locks on two files of the same name.
            try (var channel = FileChannel.open(target.resolveSibling(".lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE); var _ = channel.lock()) {
                if (!Files.exists(target)) {
                    downloadAndVerify();
                }
            }
            return target;
        } catch (IOException failure) {
            throw new DataUnavailableException(source + " could not be stored as " + target + ": " + failure
                    + "; make the folder writable, free some space, or choose another folder", failure);
        } finally {
            lock.unlock();
        }
    }

    private void downloadAndVerify() throws IOException {
        var part = target.resolveSibling(target.getFileName() + ".part");
        var resumed = Files.exists(part) && Files.size(part) > 0;
        var difference = downloadOnce(part);
        if (difference.isPresent() && resumed) {
            // The beginning may be of another version of the file than the rest.
            difference = downloadOnce(part);
        }
        if (difference.isPresent()) {
            throw new DataUnavailableException(source + ": the file received " + difference.get()
                    + ", so it was not kept; try again later, or get the file from elsewhere and store it as "
                    + target);
        }
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unsupported) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Optional<String> downloadOnce(Path part) throws IOException {
        new Transfer(source, part, expected.byteCount(), listener).complete();
        var difference = expected.mismatch(part);
        if (difference.isPresent()) {
            Files.delete(part);
        }
        return difference;
    }
}
