package org.garam.data.preprocessing;

import static org.garam.data.ScikitLearn.assertClose;
import static org.garam.data.ScikitLearn.rows;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.garam.conformance.ReferenceDevice;
import org.garam.data.Dataset;
import org.garam.data.HostTensor;
import org.garam.data.ScikitLearn;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScalersTest {

    private static final JsonNode GOLDEN = ScikitLearn.get("scalers");
    private static final double[][] TABLE = rows(GOLDEN.get("table"));
    private static final double[][] FRESH = rows(GOLDEN.get("fresh"));
    private static final double TOLERANCE = 1e-12;

    private static void assertStandard(StandardScaler scaler, double tolerance) {
        var golden = GOLDEN.get("standard");
        assertClose(golden.get("mean"), scaler.mean(), tolerance, "mean");
        assertClose(golden.get("variance"), scaler.variance(), tolerance, "variance");
        assertClose(golden.get("scale"), scaler.scale(), tolerance, "scale");
        assertClose(golden.get("transformed"), scaler.transform(FRESH), tolerance, "transformed");
        assertClose(golden.get("inverse"), scaler.inverseTransform(FRESH), tolerance, "inverse");
    }

    private static void assertMinMax(MinMaxScaler scaler) {
        var golden = GOLDEN.get("minmax");
        assertClose(golden.get("min"), scaler.min(), TOLERANCE, "min");
        assertClose(golden.get("scale"), scaler.scale(), TOLERANCE, "scale");
        assertClose(golden.get("transformed"), scaler.transform(FRESH), TOLERANCE, "transformed");
        assertClose(golden.get("inverse"), scaler.inverseTransform(FRESH), TOLERANCE, "inverse");
    }

    @Test
    void scalesAsScikitLearn() {
        assertStandard(new StandardScaler().fit(TABLE), TOLERANCE);
        assertMinMax(new MinMaxScaler(-1, 2).fit(TABLE));
        assertClose(GOLDEN.get("clipped").get("transformed"), new MinMaxScaler(0, 1, true).fit(TABLE).transform(FRESH),
                TOLERANCE, "clipped");
    }

    @Test
    void fitsToRowsInAnyPortions() {
        var rows = Dataset.fromTensorSlices(TABLE);
        for (var portion : new int[] {1, 2, 4, 9}) {
            assertStandard(new StandardScaler().fit(rows.batch(portion)), 1e-9);
            assertMinMax(new MinMaxScaler(-1, 2).fit(rows.batch(portion)));
        }
        assertStandard(new StandardScaler().fit(rows), 1e-9);
    }

    @Test
    void fittingAgainForgets() {
        var scaler = new StandardScaler().fit(new double[][] {{1, 2}});
        assertArrayEquals(new double[] {3}, scaler.fit(new double[][] {{3}}).mean());
        assertArrayEquals(new double[] {5}, scaler.fit(Dataset.fromTensorSlices(new double[][] {{5}})).mean());
        assertArrayEquals(new double[] {6}, scaler.partialFit(new double[][] {{7}}).mean());
    }

    @Test
    void comesBackInTheFormItWasGiven() {
        var x = new float[][] {{1}, {2}, {3}};
        var scaler = new StandardScaler();
        float[][] scaled = scaler.fitTransform(x);
        assertEquals(-1.2247449f, scaled[0][0]);
        assertArrayEquals(x, scaler.inverseTransform(scaled));
        assertEquals(HostTensor.of(new float[] {1.2247449f}), scaler.transform(HostTensor.of(new float[] {3})));
        try (var engine = new Engine(new ReferenceDevice())) {
            var tensor = engine.call(() -> Tensor.of(x));
            assertArrayEquals(new float[] {0, 0.5f, 1}, new MinMaxScaler().fitTransform(tensor).toFloats());
        }
        var dataset = Dataset.fromTensorSlices(x, new int[3]).batch(2).mapFeatures(scaler::transform);
        assertEquals(HostTensor.of(new float[][] {{1.2247449f}}), dataset.skip(1).iterator().next().features());
    }

    @Test
    void canLeaveOutCenteringOrScaling() {
        var x = new double[][] {{1}, {3}};
        assertArrayEquals(new double[][] {{-1}, {1}}, new StandardScaler(true, false).fitTransform(x));
        assertArrayEquals(new double[][] {{0.5}, {1.5}}, new StandardScaler(false, true).fit(
                new double[][] {{-2}, {2}}).transform(x));
    }

    @Test
    void missingNumbersStay() {
        var scaled = new StandardScaler().fitTransform(TABLE);
        assertTrue(Double.isNaN(scaled[2][0]));
        assertEquals(0, Arrays.stream(scaled).mapToDouble(row -> row[0]).filter(value -> !Double.isNaN(value)).sum(), 1e-14);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("StandardScaler has seen no data yet; call fit", () -> new StandardScaler().transform(TABLE)),
                mistake("MinMaxScaler has seen no data yet; call fit", () -> new MinMaxScaler().inverseTransform(TABLE)),
                mistake("takes rows of one column or more, [rows, columns], received float64[2]; make each number a row",
                        () -> new StandardScaler().fit(new double[2])),
                mistake("was fitted to 4 columns, received float64[1, 1]", () ->
                        new StandardScaler().fit(TABLE).transform(new double[1][1])),
                mistake("received float64[1, 1]; fit to at least one row of 4 columns", () ->
                        new MinMaxScaler().fit(TABLE).partialFit(new double[1][1])),
                mistake("makes fractions, which int32 data cannot hold", () ->
                        new StandardScaler().fitTransform(new int[][] {{1}})),
                mistake("row 1, column 0 is Infinity", () ->
                        new MinMaxScaler().fit(new double[][] {{1}, {Double.POSITIVE_INFINITY}})),
                mistake("the dataset is empty", () -> new StandardScaler().fit(Dataset.fromTensorSlices(TABLE).take(0))),
                mistake("received null", () -> new StandardScaler().fit((Object) null)),
                mistake("the dataset is null", () -> new MinMaxScaler().fit((Dataset) null)),
                mistake("the range is 1.0 to 1.0", () -> new MinMaxScaler(1, 1)));
    }

    private static Arguments mistake(String part, Runnable action) {
        return Arguments.of(part, action);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatItTakes(String part, Runnable action) {
        var message = assertThrows(RuntimeException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
