package org.garam.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.garam.conformance.ReferenceDevice;
import org.garam.conformance.numpy.NumPyFile;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is printed, against what NumPy prints, in TensorFlow's frame. */
class TensorTextTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());

    @TestFactory
    Stream<DynamicTest> tensors() {
        return NumPyFile.printed().stream().map(printed -> dynamicTest(firstLine(printed.text()) + " " + printed.dtype(),
                () -> ENGINE.run(() -> checkPrinted(printed))));
    }

    private static void checkPrinted(NumPyFile.Printed printed) {
        Tensor tensor = Tensor.of(printed.elements(), printed.dtype()).reshape(printed.shape().toArray());
        assertEquals("tf.Tensor(" + framed(printed.text()) + ", shape=" + python(printed.shape()) + ", dtype=" + printed.dtype()
                + ")", tensor.toString());
        Variable variable = new Variable(tensor, "w");
        assertEquals("<tf.Variable 'w:0' shape=" + python(printed.shape()) + " dtype=" + printed.dtype() + ", numpy="
                + framed(printed.representation()) + ">", variable.toString());
    }

    @TestFactory
    Stream<DynamicTest> strings() {
        return StreamSupport.stream(NumPyFile.read("strings.json").spliterator(), false).map(printed ->
                dynamicTest(firstLine(printed.get("str").asText()), () -> checkStrings(printed)));
    }

    private static void checkStrings(JsonNode printed) {
        StringTensor tensor = StringTensor.of(new ObjectMapper().convertValue(printed.get("nested"), Object.class));
        assertEquals("tf.Tensor(" + framed(printed.get("str").asText()) + ", shape=" + python(tensor.shape()) + ", dtype=string)",
                tensor.toString());
    }

    @Test
    void longIntegersKeepAllDigits() {
        ENGINE.run(() -> assertEquals("tf.Tensor([9007199254740993               -5], shape=(2,), dtype=int64)",
                Tensor.of(new long[] {9007199254740993L, -5}).toString()));
    }

    @Test
    void whatHasNoValuesIsPrintedToo() {
        ENGINE.run(() -> {
            Variable variable = new Variable(1f);
            Engine.compile(x -> {
                assertEquals("Tensor(float32[2], traced)", x.toString());
                assertEquals("<tf.Variable 'Variable:0' shape=() dtype=float32>", variable.toString());
                return x;
            }).apply(Tensor.of(1, 2));
            Tensor freed = Tensor.of(1, 2);
            freed.close();
            assertEquals("tf.Tensor(<freed>, shape=(2,), dtype=float32)", freed.toString());
        });
    }

    private static String framed(String text) {
        return text.contains("\n") ? "\n" + text : text;
    }

    private static String python(Shape shape) {
        List<String> sizes = Arrays.stream(shape.toArray()).mapToObj(String::valueOf).toList();
        return sizes.size() == 1 ? "(" + sizes.getFirst() + ",)" : "(" + String.join(", ", sizes) + ")";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
