package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Lowering;
import org.garam.plan.Plan;
import org.garam.program.ProgramBuilder;
import org.garam.spi.BoundExecutable;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** A few small plans and a way to run them. */
public final class TestPlans {
    private TestPlans() {}

    /** {@return a plan that replaces its argument, float32[size], by its tanh} */
    public static Plan inPlace(Device device, int size) {
        ProgramBuilder program = new ProgramBuilder();
        int x = program.parameter(TensorType.of(DType.FLOAT32, size));
        return Lowering.lower(program.build(List.of(), Map.of(x, program.add(new Op.Unary(UnaryFunction.TANH), x))),
                device::accepts);
    }

    /** {@return a plan of one parameter and one output, made by {@code body}} */
    public static Plan of(Device device, TensorType parameter, ProgramBuilder program, IntUnaryOperator body) {
        int x = program.parameter(parameter);
        return Lowering.lower(program.build(List.of(body.applyAsInt(x)), Map.of()), device::accepts);
    }

    /** {@return plans of all kinds, each from float32[37, 53] to one output} */
    public static List<Plan> variety(Device device) {
        TensorType type = TensorType.of(DType.FLOAT32, 37, 53);
        List<Plan> plans = new ArrayList<>();
        for (int kind = 0; kind < 6; kind++) {
            ProgramBuilder program = new ProgramBuilder();
            int which = kind;
            plans.add(of(device, type, program, x -> switch (which) {
                case 0 -> program.add(new Op.Unary(UnaryFunction.EXP), x);
                case 1 -> softmax(program, x);
                case 2 -> program.add(new Op.Reduce(ReduceFunction.SUM, List.of(0)), x);
                case 3 -> program.add(new Op.Reduce(ReduceFunction.MAX, List.of(0, 1)), x);
                case 4 -> program.add(new Op.MatMul(Precision.FULL), x,
                        program.add(new Op.Transpose(List.of(1, 0)), x));
                default -> program.add(new Op.MatMul(Precision.FULL), program.add(new Op.Transpose(List.of(1, 0)), x),
                        x);
            }));
        }
        return plans;
    }

    private static int softmax(ProgramBuilder program, int x) {
        int exp = program.add(new Op.Unary(UnaryFunction.EXP), x);
        int sums = program.add(new Op.Reduce(ReduceFunction.SUM, List.of(1)), exp);
        int columns = program.add(new Op.Reshape(Shape.of(37, 1)), sums);
        int repeated = program.add(new Op.Broadcast(Shape.of(37, 53)), columns);
        return program.add(new Op.Binary(BinaryFunction.DIVIDE), exp, repeated);
    }

    /** {@return what the plan's last argument holds after a run with {@code input} as the first} */
    public static float[] run(Device device, Plan plan, float[] input) {
        List<DeviceBuffer> buffers = new ArrayList<>();
        Map<DType, DeviceBuffer> scratch = new EnumMap<>(DType.class);
        plan.arguments().forEach(type -> buffers.add(device.allocate(type.dtype(), type.shape().count())));
        plan.scratch().forEach((dtype, size) -> scratch.put(dtype, device.allocate(dtype, size)));
        buffers.getFirst().write(0, MemorySegment.ofArray(input));
        try (Executable executable = device.compile(plan); BoundExecutable bound = executable.bind(buffers, scratch)) {
            bound.run();
            float[] result = new float[(int) buffers.getLast().size()];
            buffers.getLast().read(0, MemorySegment.ofArray(result));
            return result;
        } finally {
            buffers.forEach(DeviceBuffer::close);
            scratch.values().forEach(DeviceBuffer::close);
        }
    }

    /** {@return numbers between -1 and 1} */
    public static float[] numbers(int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (i * 37 % 101 - 50) / 50f;
        }
        return numbers;
    }
}
