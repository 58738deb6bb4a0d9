package org.garam.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.garam.model.ModelMemory.OptimizerMemory;
import org.garam.model.layer.Layer;
import org.garam.tensor.Shape;

/** The table of a model's layers, as Keras 3 prints it. */
final class Summary {
    private static final int[] WIDTHS = {31, 22, 13};
    private static final List<String> HEADER = List.of("Layer (type)", "Output Shape", "Param #");
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

    private Summary() {}

    /**
     * {@return the table}
     *
     * @param architecture null if the shape of a sample is not known yet
     * @param optimizer what the optimizer keeps, once something was trained
     */
    static String of(String name, List<Layer> layers, Architecture architecture, Optional<OptimizerMemory> optimizer) {
        StringBuilder text = new StringBuilder("Model: \"" + name + "\"\n");
        List<List<String>> rows = architecture == null ? unbuilt(layers) : rows(architecture);
        text.append(rule("┏━", "━┳━", "━┓", '━')).append(row(HEADER, '┃')).append(rule("┡━", "━╇━", "━┩", '━'));
        for (int i = 0; i < rows.size(); i++) {
            text.append(i == 0 ? "" : rule("├─", "─┼─", "─┤", '─')).append(row(rows.get(i), '│'));
        }
        text.append(rule("└─", "─┴─", "─┘", '─'));
        long trained = architecture == null ? 0 : architecture.count(true);
        long fixed = architecture == null ? 0 : architecture.count(false);
        long kept = optimizer.map(OptimizerMemory::count).orElse(0L);
        int bytes = architecture == null ? Float.BYTES : architecture.dtype().bytes();
        text.append(total("Total", trained + fixed + kept, bytes)).append(total("Trainable", trained, bytes))
                .append(total("Non-trainable", fixed, bytes));
        return text.append(kept > 0 ? total("Optimizer", kept, bytes) : "").append('\n').toString();
    }

    private static List<List<String>> unbuilt(List<Layer> layers) {
        List<String> names = LayerNames.of(layers);
        return IntStream.range(0, layers.size()).filter(i -> !Architecture.isInput(layers.get(i)))
                .mapToObj(i -> List.of(title(names.get(i), layers.get(i)), "?", "0 (unbuilt)")).toList();
    }

    private static List<List<String>> rows(Architecture architecture) {
        return architecture.nodes().stream().map(node -> List.of(title(node.name(), node.layer()), shape(node.output()),
                grouped(node.weights().stream().mapToLong(Architecture.Placed::count).sum()))).toList();
    }

    private static String title(String name, Layer layer) {
        return name + " (" + layer.className() + ")";
    }

    private static String shape(Shape sample) {
        return Arrays.stream(sample.toArray()).mapToObj(size -> ", " + size)
                .collect(Collectors.joining("", "(None", sample.rank() == 0 ? ",)" : ")"));
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String rule(String left, String between, String right, char line) {
        return IntStream.of(WIDTHS).mapToObj(width -> String.valueOf(line).repeat(width))
                .collect(Collectors.joining(between, left, right + "\n"));
    }

    private static String row(List<String> cells, char border) {
        List<List<String>> wrapped = IntStream.range(0, cells.size()).mapToObj(i -> wrap(cells.get(i), WIDTHS[i]))
                .toList();
        int height = wrapped.stream().mapToInt(List::size).max().orElseThrow();
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < height; line++) {
            for (int i = 0; i < cells.size(); i++) {
                String part = line < wrapped.get(i).size() ? wrapped.get(i).get(line) : "";
                String padding = " ".repeat(WIDTHS[i] - part.length());
                boolean isNumber = i == cells.size() - 1;
                text.append(border).append(' ').append(isNumber ? padding + part : part + padding).append(' ');
            }
            text.append(border).append('\n');
        }
        return text.toString();
    }

    /** Breaks a text at spaces, and within a word only if it is wider than the column. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(space > 0 ? end + 1 : end);
        }
        lines.add(rest);
        return lines;
    }

    private static String total(String what, long count, int bytes) {
        return " " + what + " params: " + grouped(count) + " (" + size((double) count * bytes) + ")\n";
    }

    private static String size(double bytes) {
        double scaled = bytes;
        int unit = 0;
        while (scaled >= 1024 && unit < UNITS.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f %s", scaled, UNITS[unit]);
    }
}
