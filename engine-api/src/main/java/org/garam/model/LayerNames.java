package org.garam.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Named;

/** Names layers as Keras does: {@code dense}, {@code dense_1}, {@code conv2d}; counted for each model by itself. */
final class LayerNames {
    private LayerNames() {}

    /**
     * {@return one name for each layer}
     *
     * @throws IllegalArgumentException if two layers were given the same name
     */
    static List<String> of(List<Layer> layers) {
        Set<String> taken = new HashSet<>();
        for (Layer layer : layers) {
            if (layer instanceof Named named && !taken.add(named.name())) {
                throw new IllegalArgumentException("two layers are named \"" + named.name()
                        + "\"; layers are looked up by their names, give one of them another");
            }
        }
        Map<String, Integer> counters = new HashMap<>();
        return layers.stream().map(layer -> layer instanceof Named named ? named.name() : next(layer, counters, taken))
                .toList();
    }

    private static String next(Layer layer, Map<String, Integer> counters, Set<String> taken) {
        String base = snakeCase(layer.className());
        String name;
        do {
            int count = counters.merge(base, 1, Integer::sum) - 1;
            name = count == 0 ? base : base + "_" + count;
        } while (!taken.add(name));
        return name;
    }

    /** {@return {@code LeakyReLU} as {@code leaky_re_lu}} */
    static String snakeCase(String className) {
        return className.replaceAll("(.)([A-Z][a-z]+)", "$1_$2").replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
