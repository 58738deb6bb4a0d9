package org.garam.kernels;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.garam.tensor.DType;

/**
 * A plan as launches of C functions.
 *
 * @param launches what is run, in this order
 */
public record RenderedPlan(List<Launch> launches) {
    public RenderedPlan {
        launches = List.copyOf(launches);
    }

    /** {@return how many elements of each type the launches need for partial results, besides the plan's scratch} */
    public Map<DType, Long> workspace() {
        Map<DType, Long> sizes = new EnumMap<>(DType.class);
        for (Launch launch : launches) {
            for (LaunchArgument argument : launch.arguments()) {
                if (argument instanceof LaunchArgument.Workspace(DType dtype, long offset, long size)) {
                    sizes.merge(dtype, offset + size, Math::max);
                }
            }
        }
        return sizes;
    }

    /** {@return the functions to compile, each once, in the order of their first launch} */
    public Collection<KernelFunction> functions() {
        Map<String, KernelFunction> byName = new LinkedHashMap<>();
        launches.forEach(launch -> byName.putIfAbsent(launch.function().name(), launch.function()));
        return byName.values();
    }
}
