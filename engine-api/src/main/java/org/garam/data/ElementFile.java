package org.garam.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * A file of elements: a magic number and the byte order of the machine, then for each element the number of its parts
 * and for each part element type, shape and values; 0 parts are the end.
 */
final class ElementFile {

    private static final long MAGIC = 0x476172616d447331L;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final DType[] TYPES = DType.values();

    private ElementFile() {
    }

    /** Hands elements on and writes them down; the file appears whole when the last one has passed, or not at all. */
    static final class Writing implements Cursor {

        private final Cursor source;
        private final Path file;
        private final Path part;
        private DataOutputStream out;

        Writing(Cursor source, Path file) {
            this.source = source;
            this.file = file.toAbsolutePath();
            try {
                Files.createDirectories(this.file.getParent());
                part = Files.createTempFile(this.file.getParent(), file.getFileName() + ".", ".part");
                out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), BUFFER_BYTES));
                out.writeLong(MAGIC);
                out.writeBoolean(isLittleEndian());
            } catch (IOException failure) {
                source.close();
                throw unwritable(failure);
            }
        }

        @Override
        public Element next() {
            var element = source.next();
            try {
                if (element != null) {
                    write(element);
                } else if (out != null) {
                    out.writeByte(0);
                    out.close();
                    out = null;
                    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException failure) {
                throw unwritable(failure);
            }
            return element;
        }

        private void write(Element element) throws IOException {
            out.writeByte(element.hasWeights() ? 3 : element.hasTargets() ? 2 : 1);
            for (var tensor : new HostTensor[] {element.features(), element.targets(), element.weights()}) {
                if (tensor != null) {
                    out.writeByte(tensor.dtype().ordinal());
                    out.writeByte(tensor.shape().rank());
                    for (var size : tensor.shape().toArray()) {
                        out.writeInt(size);
                    }
                    var bytes = new byte[Math.toIntExact(tensor.type().bytes())];
                    MemorySegment.ofArray(bytes).copyFrom(tensor.segment());
                    out.write(bytes);
                }
            }
        }

        private DataUnavailableException unwritable(IOException failure) {
            return new DataUnavailableException("cache: " + file + " cannot be written: " + failure
                    + "; make the folder writable, free some space, or choose another file", failure);
        }

        @Override
        public void close() {
            source.close();
            if (out != null) {
                try {
                    out.close();
                    out = null;
                    Files.deleteIfExists(part);
                } catch (IOException failure) {
                    throw unwritable(failure);
                }
            }
        }
    }

    /** Reads elements back one by one. */
    static final class Reading implements Cursor {

        private static final String REMEDY = "; delete it, and it is made again";

        private final Path file;
        private final ElementSpec spec;
        private final DataInputStream in;
        private boolean isEnded;

        Reading(Path file, ElementSpec spec) {
            this.file = file;
            this.spec = spec;
            DataInputStream opened = null;
            try {
                opened = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
                if (opened.readLong() != MAGIC || opened.readBoolean() != isLittleEndian()) {
                    throw new InvalidDataException("cache: " + file + " is no cache of a dataset made on such a machine"
                            + REMEDY);
                }
            } catch (IOException | InvalidDataException failure) {
                closeQuietly(opened);
                throw failure instanceof InvalidDataException invalid ? invalid : unreadable((IOException) failure);
            }
            in = opened;
        }

        @Override
        public Element next() {
            if (isEnded) {
                return null;
            }
            try {
                var parts = in.readByte();
                if (parts == 0) {
                    close();
                    return null;
                }
                var features = tensor();
                var targets = parts > 1 ? tensor() : null;
                var element = new Element(features, targets, parts > 2 ? tensor() : null);
                if (!spec.accepts(element)) {
                    throw new InvalidDataException("cache: " + file + " holds " + ElementSpec.of(element)
                            + ", but the elements to be cached are " + spec
                            + "; delete it, or give this dataset another file");
                }
                return element;
            } catch (IOException failure) {
                throw unreadable(failure);
            }
        }

        private HostTensor tensor() throws IOException {
            var dtype = in.readUnsignedByte();
            var sizes = new int[in.readUnsignedByte()];
            for (var axis = 0; axis < sizes.length; axis++) {
                sizes[axis] = in.readInt();
            }
            if (dtype >= TYPES.length || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
                throw new InvalidDataException("cache: " + file + " is damaged" + REMEDY);
            }
            var type = new TensorType(TYPES[dtype], Shape.of(sizes));
            var array = HostArrays.allocate(type.dtype(), type.shape().count());
            var bytes = new byte[Math.toIntExact(type.bytes())];
            in.readFully(bytes);
            HostArrays.segment(array).copyFrom(MemorySegment.ofArray(bytes));
            return HostTensor.of(type, array);
        }

        private DataException unreadable(IOException failure) {
            return failure instanceof EOFException
                    ? new InvalidDataException("cache: " + file + " is cut short" + REMEDY, failure)
                    : new DataUnavailableException("cache: " + file + " cannot be read: " + failure + REMEDY, failure);
        }

        @Override
        public void close() {
            isEnded = true;
            closeQuietly(in);
        }

        // Nothing is lost when a file that was only read cannot be closed.
        private static void closeQuietly(DataInputStream opened) {
            if (opened != null) {
                try {
                    opened.close();
                } catch (IOException harmless) {
                    return;
                }
            }
        }
    }

    private static boolean isLittleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }
}
