package org.garam.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.garam.op.Op;
import org.garam.op.ShapeException;
import org.garam.tensor.Shape;

/**
 * What NumPy's index notation means for a tensor.
 *
 * @param slice the elements that are taken
 * @param shape the shape they have in the end: without the axes that were indexed, with new ones
 */
record SliceNotation(Op.Slice slice, Shape shape) {
    private static final String ELLIPSIS = "...";
    private static final String NEW_AXIS = "newaxis";

    static SliceNotation of(String indices, Shape shape) {
        List<String> parts = indices.isBlank() ? List.of() : Arrays.stream(indices.split(",", -1)).map(String::strip).toList();
        int indexed = (int) parts.stream().filter(part -> !part.equals(ELLIPSIS) && !part.equals(NEW_AXIS)).count();
        long ellipses = parts.stream().filter(ELLIPSIS::equals).count();
        if (indexed > shape.rank() || ellipses > 1) {
            throw new ShapeException("slice: \"" + indices + "\" has " + (ellipses > 1 ? "more than one ..." : indexed
                    + " indices, too many") + " for shape " + shape);
        }
        List<String> all = new ArrayList<>(parts);
        if (ellipses == 0) {
            all.add(ELLIPSIS);
        }
        Builder builder = new Builder(indices, shape);
        for (String part : all) {
            switch (part) {
                case ELLIPSIS -> {
                    for (int i = indexed; i < shape.rank(); i++) {
                        builder.range(":");
                    }
                }
                case NEW_AXIS -> builder.result.add(1);
                default -> {
                    if (part.contains(":")) {
                        builder.range(part);
                    } else {
                        builder.position(part);
                    }
                }
            }
        }
        return new SliceNotation(new Op.Slice(builder.starts, Shape.of(builder.sizes), builder.steps), Shape.of(builder.result));
    }

    /** Goes from axis to axis. */
    private static final class Builder {
        private final String indices;
        private final Shape shape;
        private final List<Integer> starts = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private final List<Integer> steps = new ArrayList<>();
        private final List<Integer> result = new ArrayList<>();

        private Builder(String indices, Shape shape) {
            this.indices = indices;
            this.shape = shape;
        }

        private void position(String text) {
            int size = shape.size(starts.size());
            int position = number(text, 0);
            if (position < -size || position >= size) {
                throw new ShapeException("slice: position " + position + " of \"" + indices + "\" is outside of axis "
                        + starts.size() + " of " + shape + ", which has " + size + " elements");
            }
            take(position < 0 ? position + size : position, 1, 1);
        }

        private void range(String text) {
            String[] parts = text.split(":", -1);
            int step = number(parts.length > 2 ? parts[2] : "", 1);
            if (parts.length > 3 || step == 0) {
                throw new ShapeException("slice: takes start:stop:step with a step other than 0, received \"" + text
                        + "\" in \"" + indices + "\"");
            }
            int size = shape.size(starts.size());
            int first = step > 0 ? 0 : size - 1;
            int last = step > 0 ? size : -1;
            int start = parts[0].isBlank() ? first : clamped(number(parts[0], 0), size, step);
            int stop = parts[1].isBlank() ? last : clamped(number(parts[1], 0), size, step);
            int count = Math.max(0, Math.ceilDiv(stop - start, step));
            take(count == 0 ? 0 : start, count, count > 1 ? step : 1);
            result.add(count);
        }

        /** Bounds outside of the axis mean its ends. */
        private static int clamped(int bound, int size, int step) {
            int counted = bound < 0 ? bound + size : bound;
            return step > 0 ? Math.clamp(counted, 0, size) : Math.clamp(counted, -1, size - 1);
        }

        private void take(int start, int count, int step) {
            starts.add(start);
            sizes.add(count);
            steps.add(step);
        }

        private int number(String text, int otherwise) {
            if (text.isBlank()) {
                return otherwise;
            }
            try {
                return Integer.parseInt(text.strip());
            } catch (NumberFormatException e) {
                throw new ShapeException("slice: takes whole numbers, start:stop:step, ... and newaxis, received \"" + text
                        + "\" in \"" + indices + "\"");
            }
        }
    }
}
