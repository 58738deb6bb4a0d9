package org.garam.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An IDX file of unsigned bytes: the format of MNIST and its successors. Its header is two zero bytes, an element type,
 * the number of dimensions, and each dimension as a big-endian 32-bit integer; the elements follow in row-major order.
 * Defined at the foot of the MNIST database's page (Y. LeCun, C. Cortes, C. Burges).
 *
 * @param name       the file it was read from, for messages
 * @param dimensions sizes, outermost first, e.g. {@code [60000, 28, 28]}
 * @param values     the elements as unsigned bytes, row-major; not copied
 */
public record IdxFile(String name, List<Integer> dimensions, byte[] values) {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final Map<Integer, String> OTHER_TYPES = Map.of(0x09, "signed byte", 0x0B, "16-bit integer",
            0x0C, "32-bit integer", 0x0D, "32-bit float", 0x0E, "64-bit float");
    /** Some virtual machines cannot make arrays of the last few lengths below the largest int. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final String REMEDY = "delete it and download it again";

    public IdxFile {
        dimensions = List.copyOf(dimensions);
    }

    /**
     * Reads a file, plain or gzip-compressed (told by its first bytes, not by its name).
     *
     * @throws InvalidDataException     when it is no IDX file of unsigned bytes, damaged, cut short or too long
     * @throws DataUnavailableException when it cannot be read
     */
    public static IdxFile read(Path file) {
        return read(file, Optional.empty());
    }

    /** As {@link #read(Path)}, and the uncompressed content must have the checksum. */
    public static IdxFile read(Path file, ContentChecksum checksum) {
        return read(file, Optional.of(checksum));
    }

    private static IdxFile read(Path file, Optional<ContentChecksum> checksum) {
        try (var content = Compression.open(file)) {
            if (checksum.isEmpty()) {
                return parse(file.toString(), content);
            }
            var digest = checksum.get().newDigest();
            var result = parse(file.toString(), new DigestInputStream(content, digest));
            checksum.get().mismatch(digest).ifPresent(difference -> {
                throw new InvalidDataException(file + " " + difference + ", so it is not the published file; "
                        + REMEDY);
            });
            return result;
        } catch (NoSuchFileException missing) {
            throw new DataUnavailableException(file + " does not exist; give an IDX file, plain or .gz", missing);
        } catch (IOException failure) {
            if (Compression.isDamage(failure)) {
                throw new InvalidDataException(file + " is damaged or cut short: " + failure.getMessage()
                        + "; a whole gzip or IDX file is needed: " + REMEDY, failure);
            }
            throw new DataUnavailableException(file + " cannot be read: " + failure
                    + "; give a readable IDX file, plain or .gz", failure);
        }
    }

    private static IdxFile parse(String name, InputStream content) throws IOException {
        var magic = header(name, content, 1, "the 4 bytes of its magic number")[0];
        var elementType = magic >>> 8;
        if (elementType != UNSIGNED_BYTE) {
            throw new InvalidDataException(wrongType(name, magic, elementType));
        }
        var rank = magic & 0xff;
        if (rank == 0) {
            throw new InvalidDataException(name + " declares no dimension; an IDX file has 1 to 255: " + REMEDY);
        }
        var dimensions = new ArrayList<Integer>(rank);
        for (var size : header(name, content, rank, "the sizes of its " + rank + " dimensions")) {
            dimensions.add(size);
        }
        var count = elementCount(name, dimensions);
        var values = content.readNBytes(count);
        if (values.length < count) {
            throw new InvalidDataException(name + " is cut short: its header declares " + dimensions + ", that is "
                    + count + " bytes, but only " + values.length + " follow; " + REMEDY);
        }
        if (content.read() >= 0) {
            throw new InvalidDataException(name + " is too long: its header declares " + dimensions + ", that is "
                    + count + " bytes, but more follow; " + REMEDY);
        }
        return new IdxFile(name, dimensions, values);
    }

    private static int[] header(String name, InputStream content, int integers, String what) throws IOException {
        var bytes = content.readNBytes(integers * Integer.BYTES);
        if (bytes.length < integers * Integer.BYTES) {
            throw new InvalidDataException(name + " is cut short: it ends before " + what + "; " + REMEDY);
        }
        var header = new int[integers];
        ByteBuffer.wrap(bytes).asIntBuffer().get(header);
        return header;
    }

    private static String wrongType(String name, int magic, int elementType) {
        var other = OTHER_TYPES.get(elementType);
        return other == null
                ? "%s is no IDX file: it begins with 0x%08x, but an IDX file of unsigned bytes begins with 0x000008nn; "
                        .formatted(name, magic) + REMEDY
                : "%s holds elements of IDX type 0x%02x (%s), but only 0x08 (unsigned byte) is read; convert the file"
                        .formatted(name, elementType, other);
    }

    private static int elementCount(String name, List<Integer> dimensions) {
        var count = 1L;
        for (var size : dimensions) {
            if (size < 0) {
                throw new InvalidDataException(name + " declares a dimension of " + Integer.toUnsignedString(size)
                        + "; at most " + Integer.MAX_VALUE + " is accepted: " + REMEDY);
            }
            count *= size;
            if (count > LARGEST_ARRAY) {
                throw new InvalidDataException(name + " declares the dimensions " + dimensions + ", more than the "
                        + LARGEST_ARRAY + " bytes that are accepted; if that is not its real size, " + REMEDY);
            }
        }
        return (int) count;
    }
}
