package org.garam.runtime;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.garam.tensor.Shape;

/**
 * The layout in which NumPy prints arrays ({@code numpy/_core/arrayprint.py}): rows in brackets, lines broken at 75
 * characters, and of more than 1000 elements only the first and last three along each axis.
 */
final class ArrayText {
    static final int LINE_WIDTH = 75;
    private static final int THRESHOLD = 1000;
    private static final int EDGE_ITEMS = 3;
    private static final String SUMMARY = "...";

    private final Shape shape;
    private final long[] strides;
    private final IntFunction<String> element;
    private final String separator;
    private final boolean isSummarized;

    private ArrayText(Shape shape, IntFunction<String> element, String separator) {
        this.shape = shape;
        this.strides = shape.strides();
        this.element = element;
        this.separator = separator;
        isSummarized = shape.count() > THRESHOLD;
    }

    /**
     * {@return the text of an array of one or more axes}
     *
     * @param element the text of the element at a position in row-major order
     * @param prefix how many characters stand before it on the first line; if there are any, one stands behind it
     */
    static String of(Shape shape, IntFunction<String> element, String separator, int prefix) {
        if (shape.count() == 0) {
            return "[]";
        }
        int width = LINE_WIDTH - (prefix > 0 ? 1 : 0);
        return new ArrayText(shape, element, separator).text(0, 0, " ".repeat(prefix + 1), width);
    }

    /** {@return the positions, in row-major order, of the elements that are printed} */
    static int[] visible(Shape shape) {
        IntStream positions = IntStream.of(0);
        long[] strides = shape.strides();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int stride = (int) strides[axis];
            int[] along = along(shape.size(axis), shape.count() > THRESHOLD);
            positions = positions.flatMap(from -> Arrays.stream(along).map(i -> from + i * stride));
        }
        return positions.toArray();
    }

    private static int[] along(int size, boolean isSummarized) {
        return IntStream.range(0, size)
                .filter(i -> !isSummarized || size <= 2 * EDGE_ITEMS || i < EDGE_ITEMS || i >= size - EDGE_ITEMS).toArray();
    }

    private String text(int axis, int position, String indent, int width) {
        int[] along = along(shape.size(axis), isSummarized);
        boolean hasGap = along.length < shape.size(axis);
        String text = axis == shape.rank() - 1
                ? row(along, hasGap, position, indent, width) : rows(along, hasGap, axis, position, indent, width);
        return "[" + text.substring(indent.length()) + "]";
    }

    private String row(int[] along, boolean hasGap, int position, String indent, int width) {
        Lines lines = new Lines(indent, width - Math.max(separator.stripTrailing().length(), 1));
        for (int i = 0; i < along.length; i++) {
            if (hasGap && i == EDGE_ITEMS) {
                lines.append(SUMMARY);
                lines.line.append(separator);
            }
            lines.append(element.apply(position + along[i]));
            if (i < along.length - 1) {
                lines.line.append(separator);
            }
        }
        return lines.done.append(lines.line).toString();
    }

    private String rows(int[] along, boolean hasGap, int axis, int position, String indent, int width) {
        StringBuilder text = new StringBuilder();
        String between = separator.stripTrailing() + "\n".repeat(shape.rank() - axis - 1);
        for (int i = 0; i < along.length; i++) {
            if (hasGap && i == EDGE_ITEMS) {
                text.append(indent).append(SUMMARY).append(between);
            }
            int row = (int) (position + along[i] * strides[axis]);
            text.append(indent).append(text(axis + 1, row, indent + " ", width - 1)).append(i < along.length - 1 ? between : "");
        }
        return text.toString();
    }

    /** Words one behind the other, broken into lines. */
    private static final class Lines {
        private final StringBuilder done = new StringBuilder();
        private final String indent;
        private final int width;
        private StringBuilder line;

        private Lines(String indent, int width) {
            this.indent = indent;
            this.width = width;
            line = new StringBuilder(indent);
        }

        private void append(String word) {
            if (line.length() + word.length() > width && line.length() > indent.length()) {
                done.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(indent);
            }
            line.append(word);
        }
    }
}
