package org.garam.backend.cuda.product;

import org.garam.plan.Kernel;

/** What a kernel of a plan is run as, in order. */
public sealed interface KernelPart {
    /** Functions that are rendered for a kernel. */
    record Rendered(Kernel kernel) implements KernelPart {}

    /** A call of a library, for any addresses. Its text says what is called. */
    non-sealed interface LibraryCall extends KernelPart {
        /** {@return what queues the call each time it is run, and allocates nothing then} */
        Runnable bind(CallMemory memory);
    }
}
