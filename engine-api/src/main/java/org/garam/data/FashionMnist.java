package org.garam.data;

import java.net.URI;
import java.util.List;
import org.garam.data.PublishedDataSet.Located;
import org.garam.data.PublishedDataSet.PublishedFile;

/**
 * Fashion-MNIST: 60000 images to train on and 10000 to test with, 28 x 28 pixels, of ten kinds of clothing.
 *
 * <p>Defined by H. Xiao, K. Rasul, R. Vollgraf: "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
 * Algorithms" (2017), github.com/zalandoresearch/fashion-mnist, whose documented address the download uses.
 */
public final class FashionMnist {

    /** What the labels 0 to 9 mean. */
    public static final List<String> CLASS_NAMES = List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
            "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final String NAME = "Fashion-MNIST";
    private static final URI ADDRESS = URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");
    private static final PublishedFile TRAIN_IMAGES = new PublishedFile("train-images-idx3-ubyte.gz",
            ContentChecksum.md5("f4a8712d7a061bf5bd6d2ca38dc4d50a", 47_040_016));
    private static final PublishedFile TRAIN_LABELS = new PublishedFile("train-labels-idx1-ubyte.gz",
            ContentChecksum.md5("9018921c3c673c538a1fc5bad174d6f9", 60_008));
    private static final PublishedFile TEST_IMAGES = new PublishedFile("t10k-images-idx3-ubyte.gz",
            ContentChecksum.md5("8181f5470baa50b63fa0f6fddb340f0a", 7_840_016));
    private static final PublishedFile TEST_LABELS = new PublishedFile("t10k-labels-idx1-ubyte.gz",
            ContentChecksum.md5("15d484375f8d13e6eb1aabb0c3f46965", 10_008));

    private FashionMnist() {
    }

    /** Loads it from the {@link DataLocations#standard() usual places}, downloading it when it is in none of them. */
    public static ImageDataSet load() {
        return load(DataLocations.standard());
    }

    /**
     * Loads it from the given places. Files in a folder that was given explicitly need only be well-formed; files in
     * the usual places must have exactly the published content.
     *
     * @throws DataUnavailableException when no place has it and it cannot be downloaded
     * @throws InvalidDataException     when a file that was found is damaged or not what was published
     */
    public static ImageDataSet load(DataLocations locations) {
        return load(locations, ADDRESS);
    }

    static ImageDataSet load(DataLocations locations, URI address) {
        var located = new PublishedDataSet(NAME, "fashion-mnist", address,
                List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)).locate(locations);
        return new ImageDataSet(NAME,
                LabelledImages.of(NAME + " train", read(located, TRAIN_IMAGES), read(located, TRAIN_LABELS),
                        CLASS_NAMES),
                LabelledImages.of(NAME + " test", read(located, TEST_IMAGES), read(located, TEST_LABELS),
                        CLASS_NAMES),
                located.source());
    }

    private static IdxFile read(Located located, PublishedFile file) {
        var path = located.paths().get(file.name());
        return located.asIs() ? IdxFile.read(path) : IdxFile.read(path, file.checksum());
    }
}
