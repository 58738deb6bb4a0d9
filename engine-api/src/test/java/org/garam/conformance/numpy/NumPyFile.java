package org.garam.conformance.numpy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** The files {@code numpy/make.py} writes. */
public final class NumPyFile {
    /**
     * An array.
     *
     * @param dtype null stands for the floating-point type a test is about
     */
    record Values(DType dtype, Shape shape, double... elements) {
        Tensor tensor(DType floating) {
            DType type = dtype == null ? floating : dtype;
            return Tensor.of(elements, type).reshape(shape.toArray());
        }
    }

    /** What a function makes of its inputs. */
    record Case(String name, List<Values> inputs, List<Values> expected) {}

    /** How an array is printed. */
    public record Printed(DType dtype, Shape shape, double[] elements, String text, String representation) {}

    private NumPyFile() {}

    static List<Case> functions() {
        List<Case> cases = new ArrayList<>();
        read("functions.json").forEach(node -> cases.add(new Case(node.get("name").asText(), arrays(node.get("inputs")),
                arrays(node.get("expected")))));
        return cases;
    }

    /** {@return printed.json} */
    public static List<Printed> printed() {
        List<Printed> cases = new ArrayList<>();
        read("printed.json").forEach(node -> cases.add(new Printed(dtype(node), shape(node),
                elements(node.get("values"), shape(node)), node.get("str").asText(), node.get("repr").asText())));
        return cases;
    }

    /** {@return a file as it is} */
    public static JsonNode read(String name) {
        try (InputStream in = NumPyFile.class.getResourceAsStream("/numpy/" + name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Values> arrays(JsonNode node) {
        List<Values> arrays = new ArrayList<>();
        for (JsonNode array : node) {
            DType dtype = array.get("dtype").asText().equals("float") ? null : dtype(array);
            arrays.add(new Values(dtype, shape(array), elements(array.get("values"), shape(array))));
        }
        return arrays;
    }

    private static DType dtype(JsonNode node) {
        return DType.valueOf(node.get("dtype").asText().toUpperCase(Locale.ROOT));
    }

    private static Shape shape(JsonNode node) {
        return Shape.of(IntStream.range(0, node.get("shape").size()).map(i -> node.get("shape").get(i).asInt()).toArray());
    }

    private static double[] elements(JsonNode values, Shape shape) {
        if (values.isTextual()) {
            return DoubleStream.iterate(0, i -> i + 1).limit(shape.count()).toArray();
        }
        double[] elements = new double[values.size()];
        Arrays.setAll(elements, i -> values.get(i).isTextual() ? Double.parseDouble(values.get(i).asText()) : values.get(i).doubleValue());
        return elements;
    }
}
