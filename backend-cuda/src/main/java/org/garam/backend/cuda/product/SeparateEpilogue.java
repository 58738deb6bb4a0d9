package org.garam.backend.cuda.product;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.plan.Kernel;
import org.garam.plan.View;

/** A product's epilogue as a kernel of its own, which overwrites the product where it lies. */
final class SeparateEpilogue {
    private SeparateEpilogue() {}

    /** {@return whether the output can hold the product before the epilogue reads what it reads} */
    static boolean isPossible(Kernel.Gemm gemm) {
        View output = gemm.output();
        return output.dtype() == gemm.left().dtype().arithmetic()
                && gemm.extras().stream().noneMatch(extra -> overlap(extra, output));
    }

    private static boolean overlap(View x, View y) {
        return x.place().equals(y.place()) && x.shape().count() > 0 && y.shape().count() > 0
                && x.lowestOffset() <= y.highestOffset() && y.lowestOffset() <= x.highestOffset();
    }

    /** {@return the epilogue; nothing if the product is stored as it is} */
    static Optional<Kernel> of(Kernel.Gemm gemm) {
        List<View> inputs = Stream.concat(Stream.of(gemm.output()), gemm.extras().stream()).toList();
        return gemm.isPlain() ? Optional.empty()
                : Optional.of(Kernel.Elementwise.of(inputs, gemm.epilogue(), List.of(gemm.output())));
    }
}
