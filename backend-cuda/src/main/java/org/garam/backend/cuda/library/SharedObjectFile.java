package org.garam.backend.cuda.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a file says about itself in the Executable and Linkable Format (System V ABI, chapter 4). The loader would take
 * a library whose download broke off, and the process would end by a signal at the first touch of what is missing.
 */
final class SharedObjectFile {
    private static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64_BIT = 2;
    private static final int TYPE_SHARED_OBJECT = 3;
    private static final int SEGMENT_LOADED = 1;
    private static final Map<Integer, String> MACHINES = Map.of(3, "x86", 40, "arm", 21, "ppc64le", 62, "amd64", 183,
            "aarch64");

    private SharedObjectFile() {}

    /**
     * {@return why the file cannot be loaded into a process on {@code machine} (as {@code os.arch} says); nothing if it
     * can}
     */
    static Optional<String> problem(Path path, String machine) {
        try (FileChannel file = FileChannel.open(path)) {
            return problem(file, machine);
        } catch (IOException | SecurityException e) {
            return Optional.of("it cannot be read: " + e);
        }
    }

    private static Optional<String> problem(FileChannel file, String machine) throws IOException {
        ByteBuffer header = read(file, 0, HEADER_BYTES);
        if (header == null || header.getInt(0) != MAGIC) {
            return Optional.of("it is no shared library, or only the beginning of one (" + file.size() + " bytes)");
        }
        String own = header.get(4) != CLASS_64_BIT ? "a 32-bit process"
                : MACHINES.getOrDefault((int) header.getShort(18), "machine number " + header.getShort(18));
        if (!own.equals(machine)) {
            return Optional.of("it is made for " + own + ", this process is " + machine);
        }
        if (header.getShort(16) != TYPE_SHARED_OBJECT) {
            return Optional.of("it is a program or an object file, not a shared library");
        }
        long end = loadedBytes(file, header);
        return file.size() < end ? Optional.of("it is truncated: " + file.size() + " bytes of at least " + end
                + "; install the package it came with again") : Optional.empty();
    }

    /** {@return up to where the segments that are loaded reach, beyond any file's end if that is not in it} */
    private static long loadedBytes(FileChannel file, ByteBuffer header) throws IOException {
        long offset = header.getLong(32);
        int size = Short.toUnsignedInt(header.getShort(54));
        int count = Short.toUnsignedInt(header.getShort(56));
        ByteBuffer segments = read(file, offset, size * count);
        long end = offset + (long) size * count;
        for (int i = 0; segments != null && i < count; i++) {
            int start = i * size;
            if (segments.getInt(start) == SEGMENT_LOADED) {
                end = Math.max(end, segments.getLong(start + 8) + segments.getLong(start + 32));
            }
        }
        return end;
    }

    /** {@return the bytes, or null if the file ends before} */
    private static ByteBuffer read(FileChannel file, long offset, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (offset < 0 || file.read(buffer, offset + buffer.position()) < 0) {
                return null;
            }
        }
        return buffer;
    }
}
