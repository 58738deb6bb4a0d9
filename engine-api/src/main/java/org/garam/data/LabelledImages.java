package org.garam.data;

import java.util.Arrays;
import java.util.List;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * Grey-scale images and the class of each.
 *
 * @param name       what they are, for messages, e.g. {@code "Fashion-MNIST train"}
 * @param count      number of images, at least 1
 * @param height     rows of an image in pixels
 * @param width      columns of an image in pixels
 * @param pixels     unsigned bytes of shape {@code [count, height, width]}, row-major; not copied
 * @param labels     each image's class as an index into {@code classNames}, of shape {@code [count]}; not copied
 * @param classNames names of the classes, at most 256
 */
public record LabelledImages(String name, int count, int height, int width, byte[] pixels, byte[] labels,
        List<String> classNames) {

    private static final int MOST_CLASSES = 256;
    private static final float BRIGHTEST = 255;

    /** @throws InvalidDataException when sizes disagree or a label is outside the classes */
    public LabelledImages {
        classNames = List.copyOf(classNames);
        if (count < 1 || height < 1 || width < 1) {
            throw new InvalidDataException(name + ": " + count + " images of " + height + " x " + width
                    + " pixels; each number must be at least 1");
        }
        var pixelCount = (long) count * height * width;
        if (pixels.length != pixelCount) {
            throw new InvalidDataException(name + ": " + pixels.length + " pixels for " + count + " images of "
                    + height + " x " + width + "; these need " + pixelCount + " pixels");
        }
        if (labels.length != count) {
            throw new InvalidDataException(name + ": " + count + " images but " + labels.length
                    + " labels; give one label for each image");
        }
        if (classNames.isEmpty() || classNames.size() > MOST_CLASSES) {
            throw new InvalidDataException(name + ": " + classNames.size() + " class names; give 1 to "
                    + MOST_CLASSES);
        }
        for (var i = 0; i < count; i++) {
            if (Byte.toUnsignedInt(labels[i]) >= classNames.size()) {
                throw new InvalidDataException(name + ": label " + Byte.toUnsignedInt(labels[i]) + " of image " + i
                        + " is outside the " + classNames.size() + " classes; labels are 0 to "
                        + (classNames.size() - 1));
            }
        }
    }

    /**
     * Joins a file of images with the file of their labels.
     *
     * @throws InvalidDataException when the images are not {@code [count, height, width]}, the labels are not
     *                              {@code [count]}, the counts differ, or a label is outside the classes
     */
    public static LabelledImages of(String name, IdxFile images, IdxFile labels, List<String> classNames) {
        requireRank(images, 3, "images: [count, height, width]");
        requireRank(labels, 1, "labels: [count]");
        int imageCount = images.dimensions().getFirst();
        int labelCount = labels.dimensions().getFirst();
        if (imageCount != labelCount) {
            throw new InvalidDataException(images.name() + " holds " + imageCount + " images, but " + labels.name()
                    + " holds " + labelCount + " labels; give the two files of one data set");
        }
        // Checked under the files' names first, so that an error says which files are at odds.
        return new LabelledImages(name + " (" + images.name() + ", " + labels.name() + ")", imageCount,
                images.dimensions().get(1), images.dimensions().get(2), images.values(), labels.values(), classNames)
                .named(name);
    }

    private static void requireRank(IdxFile file, int rank, String meaning) {
        if (file.dimensions().size() != rank) {
            throw new InvalidDataException(file.name() + " has the dimensions " + file.dimensions() + ", but "
                    + rank + " are needed for " + meaning + "; were the files of images and labels exchanged?");
        }
    }

    private LabelledImages named(String newName) {
        return new LabelledImages(newName, count, height, width, pixels, labels, classNames);
    }

    /** A copy of the images {@code from} (included) to {@code to} (excluded). */
    public LabelledImages slice(int from, int to) {
        if (from < 0 || to > count || from >= to) {
            throw new IllegalArgumentException(name + ": slice from " + from + " to " + to + " of " + count
                    + " images; accepted is 0 <= from < to <= " + count);
        }
        var imageSize = height * width;
        return new LabelledImages(name, to - from, height, width,
                Arrays.copyOfRange(pixels, from * imageSize, to * imageSize), Arrays.copyOfRange(labels, from, to),
                classNames);
    }

    /** The first {@code most} images, or all when there are not more. */
    public LabelledImages limit(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(name + ": limit " + most + "; give at least 1");
        }
        return most >= count ? this : slice(0, most);
    }

    /** Pixels divided by 255, so 0 to 1, of shape {@code [count, height, width]}, row-major. */
    public float[] scaledPixels() {
        var scaled = new float[pixels.length];
        for (var i = 0; i < scaled.length; i++) {
            scaled[i] = Byte.toUnsignedInt(pixels[i]) / BRIGHTEST;
        }
        return scaled;
    }

    /** Labels as class numbers from 0, of shape {@code [count]}. */
    public int[] labelIds() {
        var ids = new int[count];
        for (var i = 0; i < count; i++) {
            ids[i] = Byte.toUnsignedInt(labels[i]);
        }
        return ids;
    }

    /** Samples of shape {@code [height, width]} from 0 to 1, float32, with their labels, int32. */
    public Dataset toDataset() {
        return Dataset.fromTensorSlices(HostTensor.of(TensorType.of(DType.FLOAT32, count, height, width),
                scaledPixels()), labelIds());
    }

    /** Name, count and size: a record's own text would hold every array's identity. */
    @Override
    public String toString() {
        return name + ": " + count + " images of " + height + " x " + width + ", " + classNames.size() + " classes";
    }
}
