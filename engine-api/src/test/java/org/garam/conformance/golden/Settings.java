package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The keyword arguments a case gives to a Keras class. What is made of them must have asked for all of them: a setting
 * nobody read is a feature the engine does not have.
 */
final class Settings {
    private final String feature;
    private final JsonNode node;
    private final Set<String> unread = new LinkedHashSet<>();

    /** Takes the settings of what errors call {@code feature}, for example {@code loss Huber}. */
    Settings(String feature, JsonNode node) {
        this.feature = feature;
        this.node = node;
        node.fieldNames().forEachRemaining(name -> {
            // A null means what leaving it out means.
            if (!node.get(name).isNull()) {
                unread.add(name);
            }
        });
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = read(name);
        return value == null ? otherwise : value.booleanValue();
    }

    double number(String name, double otherwise) {
        JsonNode value = read(name);
        if (value != null && !value.isNumber()) {
            throw new UnsupportedFeatureException(feature + " " + name + " that is no number");
        }
        return value == null ? otherwise : value.doubleValue();
    }

    int integer(String name, int otherwise) {
        return (int) number(name, otherwise);
    }

    String text(String name, String otherwise) {
        JsonNode value = read(name);
        return value == null ? otherwise : value.asText();
    }

    List<Integer> integers(String name) {
        List<Integer> values = new ArrayList<>();
        JsonNode value = read(name);
        if (value != null) {
            value.forEach(element -> values.add(element.intValue()));
        }
        return values;
    }

    /** {@return one number, or several, as a list; empty if it is not given} */
    List<Double> numbers(String name) {
        JsonNode value = read(name);
        return value == null ? List.of() : Arrays.stream(Numbers.of(value).values()).boxed().toList();
    }

    OptionalInt optionalInteger(String name) {
        JsonNode value = read(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value.intValue());
    }

    OptionalDouble optionalNumber(String name) {
        JsonNode value = read(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
    }

    /** {@return a text for which null does not mean what leaving it out means, but {@code "none"}} */
    String given(String name, String otherwise) {
        return node.has(name) && node.get(name).isNull() ? "none" : text(name, otherwise);
    }

    /** {@return a setting that is an object or a list, null if it is left out or a mere number or text} */
    JsonNode object(String name) {
        return has(name) && node.get(name).isContainerNode() ? read(name) : null;
    }

    /** {@return whether there is a setting of this name that nobody has asked for yet} */
    boolean has(String name) {
        return unread.contains(name);
    }

    private JsonNode read(String name) {
        return unread.remove(name) ? node.get(name) : null;
    }

    /** {@return {@code made}, if it asked for all settings} */
    <T> T complete(T made) {
        if (!unread.isEmpty()) {
            throw new UnsupportedFeatureException(feature + " " + String.join(" ", unread));
        }
        return made;
    }

    /** {@return what {@code otherwise} makes if the engine has the feature under Keras' name, without settings} */
    <T> T named(boolean known, Supplier<T> otherwise) {
        if (!known) {
            throw new UnsupportedFeatureException(feature);
        }
        return complete(otherwise.get());
    }
}
