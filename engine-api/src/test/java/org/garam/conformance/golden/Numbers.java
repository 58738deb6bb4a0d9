package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.runtime.Tensor;
import org.garam.tensor.TensorType;

/** The numbers of a nested JSON array. */
record Numbers(Shape shape, double... values) {
    static Numbers of(JsonNode node) {
        List<Integer> sizes = new ArrayList<>();
        for (JsonNode inner = node; inner.isArray(); inner = inner.get(0)) {
            sizes.add(inner.size());
            if (inner.isEmpty()) {
                break;
            }
        }
        return new Numbers(Shape.of(sizes), flat(node).toArray());
    }

    /** {@return the numbers of several arrays one behind the other} */
    static Numbers joined(JsonNode... nodes) {
        double[] values = Arrays.stream(nodes).flatMapToDouble(Numbers::flat).toArray();
        return new Numbers(Shape.of(values.length), values);
    }

    private static DoubleStream flat(JsonNode node) {
        if (node.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            node.forEach(elements::add);
            return elements.stream().flatMapToDouble(Numbers::flat);
        }
        // NaN and the infinities are strings, spelled as Java does.
        return DoubleStream.of(node.isTextual() ? Double.parseDouble(node.asText()) : node.doubleValue());
    }

    Numbers reshaped(Shape other) {
        return new Numbers(other, values);
    }

    TensorType type(DType dtype) {
        return new TensorType(dtype, shape);
    }

    /** {@return the numbers on the current engine's device} */
    Tensor tensor(DType dtype) {
        return Tensor.of(type(dtype), switch (dtype) {
            case FLOAT32 -> MemorySegment.ofArray(floats());
            case FLOAT64 -> MemorySegment.ofArray(values.clone());
            case INT32 -> MemorySegment.ofArray(Arrays.stream(values).mapToInt(x -> (int) x).toArray());
            default -> throw new IllegalArgumentException("golden numbers are made float32, float64 or int32, not "
                    + dtype);
        });
    }

    private float[] floats() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
