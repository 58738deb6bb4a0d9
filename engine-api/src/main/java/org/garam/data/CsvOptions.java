package org.garam.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.garam.tensor.DType;

/**
 * How a file of separated values is read; by default it has a header line, commas between the fields, all columns are
 * float32 features, and a missing value is an error. Immutable; each method returns new options.
 *
 * {@snippet :
 * Dataset.fromCsv(file, new CsvOptions().targets("MedHouseVal"));
 * Dataset.fromCsv(file, new CsvOptions().separator(';').targets("species").targetType(DType.INT32)
 *         .categories("species", "setosa", "versicolor", "virginica"));
 * }
 *
 * <p>A column is called by its name in the header or, if there is no header, by its number: {@code "0"} is the first
 * and {@code "-1"} the last one.
 */
public final class CsvOptions {

    private boolean header = true;
    private char separator = ',';
    private Optional<List<String>> features = Optional.empty();
    private List<String> targets = List.of();
    private Optional<String> weights = Optional.empty();
    private DType featureType = DType.FLOAT32;
    private DType targetType = DType.FLOAT32;
    private MissingValues missing = MissingValues.refuse();
    private Map<String, List<String>> categories = Map.of();

    /** The defaults. */
    public CsvOptions() {
    }

    private CsvOptions copy() {
        var copy = new CsvOptions();
        copy.header = header;
        copy.separator = separator;
        copy.features = features;
        copy.targets = targets;
        copy.weights = weights;
        copy.featureType = featureType;
        copy.targetType = targetType;
        copy.missing = missing;
        copy.categories = categories;
        return copy;
    }

    /** {@return options for a file whose first line names the columns (default), or does not} */
    public CsvOptions header(boolean present) {
        var changed = copy();
        changed.header = present;
        return changed;
    }

    /** {@return options for a file with this between the fields; a comma by default} */
    public CsvOptions separator(char character) {
        if (character == '"' || character == '\n' || character == '\r') {
            throw new IllegalArgumentException("fields cannot be separated by a quote or a line end; give a character"
                    + " such as ',', ';' or '\\t'");
        }
        var changed = copy();
        changed.separator = character;
        return changed;
    }

    /** {@return options to take these columns as features, in this order; by default all but targets and weights} */
    public CsvOptions features(String... columns) {
        var changed = copy();
        changed.features = Optional.of(columns("features", columns));
        return changed;
    }

    /**
     * {@return options to take these columns as targets; none by default} A single column makes each target a number
     * and a batch of them one axis; several make each target a row.
     */
    public CsvOptions targets(String... columns) {
        var changed = copy();
        changed.targets = columns("targets", columns);
        return changed;
    }

    /** {@return options to take this column as the weight of a sample; none by default} */
    public CsvOptions weights(String column) {
        var changed = copy();
        changed.weights = Optional.of(columns("weights", column).getFirst());
        return changed;
    }

    /** {@return options to make features of this type; float32 by default} */
    public CsvOptions featureType(DType type) {
        var changed = copy();
        changed.featureType = known(type);
        return changed;
    }

    /** {@return options to make targets of this type; float32 by default, int32 for class ids} */
    public CsvOptions targetType(DType type) {
        var changed = copy();
        changed.targetType = known(type);
        return changed;
    }

    /** {@return options for what to do where there is no value; an error by default} */
    public CsvOptions missing(MissingValues policy) {
        if (policy == null) {
            throw new IllegalArgumentException("missing: received null; give refuse(), skipRow() or fill(value)");
        }
        var changed = copy();
        changed.missing = policy;
        return changed;
    }

    /** {@return options to read these texts of a column as the numbers 0, 1, 2, … in the order they are given} */
    public CsvOptions categories(String column, String... texts) {
        var names = columns("categories", texts);
        if (column == null || names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("categories of column " + column + " are " + names
                    + "; give the column's name and different texts");
        }
        var all = new TreeMap<>(categories);
        all.put(column, names);
        var changed = copy();
        changed.categories = Map.copyOf(all);
        return changed;
    }

    private static List<String> columns(String what, String... names) {
        if (names == null || names.length == 0 || Arrays.asList(names).contains(null)) {
            throw new IllegalArgumentException(what + ": received " + Arrays.toString(names) + "; give names");
        }
        return List.of(names);
    }

    private static DType known(DType type) {
        if (type == null) {
            throw new IllegalArgumentException("an element type is needed, received null; give for example FLOAT32");
        }
        return type;
    }

    boolean header() {
        return header;
    }

    char separator() {
        return separator;
    }

    Optional<List<String>> features() {
        return features;
    }

    List<String> targets() {
        return targets;
    }

    Optional<String> weights() {
        return weights;
    }

    DType featureType() {
        return featureType;
    }

    DType targetType() {
        return targetType;
    }

    MissingValues missing() {
        return missing;
    }

    Map<String, List<String>> categories() {
        return categories;
    }
}
