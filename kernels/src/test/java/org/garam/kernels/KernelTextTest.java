package org.garam.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.conformance.OpCase;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.conformance.Values;
import org.garam.op.ReduceFunction;
import org.garam.plan.Lowering;
import org.garam.plan.Plan;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The text of a few kernels, as a reader sees it. {@code -Dgaram.update=true} writes what is rendered now to the files, for
 * a person to look at before committing it.
 */
class KernelTextTest {
    private static final DeviceTraits THREADS = new DeviceTraits(Dialect.OPENCL_C, false, 2, 4096, 1 << 20, 64);
    private static final DeviceTraits LOCKSTEP = new DeviceTraits(Dialect.CUDA_C, true, 8, 1024, 48 << 10, 16);

    private static final List<OpCase> CASES = List.of(
            OpCase.of("elementwise", (ops, in) -> {
                int moved = ops.subtract(in[0], ops.scale(in[1], 0.5));
                return Results.of(ops.tanh(moved)).update(Map.of(in[0], moved));
            }, input(1000), input(1000)),
            OpCase.of("large_elementwise", (ops, in) -> {
                int moved = ops.subtract(in[0], ops.scale(in[1], 0.5));
                return Results.of().update(Map.of(in[0], moved));
            }, input(1 << 20), input(1 << 20)),
            OpCase.of("broadcast", (ops, in) -> Results.of(ops.relu(ops.add(in[0], ops.broadcast(in[1], 32, 300)))),
                    input(32, 300), input(300)),
            OpCase.of("softmax", (ops, in) -> {
                int exponential = ops.exp(ops.subtract(in[0], ops.rowwise(ReduceFunction.MAX, in[0])));
                return Results.of(ops.divide(exponential, ops.rowwise(ReduceFunction.SUM, exponential)));
            }, input(64, 100)),
            OpCase.of("column_sums", (ops, in) -> Results.of(ops.sum(in[0], 0)), input(4000, 300)),
            OpCase.of("total", (ops, in) -> Results.of(ops.total(ops.multiply(in[0], in[0]))), input(100000)),
            OpCase.of("transpose", (ops, in) -> Results.of(ops.transpose(in[0], 1, 0)), input(100, 70)),
            OpCase.of("gather", (ops, in) -> Results.of(ops.gather(in[0], in[1])),
                    input(1000, 17), Input.of(DType.INT32, Values.between(0, 1000), 32)),
            OpCase.of("scatter_add", (ops, in) -> Results.of(ops.scatterAdd(1000, in[0], in[1])),
                    Input.of(DType.INT32, Values.between(0, 1000), 32), input(32, 17)),
            OpCase.of("random_uniform", (ops, in) -> Results.of(ops.random(TensorType.of(DType.FLOAT32, 1001), in[0])),
                    Input.of(DType.INT64, Values.between(0, 9), 2)),
            OpCase.of("dense", (ops, in) -> Results.of(ops.relu(ops.dense(in[0], in[1], in[2]))),
                    input(32, 784), input(784, 300), input(300)));

    private static Input input(int... sizes) {
        return Input.of(DType.FLOAT32, Values.between(-1, 1), sizes);
    }

    @TestFactory
    Stream<DynamicTest> texts() {
        return CASES.stream().flatMap(tested -> Stream.of(THREADS, LOCKSTEP).map(traits -> {
            String file = tested.name() + "." + traits.dialect().extension();
            return dynamicTest(file, () -> compare(file, text(tested, traits)));
        }));
    }

    private static String text(OpCase tested, DeviceTraits traits) {
        Plan plan = Lowering.lower(tested.program(), PlanRenderer::accepts);
        RenderedPlan rendered = new PlanRenderer(traits, gemm -> GemmTile.preferred(traits, gemm)).render(plan);
        StringBuilder text = new StringBuilder();
        for (Launch launch : rendered.launches()) {
            text.append("// ").append(launch.groups()).append(" groups\n").append(launch.function().text()).append('\n');
        }
        return text.toString();
    }

    private static void compare(String file, String text) throws IOException {
        if (Boolean.getBoolean("garam.update")) {
            Files.writeString(Path.of("src/test/resources/org/garam/kernels", file), text);
        }
        try (InputStream in = KernelTextTest.class.getResourceAsStream(file)) {
            String expected = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!Boolean.getBoolean("garam.update")) {
                assertEquals(expected, text);
            }
        }
    }
}
