package org.garam.model.state;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.garam.model.state.SavedState.Entry;

/** Writes a state in the format {@link StateFile} describes. */
final class StateWriter {
    private final FileChannel file;
    private final MessageDigest digest = StateBytes.digest();
    private final ByteBuffer buffer = ByteBuffer.allocate(StateBytes.CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    StateWriter(FileChannel file) {
        this.file = file;
    }

    void write(SavedState state) throws IOException {
        bytes(StateFile.MAGIC);
        integer(StateFile.VERSION);
        integer(state.entries().size());
        for (var named : state.entries().entrySet()) {
            Entry entry = named.getValue();
            text(named.getKey());
            text(entry.type().dtype().toString());
            integer(entry.type().shape().rank());
            for (int size : entry.type().shape().toArray()) {
                ensure(Long.BYTES);
                buffer.putLong(size);
            }
            elements(entry);
        }
        flush();
        buffer.put(digest.digest());
        drain();
    }

    private void integer(int value) throws IOException {
        ensure(Integer.BYTES);
        buffer.putInt(value);
    }

    private void text(String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        integer(encoded.length);
        bytes(encoded);
    }

    private void bytes(byte... values) throws IOException {
        for (int done = 0; done < values.length;) {
            ensure(1);
            int count = Math.min(buffer.remaining(), values.length - done);
            buffer.put(values, done, count);
            done += count;
        }
    }

    private void elements(Entry entry) throws IOException {
        int width = entry.type().dtype().bytes();
        long count = entry.type().shape().count();
        for (long done = 0; done < count;) {
            ensure(width);
            long part = Math.min(buffer.remaining() / width, count - done);
            StateBytes.copy(width, part, entry.values(), done * width, ByteOrder.nativeOrder(),
                    MemorySegment.ofBuffer(buffer), 0, ByteOrder.LITTLE_ENDIAN);
            buffer.position(buffer.position() + Math.toIntExact(part * width));
            done += part;
        }
    }

    private void ensure(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() throws IOException {
        digest.update(buffer.array(), 0, buffer.position());
        drain();
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }
}
