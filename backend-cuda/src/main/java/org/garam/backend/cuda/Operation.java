package org.garam.backend.cuda;

import org.garam.kernels.host.PlanMemory;

/**
 * A piece of an executable, independent of addresses: a launch of a function or a call of a library. Its text names it, for
 * printed plans and errors.
 */
public interface Operation {
    /** {@return the operation on the memory a plan is bound to} What it needs is kept until the command is closed. */
    Command bind(PlanMemory memory);
}
