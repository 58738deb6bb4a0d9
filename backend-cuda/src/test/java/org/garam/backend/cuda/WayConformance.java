package org.garam.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.garam.backend.cuda.fake.FakeCuda;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.backend.cuda.product.KernelWay;
import org.garam.backend.cuda.product.WayChoice;
import org.garam.conformance.BackendConformance;
import org.garam.op.Op;
import org.garam.program.Program;
import org.garam.spi.BackendProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/**
 * The conformance suite with every kernel that a library can run run by it. These are matrix products; what has none has
 * the kernels that {@link CudaConformanceTest} runs.
 */
@Tag("conformance")
abstract class WayConformance extends BackendConformance {
    private static final int FEWEST_CALLS = 1000;

    private final KernelWay way;
    private final String function;

    /** @param function what the library's calls end in */
    WayConformance(KernelWay way, String function) {
        this.way = way;
        this.function = function;
    }

    @Override
    protected BackendProvider provider() {
        System.setProperty(WayChoice.PROPERTY, way.toString());
        return TestCuda.provider();
    }

    @AfterAll
    void theLibraryWasCalled() {
        System.clearProperty(WayChoice.PROPERTY);
        if (!TestCuda.isReal()) {
            long calls = new FakeCudaControl(FakeCuda.install(TestCuda.TOOLKIT)).count(function);
            assertTrue(calls > FEWEST_CALLS, function + " was called " + calls + " times");
        }
    }

    @Override
    protected boolean concerns(Program program) {
        return program.nodes().stream().anyMatch(node -> node.op() instanceof Op.MatMul);
    }

    /** Libraries round the result of a product and its epilogue. */
    @Override
    protected boolean keepsBitsOfHalves() {
        return true;
    }
}
