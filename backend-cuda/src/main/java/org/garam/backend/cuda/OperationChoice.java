package org.garam.backend.cuda;

import java.util.Optional;
import org.garam.plan.Kernel;

/** Which kernels of a plan a library runs. */
@FunctionalInterface
public interface OperationChoice {
    /** {@return what runs the kernel instead of functions rendered for it; nothing if those do} */
    Optional<Operation> choose(Kernel kernel);
}
