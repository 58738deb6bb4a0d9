package org.garam.model.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * A {@link SavedState} in a file. All numbers are little endian:
 *
 * <pre>
 * 8 bytes   0x89 "GARAM" CR LF
 * int32     version, 1
 * int32     how many values there are, and for each
 *   int32   bytes of its name;  the name in UTF-8
 *   int32   bytes of its element type;  the type as {@code float32}, {@code int64}, …
 *   int32   how many axes it has, and the size of each as int64
 *   ..      its elements, row-major
 * 32 bytes  the SHA-256 of all bytes before
 * </pre>
 *
 * <p>A file is written under another name in the same folder, forced to the disk and then moved to its place in one
 * step: whenever the process or the machine is stopped, there is the old file or the new one, never a part of one.
 */
public final class StateFile {
    static final byte[] MAGIC = {(byte) 0x89, 'G', 'A', 'R', 'A', 'M', '\r', '\n'};
    static final int VERSION = 1;
    private static final List<String> FOREIGN_ENDINGS = List.of(".keras", ".h5", ".hdf5");

    private StateFile() {}

    /**
     * Refuses the endings of Keras' formats, which a file of this format would only seem to be.
     *
     * @throws IllegalArgumentException if {@code path} ends so
     */
    public static void requireOwnEnding(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        for (String ending : FOREIGN_ENDINGS) {
            if (name.endsWith(ending)) {
                throw new IllegalArgumentException("\"" + path + "\" has the ending of a format of Keras, but what is written"
                        + " is Garam's own; choose another ending, for example \".garam\"");
            }
        }
    }

    /**
     * Writes {@code state} in place of what is at {@code path}, in one step. The folder is made if there is none.
     *
     * @throws StateFileException if that is not possible; the file that was there is untouched then
     * @throws IllegalArgumentException if {@code path} has an ending of Keras' formats
     */
    public static void write(Path path, SavedState state) {
        requireOwnEnding(path);
        Path place = path.toAbsolutePath();
        if (Files.isDirectory(place)) {
            throw new StateFileException("cannot write " + path + ": it is a folder; give the name of a file");
        }
        Path unfinished = unfinished(place);
        try {
            Files.createDirectories(place.getParent());
            try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                new StateWriter(file).write(state);
                file.force(true);
            }
            move(unfinished, place);
        } catch (IOException e) {
            discard(unfinished, e);
            throw new StateFileException("cannot write " + path + ": " + reason(e)
                    + "; what was there before is untouched", e);
        }
    }

    /** Always the same name: what a killed process leaves behind is overwritten by the next. */
    private static Path unfinished(Path place) {
        return place.resolveSibling("." + place.getFileName() + ".unfinished");
    }

    private static void discard(Path unfinished, IOException cause) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Gives the file at {@code from} the name {@code to}, in place of what is there, in one step.
     *
     * @throws StateFileException if that is not possible
     */
    public static void rename(Path from, Path to) {
        try {
            move(from, to);
        } catch (IOException e) {
            throw new StateFileException("cannot rename " + from + " to " + to + ": " + reason(e), e);
        }
    }

    /**
     * Deletes the file at {@code path} if there is one, and what a process that was killed has left of it.
     *
     * @throws StateFileException if that is not possible
     */
    public static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(unfinished(path.toAbsolutePath()));
        } catch (IOException e) {
            throw new StateFileException("cannot delete " + path + ": " + reason(e), e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot replace a file in one step", e);
        }
        // The disk remembers a new name only once the folder is forced to it.
        try (FileChannel folder = FileChannel.open(to.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException _) {
            // Some systems, Windows among them, cannot open folders; they remember the move by themselves.
        }
    }

    private static String reason(IOException e) {
        return e.getClass() == IOException.class && e.getMessage() != null ? e.getMessage()
                : e.getClass().getSimpleName().replaceAll("(Exception)$", "").replaceAll("([a-z])([A-Z])", "$1 $2")
                        .toLowerCase(Locale.ROOT) + " (" + e.getMessage() + ")";
    }

    /**
     * {@return the state in the file at {@code path}}
     *
     * @throws StateFileException if there is no such file, it is not of this format, or it is damaged
     */
    public static SavedState read(Path path) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return new StateReader(path, file).read();
        } catch (NoSuchFileException e) {
            throw new StateFileException("there is no file " + path.toAbsolutePath(), e);
        } catch (IOException e) {
            throw new StateFileException("cannot read " + path + ": " + reason(e), e);
        }
    }
}
