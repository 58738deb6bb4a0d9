package org.garam.kernels;

/** C text, indented by its braces. */
class CodeWriter {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Adds a line. */
    final void line(String line) {
        text.repeat("    ", depth).append(line).append('\n');
    }

    /** Adds a line that opens a block: a brace follows it; nothing but a brace if {@code head} is empty. */
    final void open(String head) {
        line(head.isEmpty() ? "{" : head + " {");
        depth++;
    }

    /** Closes the block opened last. */
    final void close() {
        depth--;
        line("}");
    }

    /** {@return what was written} */
    final String text() {
        return text.toString();
    }
}
