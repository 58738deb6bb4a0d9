package org.garam.conformance.golden;

import org.garam.tensor.DType;

/**
 * What became of one golden case.
 *
 * @param file the file's name without its ending, {@code losses}
 * @param name which case of it
 * @param dtype the element type it was computed in
 * @param outcome what became of it
 * @param detail the difference or failure; for {@link Outcome#UNSUPPORTED} the missing feature; else empty
 */
public record GoldenResult(String file, String name, DType dtype, Outcome outcome, String detail) {
    /** What becomes of a case. */
    public enum Outcome {
        /** All numbers agree. */
        PASSED,
        /** A number differs, or something was thrown. */
        FAILED,
        /** It is about something the engine, or the device, does not have. */
        UNSUPPORTED
    }

    @Override
    public String toString() {
        return outcome + " " + file + " " + name + " " + dtype + (detail.isEmpty() ? "" : ": " + detail);
    }
}
