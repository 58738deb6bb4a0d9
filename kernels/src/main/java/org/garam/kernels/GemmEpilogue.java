package org.garam.kernels;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.plan.Kernel;
import org.garam.plan.View;

/** What is done with an element of the product before it is stored, and where to. */
final class GemmEpilogue {
    private final Kernel.Gemm kernel;
    private final FunctionWriter out;
    private final ScalarToC code;
    private final List<String> extras;
    private final String output;

    /** Declares the parameters for what the epilogue reads and writes. */
    GemmEpilogue(FunctionWriter out, Kernel.Gemm kernel) {
        this.kernel = kernel;
        this.out = out;
        code = new ScalarToC(kernel.epilogue());
        extras = IntStream.range(0, kernel.extras().size())
                .mapToObj(i -> out.input(kernel.extras().get(i), "extra" + i)).toList();
        output = out.output(kernel.output(), "out0");
    }

    /** {@return the variable that holds the result for the product's {@code element} after this} */
    String compute(String element, Coordinates at) {
        code.write(out, input -> {
            if (input == 0) {
                return element;
            }
            View extra = kernel.extras().get(input - 1);
            return FunctionWriter.element(extra, extras.get(input - 1), at.index(extra));
        });
        return code.result(0);
    }

    /** {@return the element of the output at these coordinates, to be assigned to} */
    String target(Coordinates at) {
        return output + "[" + at.index(kernel.output()) + "]";
    }

    /** {@return the address of that element} */
    String address(Coordinates at) {
        return output + " + " + at.index(kernel.output());
    }
}
