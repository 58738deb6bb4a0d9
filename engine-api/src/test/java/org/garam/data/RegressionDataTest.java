package org.garam.data;

import static org.garam.data.generator.Generators.makeRegression;
import static org.garam.data.preprocessing.TrainTestSplit.trainTestSplit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;

/**
 * The data of the regression tutorial, against files that scikit-learn 1.2.1 wrote, see
 * {@code data/regression/regression.py}.
 */
class RegressionDataTest {

    private static final CsvOptions NUMBERS = new CsvOptions().header(false).featureType(DType.FLOAT64);

    @Test
    void makesAndSplitsTheTutorialsNumbers() throws URISyntaxException {
        var folder = Path.of(RegressionDataTest.class.getResource("/data/regression").toURI());
        var data = makeRegression(200, 1).bias(5.0).noise(5.0).seed(123).generate();
        assertEquals(23.824990571241177, data.coefficient()[0]);
        assertColumn(folder.resolve("X.csv"), column(data.x()));
        assertColumn(folder.resolve("y.csv"), data.y());
        var split = trainTestSplit(data.x(), data.y(), 0.2, 123);
        assertColumn(folder.resolve("x_train.csv"), column(split.xTrain()));
        assertColumn(folder.resolve("x_test.csv"), column(split.xTest()));
        assertColumn(folder.resolve("y_train.csv"), split.yTrain());
        assertColumn(folder.resolve("y_test.csv"), split.yTest());
    }

    private static double[] column(double[][] rows) {
        return Arrays.stream(rows).mapToDouble(row -> row[0]).toArray();
    }

    private static void assertColumn(Path file, double[] actual) {
        var expected = Dataset.fromCsv(file, NUMBERS).stream().mapToDouble(element -> element.features().item()).toArray();
        assertEquals(expected.length, actual.length, file.toString());
        for (var i = 0; i < actual.length; i++) {
            assertEquals(expected[i], actual[i], Math.ulp(expected[i]), file + ", row " + i);
        }
    }
}
