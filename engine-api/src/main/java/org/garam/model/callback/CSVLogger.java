package org.garam.model.callback;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.argument.Required;
import org.garam.model.state.SavedState;
import org.garam.model.state.StateFileException;

/**
 * Writes a line for each epoch to a text file that spreadsheets read; Keras' {@code CSVLogger}. Columns are those of the
 * first epoch in the order of their names, and those of validation also if it comes later; what an epoch does not have
 * is {@code NA}. A run that is resumed goes on behind the last line it had when it was backed up.
 */
public final class CSVLogger implements StatefulCallback {
    private static final String LINE_END = "\r\n";
    private static final String EPOCH = "epoch";
    private static final String VALIDATION_PREFIX = "val_";

    private final Path file;
    private final String separator;
    private final boolean append;

    private List<String> columns = List.of();
    /** Where the next line begins; what is behind it belongs to no epoch of this run. */
    private long length;

    /** Overwrites {@code file}, with commas. */
    public CSVLogger(Path file) {
        this(file, ",", false);
    }

    /** Overwrites {@code file}, with commas. */
    public CSVLogger(String file) {
        this(Required.file("CSVLogger", file));
    }

    /**
     * Writes to {@code file}.
     *
     * @param separator what stands between columns
     * @param append whether to go on behind what the file holds already, instead of overwriting it
     */
    public CSVLogger(Path file, String separator, boolean append) {
        this.file = Required.file("CSVLogger", file);
        this.separator = Required.given("CSVLogger", "the separator", separator,
                "one character, for example \",\" or \";\"");
        this.append = append;
        if (separator.length() != 1 || "\"\r\n".contains(separator)) {
            throw new IllegalArgumentException("CSVLogger takes a separator of one character, for example \",\" or \";\","
                    + " received \"" + separator + "\"");
        }
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        columns = List.of();
        length = 0;
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (!Files.isDirectory(folder) || Files.isDirectory(file)) {
                throw new StateFileException("CSVLogger cannot write " + file + ": give a file in a folder that exists");
            }
            if (append && Files.exists(file)) {
                length = Files.size(file);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private StateFileException failure(IOException e) {
        return new StateFileException("CSVLogger cannot write " + file + ": " + e.getMessage(), e);
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        StringBuilder text = new StringBuilder();
        if (columns.isEmpty()) {
            columns = columns(progress);
            if (length == 0) {
                text.append(line(Stream.concat(Stream.of(EPOCH), columns.stream())));
            }
        }
        text.append(line(Stream.concat(Stream.of(String.valueOf(progress.epoch())), columns.stream().map(name -> {
            Double value = progress.logs().get(name);
            return value == null ? "NA" : PythonNumbers.text(value);
        }))));
        write(text.toString());
    }

    private static List<String> columns(Progress progress) {
        List<String> names = new ArrayList<>(progress.logs().keySet().stream().sorted().toList());
        if (names.stream().noneMatch(name -> name.startsWith(VALIDATION_PREFIX))) {
            names.addAll(names.stream().map(name -> VALIDATION_PREFIX + name).toList());
        }
        return names;
    }

    private String line(Stream<String> fields) {
        return fields.map(this::quoted).collect(Collectors.joining(separator)) + LINE_END;
    }

    private String quoted(String field) {
        boolean isPlain = !field.contains(separator) && !field.contains("\"") && !field.contains("\n")
                && !field.contains("\r");
        return isPlain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }

    private void write(String text) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            var bytes = StandardCharsets.UTF_8.encode(text);
            channel.position(length);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            length = channel.position();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public SavedState save() {
        return new SavedState().putInteger("length", length).putText("columns", String.join("\n", columns));
    }

    @Override
    public void restore(SavedState saved) {
        long known = saved.integer("length");
        try {
            boolean isThere = Files.exists(file) && Files.size(file) >= known;
            length = isThere ? known : 0;
            columns = isThere ? saved.text("columns").lines().toList() : List.of();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
