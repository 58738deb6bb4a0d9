package org.garam.backend.opencl;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.kernels.KernelFunction;
import org.garam.spi.DeviceException;

/**
 * What a compiler says about a program it refuses.
 *
 * @param log its text
 * @param source the program
 * @param functions the functions the program defines
 */
record BuildLog(String log, String source, List<KernelFunction> functions) {
    private static final int MOST_LINES = 40;
    private static final int CONTEXT_LINES = 2;
    /** As clang writes it, {@code file:12:5: error}, and as others do, {@code (12:5)} or {@code line 12}. */
    private static final Pattern LINE = Pattern.compile("(?::|\\(|line )(\\d+)(?::\\d+)?\\)?:?\\s*(?:fatal )?error"
            + "|error[^\\n]*line (\\d+)");

    /** {@return the failure, with the kernel's name and the line the log is about if it tells} */
    DeviceException failure(String deviceName, int code) {
        Optional<Integer> line = line();
        String names = functions.stream().map(KernelFunction::name).collect(Collectors.joining(", "));
        String kernel = line.flatMap(this::functionAt).map(KernelFunction::name).map(name -> "kernel " + name)
                .orElse(functions.size() == 1 ? "kernel " + names : "one of the kernels " + names);
        return new DeviceException(deviceName + ": compiling " + kernel + " failed: " + OpenClError.name(code)
                + line.map(number -> "\n" + excerpt(number)).orElse("\n") + trimmed()
                + "\nThis is a mistake of Garam or of the driver: report it with this message, or use -Ddevice=cpu");
    }

    private Optional<Integer> line() {
        Matcher matcher = LINE.matcher(log);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        return number >= 1 && number <= source.lines().count() ? Optional.of(number) : Optional.empty();
    }

    private Optional<KernelFunction> functionAt(int line) {
        return functions.stream().filter(function -> {
            int start = source.indexOf(function.text());
            long first = source.substring(0, Math.max(0, start)).lines().count() + 1;
            return start >= 0 && line >= first && line < first + function.text().lines().count();
        }).findFirst();
    }

    private String excerpt(int line) {
        List<String> lines = source.lines().toList();
        StringBuilder text = new StringBuilder();
        for (int i = Math.max(1, line - CONTEXT_LINES); i <= Math.min(lines.size(), line + CONTEXT_LINES); i++) {
            text.append(i == line ? "> " : "  ").append(i).append(": ").append(lines.get(i - 1)).append('\n');
        }
        return text.toString();
    }

    private String trimmed() {
        long dropped = log.lines().count() - MOST_LINES;
        return Stream.concat(log.lines().limit(MOST_LINES), dropped > 0 ? Stream.of("(" + dropped + " more lines)")
                : Stream.empty()).collect(Collectors.joining("\n"));
    }
}
