package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.garam.model.loss.CosineSimilarity;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.metric.Accuracy;
import org.garam.model.metric.LossMetric;
import org.garam.model.metric.Metric;
import org.garam.model.metric.Metrics;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

class MetricDirectionsTest {
    private static final TensorType TYPE = TensorType.of(DType.FLOAT32, 1, 3);

    private record Figure(String name) implements Metric {
        @Override
        public List<Shape> state(Shape predicted) {
            return List.of();
        }

        @Override
        public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
            return state;
        }

        @Override
        public double[] result(List<double[]> state) {
            return new double[1];
        }
    }

    @Test
    void areThoseOfKeras() throws IOException {
        try (InputStream stream = MetricDirectionsTest.class.getResourceAsStream("/callbacks/keras.json")) {
            JsonNode directions = new ObjectMapper().readTree(stream).get("directions");
            assertTrue(directions.size() > 35);
            List<String> known = new ArrayList<>();
            directions.properties().forEach(metric -> {
                Optional<Boolean> expected = Optional.of(metric.getValue().get("direction").asText().equals("up"));
                String name = metric.getValue().get("name").asText();
                assertEquals(expected, MetricDirections.isBetterHigher(new Figure(name)), name);
                assertEquals(expected, MetricDirections.isBetterHigher(new Figure(metric.getKey())), metric.getKey());
                if (Metrics.names().contains(name)) {
                    Metric own = Metrics.resolve(name, TYPE, TYPE);
                    assertEquals(expected, MetricDirections.isBetterHigher(own), own.toString());
                    known.add(name);
                }
            });
            assertTrue(known.size() > 15, known.toString());
        }
    }

    @Test
    void aMetricsOwnNameDoesNotHideWhatItIs() {
        assertEquals(Optional.of(true), MetricDirections.isBetterHigher(new Accuracy().named("hits")));
        assertEquals(Optional.of(false), MetricDirections.isBetterHigher(new LossMetric(new MeanSquaredError()).named("distance")));
        assertEquals(Optional.of(false), MetricDirections.isBetterHigher(new LossMetric(new CosineSimilarity())));
        assertEquals(Optional.empty(), MetricDirections.isBetterHigher(new Figure("anything")));
    }
}
