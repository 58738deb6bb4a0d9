package org.garam.conformance;

import java.util.List;
import java.util.stream.Stream;

/** Every op, on its own or nearly so. */
public final class OpCases {
    private OpCases() {}

    /** {@return all of them} */
    public static List<OpCase> all() {
        return Stream.of(ElementwiseCases.all(), MovementCases.all(), ContractionCases.all(), IndexingCases.all())
                .flatMap(cases -> cases).toList();
    }
}
