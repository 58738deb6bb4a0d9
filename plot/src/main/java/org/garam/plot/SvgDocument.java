package org.garam.plot;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Graphics2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * An SVG document that is put together from drawings. Each drawing becomes an inner document with its own origin, since
 * the graphics library loses a translation as soon as a drawing sets its own.
 */
final class SvgDocument {

    private static final Pattern FONT = Pattern.compile("font-family:&quot;[^;]*&quot;;");

    private final StringBuilder text = new StringBuilder();

    /** Letters of drawings are outlines, so the title and the description repeat the words as text. */
    SvgDocument(int width, int height, String title, String description) {
        text.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" \
                width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
                <title>%3$s</title>
                <desc>%4$s</desc>
                <rect width="%1$d" height="%2$d" fill="white"/>
                """.formatted(width, height, escaped(title), escaped(description)));
    }

    void text(String words, int centerX, int baseline, int size) {
        text.append("""
                <text x="%d" y="%d" font-family="sans-serif" font-size="%d" font-weight="bold" fill="#404040" \
                text-anchor="middle">%s</text>
                """.formatted(centerX, baseline, size, escaped(words)));
    }

    void drawing(int left, int top, int width, int height, Consumer<Graphics2D> drawing) {
        var graphics = new VectorGraphics2D();
        drawing.accept(graphics);
        var bytes = new ByteArrayOutputStream();
        try {
            new SVGProcessor().getDocument(graphics.getCommands(), new PageSize(0, 0, width, height)).writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        var document = bytes.toString(StandardCharsets.UTF_8);
        var content = document.substring(document.indexOf('>', document.indexOf("<svg")) + 1);
        // The graphics library names this machine's font, and leaves out a size of 12.
        text.append("<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" font-size=\"12px\">"
                .formatted(left, top, width, height)).append(FONT.matcher(content).replaceAll("font-family:sans-serif;"));
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
