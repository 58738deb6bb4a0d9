package org.garam.backend.cpu;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.conformance.BackendConformance;
import org.garam.op.Op;
import org.garam.program.Program;
import org.garam.spi.BackendProvider;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Tag;

@Tag("conformance")
class CpuConformanceTest extends BackendConformance {
    /** Says that the suite runs in another configuration as well: see the pom. */
    private static final boolean IS_REPETITION = Boolean.getBoolean("garam.test.repetition");

    @Override
    protected BackendProvider provider() {
        return new CpuBackendProvider();
    }

    /**
     * Numbers of 16 bits are read, written and computed one by one in every configuration, so that programs whose
     * floating-point numbers are all of them run in the default one only. Factors of products are widened first.
     */
    @Override
    protected boolean concerns(Program program) {
        return !IS_REPETITION || !computesInHalvesAlone(program);
    }

    private static boolean computesInHalvesAlone(Program program) {
        List<DType> floating = IntStream.range(0, program.valueCount()).mapToObj(value -> program.type(value).dtype())
                .filter(DType::isFloating).distinct().toList();
        return !floating.isEmpty() && floating.stream().allMatch(DType::isHalf)
                && program.nodes().stream().noneMatch(node -> node.op() instanceof Op.MatMul);
    }
}
