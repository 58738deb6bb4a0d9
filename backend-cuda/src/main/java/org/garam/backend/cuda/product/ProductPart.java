package org.garam.backend.cuda.product;

import java.util.function.ToLongFunction;
import org.garam.plan.Kernel;
import org.garam.plan.View;

/** What a product is run as, in order. */
public sealed interface ProductPart {
    /** A kernel of Garam's own, to be rendered and compiled. */
    record Rendered(Kernel kernel) implements ProductPart {}

    /** A call of a library, for any addresses. */
    non-sealed interface LibraryCall extends ProductPart {
        /**
         * {@return what queues the call each time it is run, and allocates nothing then}
         *
         * @param address where the element of a view that its offset names lies on the device
         */
        Runnable bind(ToLongFunction<View> address);
    }
}
