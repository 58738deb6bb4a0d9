package org.garam.model.callback;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.garam.argument.Required;

/**
 * The name of a file with places for numbers, as Python's {@code str.format} fills them:
 * {@code weights-{epoch:02d}-{val_loss:.2f}.garam}. Epochs and batches are counted from 1 there.
 */
final class FilePattern {
    private sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Place(String name, String format) implements Part {}

    private static final String EPOCH = "epoch";
    private static final String BATCH = "batch";

    private final String pattern;
    private final List<Part> parts = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if it cannot be understood
     */
    FilePattern(String pattern) {
        this.pattern = Required.given("ModelCheckpoint", "the file", pattern,
                "its name, for example \"weights-{epoch:02d}.garam\"");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if ((c == '{' || c == '}') && i + 1 < pattern.length() && pattern.charAt(i + 1) == c) {
                text.append(c);
                i++;
            } else if (c == '{') {
                parts.add(new Text(text.toString()));
                text.setLength(0);
                int end = pattern.indexOf('}', i);
                parts.add(place(end < 0 ? "" : pattern.substring(i + 1, end)));
                i = end;
            } else if (c == '}') {
                throw failure("a } that nothing opens");
            } else {
                text.append(c);
            }
        }
        parts.add(new Text(text.toString()));
    }

    private Place place(String inside) {
        int colon = inside.indexOf(':');
        String name = colon < 0 ? inside : inside.substring(0, colon);
        String format = colon < 0 ? "" : inside.substring(colon + 1);
        if (name.isEmpty()) {
            throw failure("a { without a name and a } behind it");
        }
        number(0, name, format);
        return new Place(name, format);
    }

    private String number(double value, String name, String format) {
        try {
            return PythonNumbers.format(value, name.equals(EPOCH) || name.equals(BATCH), format);
        } catch (IllegalArgumentException e) {
            throw failure(e.getMessage());
        }
    }

    private IllegalArgumentException failure(String problem) {
        return new IllegalArgumentException("the file name \"" + pattern + "\" cannot be filled in: " + problem
                + "; write it like \"weights-{epoch:02d}-{val_loss:.2f}.garam\"");
    }

    /**
     * {@return the file of an epoch}
     *
     * @param epoch its number, counted from 0
     * @param batch the number of the batch within it, counted from 0
     * @param logs what else can be filled in
     * @throws IllegalArgumentException if a name is not known; the message tells those that are
     */
    Path file(int epoch, OptionalInt batch, Map<String, Double> logs) {
        StringBuilder name = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Text text -> name.append(text.text());
                case Place place -> name.append(number(value(place.name(), epoch, batch, logs), place.name(), place.format()));
            }
        }
        return Path.of(name.toString());
    }

    private double value(String name, int epoch, OptionalInt batch, Map<String, Double> logs) {
        if (name.equals(EPOCH)) {
            return epoch + 1.0;
        }
        if (name.equals(BATCH) && batch.isPresent()) {
            return batch.getAsInt() + 1.0;
        }
        Double value = logs.get(name);
        if (value == null) {
            throw failure("there is no \"" + name + "\", there are epoch"
                    + (batch.isPresent() ? ", batch" : "") + logs.keySet().stream().map(known -> ", " + known)
                            .collect(Collectors.joining()));
        }
        return value;
    }

    /**
     * Finds names out that will never be known before anything is trained.
     *
     * @throws IllegalArgumentException if there is one
     */
    void require(List<String> names, boolean hasBatch) {
        Map<String, Double> logs = names.stream().collect(Collectors.toMap(name -> name, _ -> 0.0, (one, _) -> one,
                LinkedHashMap::new));
        file(0, hasBatch ? OptionalInt.of(0) : OptionalInt.empty(), logs);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
