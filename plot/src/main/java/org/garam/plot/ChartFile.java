package org.garam.plot;

import java.awt.AWTError;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** Pictures as bytes, and these as files. */
final class ChartFile {

    enum Format {
        PNG, SVG;

        static Format of(Path file) {
            var name = file.toString().toLowerCase(Locale.ROOT);
            for (var format : values()) {
                if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
                    return format;
                }
            }
            throw new IllegalArgumentException("chart file " + file + ": charts are written as .png or .svg; "
                    + "let the name end in one of these");
        }
    }

    private ChartFile() {
    }

    /** Draws, and says what to do where Java cannot draw letters or takes a screen for granted that is not there. */
    static <T> T withFonts(Supplier<T> drawing) {
        try {
            GraphicsEnvironment.getLocalGraphicsEnvironment();
            return drawing.get();
        } catch (AWTError | InternalError | NoClassDefFoundError | UnsatisfiedLinkError failure) {
            throw new IllegalStateException("charts cannot be drawn on this machine: " + failure
                    + "; start Java with -Djava.awt.headless=true, use a JDK that has its desktop libraries, and "
                    + "install fontconfig and a font (for example the packages fontconfig and fonts-dejavu-core)",
                    failure);
        }
    }

    static byte[] png(BufferedImage image) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static void write(Path file, byte[] bytes) {
        var target = file.toAbsolutePath();
        try {
            Files.createDirectories(target.getParent());
            // Not createTempFile, whose files nobody else may read.
            var whole = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
            try {
                Files.write(whole, bytes);
                move(whole, target);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("chart could not be written to " + target + ": " + failure
                    + "; choose a file in a folder that you may write to", failure);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unsupported) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
