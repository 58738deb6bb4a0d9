package org.garam.kernels;

import org.garam.plan.Place;
import org.garam.tensor.DType;

/** What is passed to a {@link KernelFunction}, in the order of its parameters. */
public sealed interface LaunchArgument {
    /** Two parameters: the memory bound at {@code place}, and the offset (64-bit, in elements) that a view of it has. */
    record Memory(Place place, DType dtype, long offset) implements LaunchArgument {}

    /**
     * Two parameters: {@code size} elements for partial results, which the launches of one kernel pass to each other and
     * no other kernel sees, and the offset of the first.
     */
    record Workspace(DType dtype, long offset, long size) implements LaunchArgument {}

    /** One parameter: a 32-bit number. */
    record Count(int value) implements LaunchArgument {}
}
