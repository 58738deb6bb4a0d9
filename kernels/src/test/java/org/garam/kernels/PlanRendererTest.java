package org.garam.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.ReduceFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;

class PlanRendererTest {
    private static final DeviceTraits GPU = new DeviceTraits(Dialect.CUDA_C, true, 8, 1024, 48 << 10, 16);

    private static View vector(int argument, long offset, int size) {
        return View.dense(new Place.Argument(argument), DType.FLOAT32, offset, Shape.of(size));
    }

    private static RenderedPlan render(Kernel... kernels) {
        PlanRenderer renderer = new PlanRenderer(GPU, gemm -> GemmTile.preferred(GPU, gemm));
        return renderer.render(new Plan(List.of(), List.of(kernels), Map.of()));
    }

    private static Kernel copy(View from, View to) {
        return new Kernel.Elementwise(from.shape(), List.of(from), ScalarCode.copy(DType.FLOAT32), List.of(to));
    }

    @Test
    void kernelsThatDifferInPlacesAndCountsAloneAreOneFunction() {
        RenderedPlan plan = render(copy(vector(0, 0, 100), vector(1, 0, 100)), copy(vector(2, 7, 50), vector(3, 9, 50)));
        assertEquals(2, plan.launches().size());
        assertEquals(1, plan.functions().size());
        assertEquals(List.of(new LaunchArgument.Memory(new Place.Argument(2), DType.FLOAT32, 7),
                new LaunchArgument.Memory(new Place.Argument(3), DType.FLOAT32, 9), new LaunchArgument.Count(50)),
                plan.launches().getLast().arguments());
    }

    @Test
    void kernelsThatComputeSomethingElseAreTwo() {
        ScalarCode doubled = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32),
                new Instruction.Binary(BinaryFunction.ADD, 0, 0, DType.FLOAT32)), List.of(1));
        Kernel doubling = new Kernel.Elementwise(Shape.of(100), List.of(vector(0, 0, 100)), doubled, List.of(vector(1, 0, 100)));
        assertEquals(2, render(copy(vector(0, 0, 100), vector(1, 0, 100)), doubling).functions().size());
    }

    @Test
    void positionsAreOfSixtyFourBitsOnlyWhereTheyHaveToBe() {
        View near = vector(0, 0, 1000);
        View far = new View(new Place.Argument(0), DType.FLOAT32, 0, Shape.of(1000), List.of(3_000_000L));
        assertFalse(text(copy(near, vector(1, 0, 1000))).contains("const i64 x "));
        assertTrue(text(copy(far, vector(1, 0, 1000))).contains("const i64 x "));
    }

    private static String text(Kernel kernel) {
        return render(kernel).launches().getFirst().function().text();
    }

    @Test
    void fewLongReductionsAreSplitAndJoinedInOrder() {
        Kernel sum = new Kernel.Reduction(Shape.SCALAR, Shape.of(1 << 20), List.of(vector(0, 0, 1 << 20)),
                ScalarCode.copy(DType.FLOAT32), ReduceFunction.SUM, View.dense(new Place.Argument(1), DType.FLOAT32, 0, Shape.SCALAR));
        RenderedPlan plan = render(sum);
        assertEquals(2, plan.launches().size());
        assertTrue(plan.workspace().get(DType.FLOAT32) > 1);
        assertNotEquals(plan.launches().getFirst().function(), plan.launches().getLast().function());
    }

    @Test
    void nothingIsLaunchedForNothing() {
        assertEquals(List.of(), render(copy(vector(0, 0, 0), vector(1, 0, 0))).launches());
    }

    @Test
    void refusesMoreParametersThanEveryDeviceTakes() {
        View view = vector(0, 0, 10);
        List<Instruction> loads = IntStream.range(0, 64).<Instruction>mapToObj(i -> new Instruction.Load(i, DType.FLOAT32)).toList();
        assertFalse(PlanRenderer.accepts(new Kernel.Elementwise(Shape.of(10), Collections.nCopies(64, view),
                new ScalarCode(loads, List.of(63)), List.of(vector(1, 0, 10)))));
        assertTrue(PlanRenderer.accepts(copy(view, vector(1, 0, 10))));
    }
}
