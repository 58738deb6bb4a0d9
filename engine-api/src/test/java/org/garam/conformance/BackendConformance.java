package org.garam.conformance;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.garam.program.Program;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.tensor.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What a backend has to pass. Its test class extends this one and names the provider; that is all.
 *
 * <p>Where there is no device the tests are skipped, with the reason; {@code -Dgaram.require=cpu,cuda} makes that a
 * failure for the backends it names.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance {
    private Device device;

    /** {@return the backend under test} */
    protected abstract BackendProvider provider();

    @BeforeAll
    void open() {
        device = DeviceUnderTest.open(provider());
    }

    @AfterAll
    void close() {
        if (device != null) {
            device.close();
        }
    }

    /**
     * {@return whether the device may round float16 and bfloat16 once where a program does several times} By default it
     * rounds as the program does.
     */
    protected boolean keepsBitsOfHalves() {
        return false;
    }

    /** {@return whether the suite runs a case} By default it runs all; those left out must say nothing new. */
    protected boolean concerns(Program program) {
        return true;
    }

    @TestFactory
    Stream<DynamicNode> ops() {
        return tests(OpCases.all());
    }

    @TestFactory
    Stream<DynamicNode> programs() {
        return tests(PlanCases.all());
    }

    @TestFactory
    Stream<DynamicNode> device() {
        return DeviceChecks.all().map(check -> dynamicTest(check.name(), () -> check.run(provider(), device)));
    }

    @TestFactory
    Stream<DynamicNode> mixedPrecision() {
        return MixedPrecisionChecks.all().map(check -> dynamicTest(check.name(), () -> check.run(device)));
    }

    private Stream<DynamicNode> tests(List<OpCase> cases) {
        return cases.stream().filter(tested -> concerns(tested.program())).map(this::tests);
    }

    private DynamicNode tests(OpCase tested) {
        CaseCheck forward = new CaseCheck(tested.program(), tested.arguments(), tested.runs(),
                keepsBitsOfHalves());
        List<DynamicNode> tests = new ArrayList<>(List.of(test("fused", forward, forward::fused),
                test("unaligned", forward, forward::unaligned), test("unfused", forward, forward::unfused),
                test("fusions refused", forward, forward::refusing)));
        if (tested.differentiable()) {
            CaseCheck backward = new CaseCheck(tested.gradients(), tested.lossArguments(), 1,
                    keepsBitsOfHalves());
            tests.add(test("gradients", backward, backward::fused));
            tests.add(test("gradients unfused", backward, backward::unfused));
        }
        return dynamicContainer(tested.name(), tests);
    }

    private DynamicNode test(String name, CaseCheck check, Consumer<Device> body) {
        return dynamicTest(name, () -> {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                Assumptions.assumeTrue(device.info().arithmetic().contains(dtype) || !check.uses(dtype),
                        () -> device.info().name() + " does not compute in " + dtype);
            }
            body.accept(device);
        });
    }
}
