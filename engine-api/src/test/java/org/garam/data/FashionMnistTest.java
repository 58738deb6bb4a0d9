package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    @TempDir
    private Path folder;

    @Test
    void loadsTheRealFiles() {
        var home = TestFiles.dataHome("fashion-mnist");
        Assumptions.assumeTrue(home.isPresent(),
                "set GARAM_DATA to a folder that holds fashion-mnist/ with the four files");
        var images = FashionMnist.load(new DataLocations(Optional.empty(), home, folder, false,
                DownloadListener.SILENT));
        assertEquals("Fashion-MNIST train: 60000 images of 28 x 28, 10 classes", images.train().toString());
        assertEquals("Fashion-MNIST test: 10000 images of 28 x 28, 10 classes", images.test().toString());
        assertEquals("files in " + home.get().resolve("fashion-mnist"), images.source());
        assertArrayEquals(new int[] {9, 0, 0, 3, 0, 2, 7, 2, 5, 5}, Arrays.copyOf(images.train().labelIds(), 10));
        assertEquals("Ankle boot", images.train().classNames().get(9));
        for (var part : new LabelledImages[] {images.train(), images.test()}) {
            var counts = new int[10];
            Arrays.stream(part.labelIds()).forEach(label -> counts[label]++);
            assertArrayEquals(IntStream.generate(() -> part.count() / 10).limit(10).toArray(), counts);
        }
    }

    @Test
    void takesSmallerFilesFromAGivenFolder() throws IOException {
        fill(folder, 3, 3);
        var images = FashionMnist.load(locations().withDirectory(folder), NOWHERE);
        assertEquals(3, images.train().count());
        assertEquals("files in " + folder, images.source());
    }

    @Test
    void namesTheFilesOfAGivenFolderThatDisagree() throws IOException {
        fill(folder, 3, 2);
        var locations = locations().withDirectory(folder);
        var message = assertThrows(InvalidDataException.class, () -> FashionMnist.load(locations, NOWHERE))
                .getMessage();
        assertTrue(message.contains(folder.resolve("train-images-idx3-ubyte.gz") + " holds 3 images")
                && message.contains(folder.resolve("train-labels-idx1-ubyte.gz") + " holds 2 labels"), message);
    }

    @Test
    void acceptsOnlyThePublishedFilesFromTheCache() throws IOException {
        var cache = folder.resolve("cache/fashion-mnist");
        fill(cache, 3, 3);
        var message = assertThrows(InvalidDataException.class, () -> FashionMnist.load(locations(), NOWHERE))
                .getMessage();
        assertTrue(message.startsWith(cache.resolve("train-images-idx3-ubyte.gz") + " has the MD5 checksum")
                && message.contains("delete it and download it again"), message);
    }

    @Test
    void reportsWhyItCannotBeHad() {
        var message = assertThrows(DataUnavailableException.class, () -> FashionMnist.load(locations(), NOWHERE))
                .getMessage();
        assertTrue(message.contains("Fashion-MNIST cannot be had")
                && message.contains("http://127.0.0.1:1/train-images-idx3-ubyte.gz: "), message);
    }

    private DataLocations locations() {
        return new DataLocations(Optional.empty(), Optional.empty(), folder.resolve("cache"), true,
                DownloadListener.SILENT);
    }

    private static void fill(Path place, int images, int labels) throws IOException {
        Files.createDirectories(place);
        for (var part : new String[] {"train", "t10k"}) {
            Files.write(place.resolve(part + "-images-idx3-ubyte.gz"), TestFiles.gzip(
                    TestFiles.idx(0x00000803, new int[] {images, 28, 28}, new byte[images * 28 * 28])));
            Files.write(place.resolve(part + "-labels-idx1-ubyte.gz"), TestFiles.gzip(
                    TestFiles.idx(0x00000801, new int[] {labels}, new byte[labels])));
        }
    }
}
