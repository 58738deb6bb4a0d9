package org.garam.examples.tutorial;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.garam.plot.Picture;

/** Where an example writes: text to a stream, pictures to a folder. */
public final class Notebook {

    /**
     * A number beside the one it is compared with.
     *
     * @param name      what it is
     * @param published the one that was published, as it was
     * @param here      the one that was computed
     */
    public record Figure(String name, String published, double here) {
    }

    private final PrintWriter out;
    private final Path folder;

    /** Text goes to {@code out}, pictures to {@code folder}, which is made when missing. */
    public Notebook(PrintWriter out, Path folder) {
        this.out = out;
        this.folder = folder;
    }

    /** Prints something and ends the line. */
    public void print(Object text) {
        out.println(text);
        out.flush();
    }

    /** Prints numbers beside those of the tutorial, or of {@code whose} else they are compared with. */
    public void compare(String whose, Figure... figures) {
        table(List.of("", whose, "here"), Arrays.stream(figures)
                .map(figure -> List.<Object>of(figure.name, figure.published, figure.here)).toList());
    }

    /** Prints rows in columns; numbers have four decimals. */
    public void table(List<String> header, List<? extends List<?>> rows) {
        var lines = new ArrayList<List<String>>(List.of(header));
        rows.forEach(row -> lines.add(row.stream().map(Notebook::text).toList()));
        var widths = IntStream.range(0, header.size())
                .map(column -> lines.stream().mapToInt(line -> line.get(column).length()).max().orElseThrow()).toArray();
        for (var line : lines) {
            print(IntStream.range(0, widths.length).mapToObj(column -> column == 0
                    ? line.get(column) + " ".repeat(widths[column] - line.get(column).length())
                    : " ".repeat(widths[column] - line.get(column).length()) + line.get(column))
                    .collect(Collectors.joining("  ")).stripTrailing());
        }
    }

    private static String text(Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.4f", number) : String.valueOf(value);
    }

    /** Saves a picture as PNG and SVG, and says where. */
    public void show(String name, Picture picture) {
        var png = folder.resolve(name + ".png");
        picture.save(png);
        picture.save(folder.resolve(name + ".svg"));
        print("picture: " + png + " and .svg");
    }
}
