package org.garam.model.state;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.garam.model.state.SavedState.Entry;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Reads a state in the format {@link StateFile} describes, and refuses what is not one or is damaged. */
final class StateReader {
    private static final int DIGEST_BYTES = 32;
    private static final int HEAD_BYTES = StateFile.MAGIC.length + 2 * Integer.BYTES;

    private final Path path;
    private final FileChannel file;

    StateReader(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    SavedState read() throws IOException {
        requireFormat();
        requireWhole();
        file.position(HEAD_BYTES - Integer.BYTES);
        SavedState state = new SavedState();
        int count = integer();
        for (int i = 0; i < count; i++) {
            String name = text();
            DType dtype = DType.valueOf(text().toUpperCase(Locale.ROOT));
            List<Integer> sizes = new ArrayList<>();
            int rank = integer();
            for (int axis = 0; axis < rank; axis++) {
                sizes.add(Math.toIntExact(buffer(Long.BYTES).getLong()));
            }
            state.put(name, elements(new TensorType(dtype, Shape.of(sizes))));
        }
        return state;
    }

    private void requireFormat() throws IOException {
        if (file.size() == 0) {
            throw damaged("it is empty");
        }
        int known = (int) Math.min(file.size(), StateFile.MAGIC.length);
        if (!Arrays.equals(buffer(known).array(), Arrays.copyOf(StateFile.MAGIC, known))) {
            throw new StateFileException(path + " is not a file of saved weights or state: it does not begin as those do;"
                    + " give one that was written by saveWeights, saveState or a callback");
        }
        if (file.size() < HEAD_BYTES + DIGEST_BYTES) {
            throw damaged("it ends too early");
        }
        int version = integer();
        if (version > StateFile.VERSION) {
            throw new StateFileException(path + " has version " + version + " of the format, this program reads up to "
                    + StateFile.VERSION + "; use the newer program that wrote it");
        }
    }

    /** Before a byte of it is believed: a wrong size could ask for any amount of memory. */
    private void requireWhole() throws IOException {
        file.position(0);
        MessageDigest digest = StateBytes.digest();
        for (long left = file.size() - DIGEST_BYTES; left > 0;) {
            ByteBuffer chunk = buffer((int) Math.min(StateBytes.CHUNK, left));
            left -= chunk.remaining();
            digest.update(chunk);
        }
        if (!Arrays.equals(digest.digest(), buffer(DIGEST_BYTES).array())) {
            throw damaged("its checksum is wrong");
        }
    }

    private StateFileException damaged(String how) {
        return new StateFileException(path + " is damaged: " + how + "; use another copy, or delete it and train anew");
    }

    private Entry elements(TensorType type) throws IOException {
        int width = type.dtype().bytes();
        MemorySegment values = StateBytes.allocate(type);
        for (long done = 0; done < values.byteSize();) {
            ByteBuffer chunk = buffer((int) Math.min(StateBytes.CHUNK, values.byteSize() - done));
            int bytes = chunk.remaining();
            StateBytes.copy(width, bytes / width, MemorySegment.ofBuffer(chunk), 0, ByteOrder.LITTLE_ENDIAN,
                    values, done, ByteOrder.nativeOrder());
            done += bytes;
        }
        return new Entry(type, values);
    }

    private String text() throws IOException {
        return new String(buffer(integer()).array(), StandardCharsets.UTF_8);
    }

    private int integer() throws IOException {
        return buffer(Integer.BYTES).getInt();
    }

    private ByteBuffer buffer(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer) < 0) {
                throw damaged("it was cut off while it was read");
            }
        }
        return buffer.flip();
    }
}
