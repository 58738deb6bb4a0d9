package org.garam.backend.cuda.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.garam.conformance.ConformancePlans;
import org.garam.conformance.ReferenceDevice;
import org.garam.op.Precision;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** A product and then its epilogue yield what the kernel of both yields. */
class SeparateEpilogueTest {
    private final ReferenceDevice device = new ReferenceDevice();

    @Test
    void epiloguesOfTheConformanceSuite() {
        List<Kernel.Gemm> products = ConformancePlans.all(_ -> true).flatMap(entry -> entry.getValue().stream())
                .flatMap(plan -> plan.kernels().stream()).filter(Kernel.Gemm.class::isInstance)
                .map(Kernel.Gemm.class::cast).filter(gemm -> !gemm.isPlain() && gemm.left().dtype() == DType.FLOAT32)
                .map(SeparateEpilogueTest::apart).distinct().toList();
        assertTrue(products.size() > 20, "only " + products.size());
        for (Kernel.Gemm gemm : products) {
            assertTrue(SeparateEpilogue.isPossible(gemm), gemm.toString());
            Kernel.Gemm plain = new Kernel.Gemm(gemm.left(), gemm.right(), Precision.FULL, List.of(),
                    ScalarCode.copy(DType.FLOAT32),
                    gemm.output());
            assertEquals(run(List.of(gemm)), run(List.of(plain, SeparateEpilogue.of(gemm).orElseThrow())),
                    gemm.toString());
        }
    }

    /** {@return the kernel with each view in an argument of its own} */
    private static Kernel.Gemm apart(Kernel.Gemm gemm) {
        int[] arguments = {0};
        return (Kernel.Gemm) gemm.over(view ->
                new View(new Place.Argument(arguments[0]++), view.dtype(), 0, view.shape(), view.strides()));
    }

    private List<Float> run(List<Kernel> kernels) {
        Kernel.Gemm gemm = (Kernel.Gemm) kernels.getFirst();
        int arguments = ((Place.Argument) gemm.output().place()).index() + 1;
        List<TensorType> types = new ArrayList<>();
        for (int i = 0; i < arguments; i++) {
            int index = i;
            long size = kernels.stream().flatMap(Kernel::views).filter(view ->
                    view.place().equals(new Place.Argument(index))).mapToLong(View::highestOffset).max().orElse(0) + 1;
            types.add(TensorType.of(DType.FLOAT32, (int) size));
        }
        List<DeviceBuffer> buffers = types.stream().map(this::numbers).toList();
        try (Executable executable = device.compile(new Plan(types, kernels, Map.of()));
                BoundExecutable bound = executable.bind(buffers, Map.of()); Arena arena = Arena.ofConfined()) {
            bound.run();
            device.synchronize();
            MemorySegment result = arena.allocate(ValueLayout.JAVA_FLOAT, buffers.getLast().size());
            buffers.getLast().read(0, result);
            List<Float> numbers = new ArrayList<>();
            for (float number : result.toArray(ValueLayout.JAVA_FLOAT)) {
                numbers.add(number);
            }
            return numbers;
        }
    }

    private DeviceBuffer numbers(TensorType type) {
        DeviceBuffer buffer = device.allocate(type.dtype(), type.shape().count());
        float[] numbers = new float[(int) type.shape().count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 7 / 4f - 0.75f;
        }
        buffer.write(0, MemorySegment.ofArray(numbers));
        return buffer;
    }

    @Test
    void aResultThatTheEpilogueReadsOrThatHasAnotherTypeIsNotOverwritten() {
        View left = View.dense(new Place.Argument(0), DType.FLOAT32, 0, Shape.of(4, 4));
        View output = View.dense(new Place.Argument(1), DType.FLOAT32, 8, Shape.of(4, 4));
        View half = View.dense(new Place.Argument(1), DType.FLOAT32, 23, Shape.of(4, 4));
        View behind = View.dense(new Place.Argument(1), DType.FLOAT32, 24, Shape.of(4, 4));
        View truth = View.dense(new Place.Argument(1), DType.BOOL, 0, Shape.of(4, 4));
        ScalarCode code = ScalarCode.copy(DType.FLOAT32);
        assertFalse(SeparateEpilogue.isPossible(new Kernel.Gemm(left, left, Precision.FULL, List.of(output), code,
                output)));
        assertFalse(SeparateEpilogue.isPossible(new Kernel.Gemm(left, left, Precision.FULL, List.of(half), code,
                output)));
        assertTrue(SeparateEpilogue.isPossible(new Kernel.Gemm(left, left, Precision.FULL, List.of(behind, left), code,
                output)));
        assertFalse(SeparateEpilogue.isPossible(new Kernel.Gemm(left, left, Precision.FULL, List.of(), code, truth)));
    }

    /** A product of halves that is rounded before anything else happens to it may be stored rounded. */
    @Test
    void aProductOfHalvesIsStoredAsAHalfIfNothingReadsItUnrounded() {
        View[] views = new View[3];
        for (int i = 0; i < views.length; i++) {
            views[i] = View.dense(new Place.Argument(i), DType.BFLOAT16, 0, Shape.of(4, 4));
        }
        ScalarCode rounded = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32),
                new Instruction.Cast(0, DType.BFLOAT16)), List.of(1));
        Kernel.Gemm plain = new Kernel.Gemm(views[0], views[1], Precision.FULL, List.of(), rounded, views[2]);
        assertTrue(SeparateEpilogue.isPossible(plain));
        assertTrue(SeparateEpilogue.of(plain).isEmpty(), "the library rounds by itself");
        ScalarCode negated = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32),
                new Instruction.Cast(0, DType.BFLOAT16), new Instruction.Cast(1, DType.FLOAT32),
                new Instruction.Unary(UnaryFunction.NEGATE, 2, DType.FLOAT32), new Instruction.Cast(3, DType.BFLOAT16)),
                List.of(4));
        Kernel.Gemm negative = new Kernel.Gemm(views[0], views[1], Precision.FULL, List.of(), negated, views[2]);
        assertTrue(SeparateEpilogue.isPossible(negative));
        assertEquals(new ScalarCode(List.of(new Instruction.Load(0, DType.BFLOAT16), new Instruction.Cast(0, DType.FLOAT32),
                new Instruction.Unary(UnaryFunction.NEGATE, 1, DType.FLOAT32), new Instruction.Cast(2, DType.BFLOAT16)),
                List.of(3)), ((Kernel.Elementwise) SeparateEpilogue.of(negative).orElseThrow()).code());
        ScalarCode unrounded = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32),
                new Instruction.Unary(UnaryFunction.NEGATE, 0, DType.FLOAT32), new Instruction.Cast(1, DType.BFLOAT16)),
                List.of(2));
        assertFalse(SeparateEpilogue.isPossible(new Kernel.Gemm(views[0], views[1], Precision.FULL, List.of(),
                unrounded, views[2])));
    }
}
