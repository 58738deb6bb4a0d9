package org.garam.kernels;

import java.util.List;
import org.garam.plan.Kernel;

/**
 * One launch of a function.
 *
 * @param function what runs
 * @param groups how many work-groups, along one axis
 * @param arguments what is passed
 * @param kernel the kernel of the plan it is part of, for messages
 */
public record Launch(KernelFunction function, long groups, List<LaunchArgument> arguments, Kernel kernel) {
    public Launch {
        arguments = List.copyOf(arguments);
        if (groups > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a launch has at most 2^31 - 1 groups, received " + groups + " of "
                    + function.name() + "; split the tensor");
        }
    }
}
