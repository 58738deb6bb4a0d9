package org.garam.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.garam.runtime.Suggestion;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** The rows of a file of separated values. */
final class CsvStage implements Stage {

    private static final Pattern LARGE_INTEGER = Pattern.compile("[-+]?\\d{16,18}");

    private final Path file;
    private final CsvOptions options;
    private final List<String> names;
    private final int[] features;
    private final int[] targets;
    private final int[] weights;
    private final List<Map<String, Integer>> categories = new ArrayList<>();

    /** Reads the first line, so that wrong names show where they are given. */
    CsvStage(Path file, CsvOptions options) {
        this.file = file;
        this.options = options;
        try (var reader = new CsvReader(file, options.separator())) {
            var first = reader.next();
            if (first == null) {
                throw new InvalidDataException(file + " is empty; give a file with "
                        + (options.header() ? "a header line and " : "") + "rows");
            }
            names = options.header() ? first.stream().map(String::strip).toList()
                    : IntStream.range(0, first.size()).mapToObj(String::valueOf).toList();
        }
        targets = options.targets().stream().mapToInt(this::column).toArray();
        weights = options.weights().stream().mapToInt(this::column).toArray();
        features = options.features().map(chosen -> chosen.stream().mapToInt(this::column).toArray())
                .orElseGet(this::others);
        if (features.length == 0) {
            throw new IllegalArgumentException("fromCsv: of the columns " + String.join(", ", names) + " of " + file
                    + " none are features; leave some of them to be features");
        }
        if (weights.length > 0 && targets.length == 0) {
            throw new IllegalArgumentException("fromCsv: of the columns " + String.join(", ", names) + " of " + file
                    + " none are targets, which the weights would be of; name targets(..)");
        }
        names.forEach(_ -> categories.add(Map.of()));
        options.categories().forEach((name, texts) -> {
            var numbers = new HashMap<String, Integer>();
            texts.forEach(text -> numbers.put(text, numbers.size()));
            categories.set(column(name), numbers);
        });
    }

    private int column(String name) {
        var index = names.indexOf(name);
        if (index < 0 && !options.header() && name.matches("-\\d{1,9}")) {
            index = names.size() + Integer.parseInt(name);
        }
        if (index < 0) {
            throw new IllegalArgumentException("fromCsv: " + file + " has no column \"" + name + "\""
                    + (options.header() ? Suggestion.of(name, names) : "") + "; there are " + String.join(", ", names));
        }
        return index;
    }

    private int[] others() {
        var left = new LinkedHashSet<>(IntStream.range(0, names.size()).boxed().toList());
        IntStream.of(targets).forEach(left::remove);
        IntStream.of(weights).forEach(left::remove);
        return left.stream().mapToInt(i -> i).toArray();
    }

    @Override
    public ElementSpec spec() {
        return new ElementSpec(TensorSpec.of(options.featureType(), features.length),
                targets.length == 0 ? null : TensorSpec.of(targetType()),
                weights.length == 0 ? null : TensorSpec.of(DType.FLOAT32));
    }

    private TensorType targetType() {
        return targets.length == 1 ? TensorType.of(options.targetType())
                : TensorType.of(options.targetType(), targets.length);
    }

    @Override
    public long cardinality() {
        return Dataset.UNKNOWN;
    }

    @Override
    public Cursor open() {
        return new Rows();
    }

    private final class Rows implements Cursor {

        private CsvReader reader = new CsvReader(file, options.separator());

        Rows() {
            if (options.header()) {
                reader.next();
            }
        }

        @Override
        public Element next() {
            while (reader != null) {
                var fields = reader.next();
                if (fields == null) {
                    close();
                } else if (!isSkipped(fields)) {
                    return new Element(
                            part(fields, features, TensorType.of(options.featureType(), features.length)),
                            targets.length == 0 ? null : part(fields, targets, targetType()),
                            weights.length == 0 ? null : part(fields, weights, TensorType.of(DType.FLOAT32)));
                }
            }
            return null;
        }

        private boolean isSkipped(List<String> fields) {
            if (fields.size() != names.size()) {
                throw new InvalidDataException(file + ", line " + reader.line() + " has " + fields.size()
                        + " fields instead of " + names.size() + " (" + String.join(", ", names)
                        + "), separated by \"" + options.separator() + "\"; correct the line, or give the separator");
            }
            return options.missing() instanceof MissingValues.SkipRow
                    && (isMissing(fields, features) || isMissing(fields, targets) || isMissing(fields, weights));
        }

        private static boolean isMissing(List<String> fields, int[] columns) {
            return IntStream.of(columns).anyMatch(column -> MissingValues.isMissing(fields.get(column)));
        }

        private HostTensor part(List<String> fields, int[] columns, TensorType type) {
            var values = HostArrays.allocate(type.dtype(), columns.length);
            for (var i = 0; i < columns.length; i++) {
                var text = fields.get(columns[i]);
                // Larger integers than 2^53 would be rounded on the way through a double.
                if (values instanceof long[] exact && LARGE_INTEGER.matcher(text).matches()) {
                    exact[i] = Long.parseLong(text);
                } else {
                    var value = value(text, columns[i]);
                    requireStorable(value, type.dtype(), text, columns[i]);
                    HostArrays.set(values, type.dtype(), i, value);
                }
            }
            return HostTensor.of(type, values);
        }

        private double value(String text, int column) {
            var category = categories.get(column).get(text);
            if (category != null) {
                return category;
            }
            if (MissingValues.isMissing(text)) {
                if (options.missing() instanceof MissingValues.Fill fill) {
                    return fill.value();
                }
                throw wrong(column, text, "is missing", "fill it in, or say what to do about missing values with"
                        + " missing(fill(value)) or missing(skipRow())");
            }
            if (!categories.get(column).isEmpty()) {
                throw wrong(column, text, "is none of the categories " + categories.get(column).keySet(),
                        "add it to categories");
            }
            try {
                var last = Character.toLowerCase(text.charAt(text.length() - 1));
                // Java would read "1d" and "1f" as numbers.
                return last == 'd' || last == 'f' ? infinity(text) : Double.parseDouble(text);
            } catch (NumberFormatException none) {
                throw wrong(column, text, "is no number", "correct it, leave the column out with features(..), or tell"
                        + " its texts with categories(\"" + names.get(column) + "\", ..)");
            }
        }

        private static double infinity(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "inf", "+inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> throw new NumberFormatException(text);
            };
        }

        private void requireStorable(double value, DType type, String text, int column) {
            if (!type.isFloating() && type.round(value) != value) {
                throw wrong(column, text, "is " + value + ", which " + type + " cannot hold",
                        "choose another type with featureType(..) or targetType(..)");
            }
        }

        private InvalidDataException wrong(int column, String text, String problem, String remedy) {
            return new InvalidDataException(file + ", line " + reader.line() + ", column " + names.get(column) + ": \""
                    + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\" " + problem + "; " + remedy);
        }

        @Override
        public void close() {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        }
    }
}
