package org.garam.conformance.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.conformance.DeviceUnderTest;
import org.garam.conformance.golden.GoldenResult.Outcome;
import org.garam.runtime.Engine;
import org.garam.spi.BackendProvider;
import org.garam.tensor.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The numbers real Keras computed, on one backend. Its test class extends this one and names the provider; that is all.
 *
 * <p>Cases about features the engine does not have are no failures, but only for the features {@link Unsupported}
 * lists: losing a feature fails the build, and so does having one that is still listed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GoldenConformance {
    private final Set<String> missing = new TreeSet<>();
    private Engine engine;

    /** {@return the backend under test} */
    protected abstract BackendProvider provider();

    @BeforeAll
    void open() {
        engine = new Engine(DeviceUnderTest.open(provider()));
    }

    @AfterAll
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @TestFactory
    Stream<DynamicNode> keras() {
        Map<String, List<GoldenCase>> files = GoldenRunner.bundledCases().stream()
                .collect(Collectors.groupingBy(GoldenCase::file, LinkedHashMap::new, Collectors.toList()));
        Stream<DynamicNode> tests = files.entrySet().stream()
                .map(file -> dynamicContainer(file.getKey(), file.getValue().stream().map(this::test)));
        return Stream.concat(tests, Stream.of(dynamicTest("unsupported features", this::compareUnsupported)));
    }

    private DynamicTest test(GoldenCase tested) {
        return dynamicTest(tested.name() + " " + tested.dtype(), () -> {
            GoldenResult result = tested.run(engine);
            if (result.outcome() == Outcome.UNSUPPORTED) {
                missing.add(result.detail());
                Assumptions.abort(result.detail() + " is not supported");
            }
            assertEquals(Outcome.PASSED, result.outcome(), result.toString());
        });
    }

    private void compareUnsupported() {
        Set<String> expected = new TreeSet<>(Unsupported.FEATURES);
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            if (!engine.device().info().arithmetic().contains(dtype)) {
                expected.add(dtype + " on " + engine);
            }
        }
        assertEquals(String.join("\n", expected), String.join("\n", missing));
    }
}
