package org.garam.model.initializer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.garam.op.ShapeException;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InitializersTest {
    /** Keras' own large samples: both are random, so figures agree within a few standard errors. */
    @TestFactory
    Stream<DynamicTest> distributionsAreThoseOfKeras() throws IOException {
        try (InputStream stream = InitializersTest.class.getResourceAsStream("/golden/layers.json")) {
            JsonNode statistics = new ObjectMapper().readTree(stream).get("initializer_statistics");
            return StreamSupport.stream(statistics.spliterator(), false)
                    .filter(golden -> Initializers.names().stream()
                            .anyMatch(name -> name.replace("_", "").equalsIgnoreCase(golden.get("name").asText())))
                    .map(golden -> dynamicTest(golden.get("name").asText() + golden.get("shape"),
                            () -> compare(golden)));
        }
    }

    private static void compare(JsonNode golden) {
        int[] sizes = StreamSupport.stream(golden.get("shape").spliterator(), false).mapToInt(JsonNode::intValue)
                .toArray();
        double[] values = Initializers.named(golden.get("name").asText())
                .values(Shape.of(sizes), new SplittableRandom(7));
        double deviation = golden.get("std").doubleValue();
        double mean = Arrays.stream(values).average().orElseThrow();
        double square = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        double standardError = deviation / Math.sqrt(values.length);
        assertEquals(golden.get("mean").doubleValue(), mean, 6 * standardError);
        assertEquals(deviation, Math.sqrt(square), 6 * standardError);
        DoubleStream range = DoubleStream.of(golden.get("min").doubleValue(), golden.get("max").doubleValue());
        // Ends are sharp but for distributions like the normal one, whose tails differ from sample to sample.
        boolean hasTails = List.of("RandomNormal", "Orthogonal").contains(golden.get("name").asText());
        double slack = hasTails ? deviation : deviation / 100;
        assertArrayEquals(range.toArray(), new double[] {
            Arrays.stream(values).min().orElseThrow(), Arrays.stream(values).max().orElseThrow()}, slack);
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        Shape shape = Shape.of(3, 4);
        for (String name : Initializers.names()) {
            assertArrayEquals(Initializers.named(name).values(shape, new SplittableRandom(5)),
                    Initializers.named(name).values(shape, new SplittableRandom(5)), name);
        }
    }

    @Test
    void connectionsOfVectorsAndScalarsAreCountedAsKerasDoes() {
        for (Shape shape : List.of(Shape.SCALAR, Shape.of(3))) {
            double limit = Math.sqrt(3.0 / Math.max(1, shape.count()));
            double[] values = new GlorotUniform().values(shape, new SplittableRandom(1));
            assertTrue(Arrays.stream(values).allMatch(x -> Math.abs(x) <= limit), shape.toString());
        }
    }

    @Test
    void constantsFill() {
        assertArrayEquals(new double[] {0, 0}, new Zeros().values(Shape.of(2), new SplittableRandom(1)));
        assertArrayEquals(new double[] {1, 1}, new Ones().values(Shape.of(2), new SplittableRandom(1)));
        assertArrayEquals(new double[] {2.5}, new Constant(2.5).values(Shape.SCALAR, new SplittableRandom(1)));
    }

    @Test
    void orthogonalVectorsAre() {
        for (Shape shape : List.of(Shape.of(5, 3), Shape.of(3, 5), Shape.of(2, 2, 4))) {
            int columns = shape.size(-1);
            int rows = (int) shape.without(-1).count();
            double[] values = new Orthogonal(2).values(shape, new SplittableRandom(3));
            int count = Math.min(rows, columns);
            for (int i = 0; i < count * count; i++) {
                double product = 0;
                for (int j = 0; j < Math.max(rows, columns); j++) {
                    product += rows < columns ? values[i / count * columns + j] * values[i % count * columns + j]
                            : values[j * columns + i / count] * values[j * columns + i % count];
                }
                assertEquals(i / count == i % count ? 4 : 0, product, 1e-13, shape.toString());
            }
        }
        assertThrows(ShapeException.class, () -> new Orthogonal().values(Shape.of(3), new SplittableRandom(1)));
    }

    @Test
    void identityIsOnTheDiagonal() {
        assertArrayEquals(new double[] {3, 0, 0, 0, 3, 0}, new Identity(3).values(Shape.of(2, 3), new SplittableRandom(1)));
        assertArrayEquals(new double[] {1, 0, 0, 1, 0, 0}, new Identity().values(Shape.of(3, 2), new SplittableRandom(1)));
        assertThrows(ShapeException.class, () -> new Identity().values(Shape.of(3), new SplittableRandom(1)));
    }

    @Test
    void settingsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new Orthogonal(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new VarianceScaling(0, VarianceScaling.Fan.IN,
                VarianceScaling.Distribution.UNIFORM));
        assertThrows(IllegalArgumentException.class, () -> new RandomUniform(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new RandomNormal(0, -1));
    }
}
