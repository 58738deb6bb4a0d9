package org.garam.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.garam.data.TabularDataSet;
import org.garam.examples.tutorial.CaliforniaHousingExample;
import org.garam.examples.tutorial.Notebook;
import org.garam.runtime.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial on the real data, whose split is the published one's. */
class CaliforniaHousingExampleTest {
    @TempDir
    private Path folder;

    /** The tutorial's losses are 0.413, 0.397 and 0.421, its first prices 0.39, 1.68 and 3.10, from other initial weights. */
    @Test
    void losesAsLittleAsTheTutorial() throws Exception {
        TabularDataSet housing = RealImages.californiaHousing();
        try (Engine engine = Engine.open("cpu")) {
            var printed = new StringWriter();
            var outcome = engine.call(() -> CaliforniaHousingExample.run(new Notebook(new PrintWriter(printed), folder),
                    housing, housing.x().length, 20, 42));
            assertEquals(20, outcome.history().get("val_loss").size());
            assertEquals(0.413, outcome.history().last("loss"), 0.06);
            assertEquals(0.397, outcome.history().last("val_loss"), 0.12);
            assertEquals(0.421, outcome.test().get("loss"), 0.05);
            assertArrayEquals(new double[] {0.39, 1.68, 3.10}, Arrays.copyOf(outcome.predicted(), 3), 0.5);
            assertTrue(printed.toString().contains("11610 blocks to train on, 3870 to validate, 5160 to test"),
                    printed::toString);
        }
    }
}
