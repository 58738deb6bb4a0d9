package org.garam.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the guide, and the program its snippets are: imports stand in front, and the snippets between two headings
 * are one method, so that one can go on with what another has made.
 *
 * @param name the name of its file without the ending
 * @param sections the code under each heading, without imports
 * @param imports the imports of all snippets
 */
record GuidePage(String name, List<String> sections, List<String> imports) {
    static final Path FOLDER = Path.of("docs");

    private static final Pattern HEADING = Pattern.compile("(?m)^## ");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    /** A line that prints one value, and behind it what is printed. */
    private static final Pattern PRINTED = Pattern.compile("IO\\.println\\(.*\\); +// (.*)");

    static List<GuidePage> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<GuidePage> pages = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                GuidePage page = of(file);
                if (!page.sections.isEmpty()) {
                    pages.add(page);
                }
            }
            return pages;
        }
    }

    private static GuidePage of(Path file) throws IOException {
        List<String> sections = new ArrayList<>();
        List<String> imports = new ArrayList<>();
        for (String section : HEADING.split(Files.readString(file))) {
            List<String> lines = SNIPPET.matcher(section).results().flatMap(found -> found.group(1).lines()).toList();
            lines.stream().filter(GuidePage::isImport).forEach(imports::add);
            String code = lines.stream().filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
            if (!code.isBlank()) {
                sections.add(code);
            }
        }
        return new GuidePage(file.getFileName().toString().replace(".md", ""), sections, imports);
    }

    private static boolean isImport(String line) {
        return line.startsWith("import ");
    }

    /** {@return the code of all sections} */
    String code() {
        return String.join("\n", sections);
    }

    /** {@return the source of a class of the page's name that runs section after section} */
    String program() {
        StringBuilder text = new StringBuilder(String.join("\n", imports)).append("\n\npublic class ").append(name)
                .append(" {\n");
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < sections.size(); i++) {
            text.append("static void section").append(i).append("() throws Exception {\n").append(sections.get(i))
                    .append("\n}\n");
            calls.append("section").append(i).append("();\n");
        }
        return text.append("public static void main(String[] arguments) throws Exception {\n").append(calls)
                .append("}\n}\n").toString();
    }

    /** {@return what the page says its program prints, in order} */
    List<String> printed() {
        return code().lines().flatMap(line -> PRINTED.matcher(line).results()).map(line -> line.group(1)).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
