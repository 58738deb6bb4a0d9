package org.garam.model.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.garam.argument.Required;
import org.garam.runtime.Suggestion;

/**
 * Things of one kind by the names users write for them. As in Keras, both spellings of a name are understood,
 * {@code he_normal} and {@code HeNormal}.
 *
 * @param <T> the kind
 */
public final class Registry<T> {
    private final String kind;
    private final Map<String, Supplier<? extends T>> makers = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();

    /** Makes an empty registry of what errors call {@code kind}, for example {@code "activation"}. */
    public Registry(String kind) {
        this.kind = kind;
    }

    /** {@return this registry, to which {@code maker} was added under {@code name} and its {@code aliases}} */
    public Registry<T> add(Supplier<? extends T> maker, String name, String... aliases) {
        names.add(name);
        makers.put(key(name), maker);
        for (String alias : aliases) {
            makers.put(key(alias), maker);
        }
        return this;
    }

    /**
     * {@return a new thing called {@code name}}
     *
     * @throws IllegalArgumentException if the name is not known; the message lists the known ones
     */
    public T named(String name) {
        requireName(name);
        Supplier<? extends T> maker = makers.get(key(name));
        if (maker == null) {
            throw new IllegalArgumentException("unknown " + kind + " \"" + name + "\"" + Suggestion.of(name, names)
                    + "; known are " + String.join(", ", names));
        }
        return maker.get();
    }

    /** {@return whether {@link #named} knows {@code name}} */
    public boolean knows(String name) {
        requireName(name);
        return makers.containsKey(key(name));
    }

    private void requireName(String name) {
        Required.given(kind, "the name", name, "one of " + String.join(", ", names));
    }

    /** {@return the names, without aliases} */
    public List<String> names() {
        return List.copyOf(names);
    }

    private static String key(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
