package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.metric.Accuracy;
import org.garam.model.metric.LossMetric;
import org.garam.model.metric.Metric;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;

class MetricDirectionsTest {
    private record Figure(String name) implements Metric {
        @Override
        public List<Shape> state() {
            return List.of();
        }

        @Override
        public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
            return state;
        }

        @Override
        public double result(List<double[]> state) {
            return 0;
        }
    }

    @Test
    void areThoseOfKeras() throws IOException {
        try (InputStream stream = MetricDirectionsTest.class.getResourceAsStream("/callbacks/keras.json")) {
            JsonNode directions = new ObjectMapper().readTree(stream).get("directions");
            assertTrue(directions.size() > 35);
            directions.properties().forEach(metric -> {
                Optional<Boolean> expected = Optional.of(metric.getValue().get("direction").asText().equals("up"));
                String name = metric.getValue().get("name").asText();
                assertEquals(expected, MetricDirections.isBetterHigher(new Figure(name)), name);
                assertEquals(expected, MetricDirections.isBetterHigher(new Figure(metric.getKey())), metric.getKey());
            });
        }
    }

    @Test
    void aMetricsOwnNameDoesNotHideWhatItIs() {
        assertEquals(Optional.of(true), MetricDirections.isBetterHigher(new Accuracy("hits")));
        assertEquals(Optional.of(false), MetricDirections.isBetterHigher(new LossMetric("distance", new MeanSquaredError())));
        assertEquals(Optional.empty(), MetricDirections.isBetterHigher(new Figure("anything")));
    }
}
