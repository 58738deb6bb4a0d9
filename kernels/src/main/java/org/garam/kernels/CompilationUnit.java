package org.garam.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text a compiler is given: prelude, the helper functions that are used, and kernels. */
public final class CompilationUnit {
    private static final String SECTION = "//@ ";
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");
    private static final Map<Dialect, Prelude> PRELUDES = new EnumMap<>(Dialect.class);

    /** A part that is always there, and sections by the identifier they define. */
    private record Prelude(String always, Map<String, String> sections) {}

    static {
        for (Dialect dialect : Dialect.values()) {
            PRELUDES.put(dialect, parse(resource(dialect.preludeResource()) + "\n" + resource("helpers.h")));
        }
    }

    private CompilationUnit() {}

    /** {@return a whole source file that defines {@code functions}} */
    public static String text(Dialect dialect, Collection<KernelFunction> functions) {
        Prelude prelude = PRELUDES.get(dialect);
        String kernels = functions.stream().map(KernelFunction::text).collect(Collectors.joining("\n"));
        Set<String> used = new HashSet<>();
        use(prelude, kernels, used);
        StringBuilder text = new StringBuilder(prelude.always);
        prelude.sections.forEach((name, section) -> text.append(used.contains(name) ? section : ""));
        return text.append(kernels).toString();
    }

    private static void use(Prelude prelude, String text, Set<String> used) {
        IDENTIFIER.matcher(text).results().map(MatchResult::group).filter(prelude.sections::containsKey).filter(used::add)
                .toList().forEach(name -> use(prelude, prelude.sections.get(name), used));
    }

    private static Prelude parse(String file) {
        String[] parts = file.split("(?m)^" + SECTION);
        Map<String, String> sections = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int end = parts[i].indexOf('\n');
            sections.put(parts[i].substring(0, end).strip(), parts[i].substring(end + 1).stripTrailing() + "\n\n");
        }
        return new Prelude(parts[0].stripTrailing() + "\n\n", sections);
    }

    private static String resource(String name) {
        try (InputStream in = CompilationUnit.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
