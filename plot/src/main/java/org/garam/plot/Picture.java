package org.garam.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A picture, as pixels, as SVG, or as a file of either. Needs no screen. Pictures are immutable. */
public abstract sealed class Picture permits HistoryChart, ScatterChart, SurfaceChart, ModelDiagram {

    static final int TITLE_BAND = 40;

    private static final int TITLE_BASELINE = 26;
    private static final int TITLE_SIZE = 16;
    private static final int SMALLEST = 150;
    private static final int LARGEST = 10_000;

    /**
     * What is around the drawings.
     *
     * @param title  a line of text above them
     * @param width  of the whole picture in pixels
     * @param height of the whole picture in pixels
     */
    record Frame(Optional<String> title, int width, int height) {

        Frame titled(String words) {
            return new Frame(Optional.of(Checks.given("title of the picture", words, "a text")),
                    width, height);
        }

        Frame sized(int newWidth, int newHeight) {
            if (Math.min(newWidth, newHeight) < SMALLEST || Math.max(newWidth, newHeight) > LARGEST) {
                throw new IllegalArgumentException("chart size " + newWidth + " x " + newHeight
                        + " pixels; each side must be " + SMALLEST + " to " + LARGEST);
            }
            return new Frame(title, newWidth, newHeight);
        }

        int top() {
            return title.isPresent() ? TITLE_BAND : 0;
        }

        /** The one drawing that fills what the title leaves. */
        Part rest(Consumer<Graphics2D> drawing) {
            return new Part(0, top(), width, height - top(), drawing);
        }
    }

    /** A drawing with its own origin, and where it is in the picture. */
    record Part(int left, int top, int width, int height, Consumer<Graphics2D> drawing) {
    }

    /** A picture is one of those of this package. */
    Picture() {
    }

    abstract Frame frame();

    /** What the picture shows, in words: the names that are in it, for search and screen readers. */
    abstract String description();

    /** The title of a picture that was given none. */
    abstract String defaultTitle();

    abstract List<Part> parts();

    /** {@return the width in pixels} */
    public int width() {
        return frame().width;
    }

    /** {@return the height in pixels} */
    public int height() {
        return frame().height;
    }

    /** The picture as pixels. */
    public BufferedImage image() {
        return ChartFile.withFonts(() -> {
            var image = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
            var graphics = image.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width(), height());
            frame().title.ifPresent(title -> paintTitle(graphics, title));
            for (var part : parts()) {
                var within = (Graphics2D) graphics.create();
                within.translate(part.left, part.top);
                part.drawing.accept(within);
                within.dispose();
            }
            graphics.dispose();
            return image;
        });
    }

    /** The picture as SVG text; title and names are in it as text, too, for search and screen readers. */
    public String svg() {
        var document = new SvgDocument(width(), height(), frame().title.orElse(defaultTitle()), description());
        frame().title.ifPresent(title -> document.text(title, width() / 2, TITLE_BASELINE, TITLE_SIZE));
        return ChartFile.withFonts(() -> {
            for (var part : parts()) {
                document.drawing(part.left, part.top, part.width, part.height, part.drawing);
            }
            return document.toString();
        });
    }

    /**
     * Writes the picture; a file that is there is replaced, and no half-written file is left behind.
     *
     * @param file ends in {@code .png} or {@code .svg}; its folder is made when missing
     * @throws IllegalArgumentException      when the name ends otherwise
     * @throws java.io.UncheckedIOException when the file cannot be written
     */
    public void save(Path file) {
        Checks.given("file of the picture", file, "a path that ends in .png or .svg");
        var bytes = switch (ChartFile.Format.of(file)) {
            case PNG -> ChartFile.png(image());
            case SVG -> svg().getBytes(StandardCharsets.UTF_8);
        };
        ChartFile.write(file, bytes);
    }

    private void paintTitle(Graphics2D graphics, String title) {
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, TITLE_SIZE));
        var titleWidth = graphics.getFontMetrics().stringWidth(title);
        graphics.drawString(title, Math.max(0, (width() - titleWidth) / 2), TITLE_BASELINE);
    }
}
