package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.garam.conformance.Expectation.Bounded;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Lowering;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.program.Program;
import org.garam.spi.Device;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Compares what a device makes of a program with what the reference does. */
final class CaseCheck {
    private static final byte SOME_BITS = 0x5A;
    private static final byte OTHER_BITS = 0x01;
    /** An odd number, so that nothing behind it is aligned. */
    private static final int SHIFT = 5;

    private final Program program;
    private final List<HostTensor> parameters;
    private final int runs;
    private final boolean keepsBits;
    private Expectation expectation;

    /** @param keepsBits see {@link Expectation#of} */
    CaseCheck(Program program, List<HostTensor> parameters, int runs, boolean keepsBits) {
        this.program = program;
        this.parameters = parameters;
        this.runs = runs;
        this.keepsBits = keepsBits;
    }

    /** {@return whether some value has elements of this type} */
    boolean uses(DType dtype) {
        return IntStream.range(0, program.valueCount()).anyMatch(value -> program.type(value).dtype() == dtype);
    }

    /** Everything fused that the device accepts. */
    void fused(Device device) {
        check(device, device::accepts, true, 0, true);
    }

    /** As {@link #fused}, over memory that is not aligned and guarded on both sides. */
    void unaligned(Device device) {
        check(device, device::accepts, true, SHIFT, true);
    }

    /** One kernel for each node. */
    void unfused(Device device) {
        check(device, device::accepts, false, 0, false);
    }

    /** Lowering fuses, but is refused everything a device may refuse. */
    void refusing(Device device) {
        check(device, ((Predicate<Kernel>) device::accepts).and(CaseCheck::isPlain), true, 0, false);
    }

    /** {@return whether the kernel does one thing, so that every device has to accept it} */
    static boolean isPlain(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Elementwise k -> steps(k.code()) <= 1;
            case Kernel.RowKernel k -> steps(k.code()) <= 1;
            case Kernel.Reduction k -> steps(k.code()) == 0;
            case Kernel.Gemm k -> k.isPlain();
            case Kernel.Gather _, Kernel.ScatterAdd _, Kernel.RandomBits _ -> true;
        };
    }

    private static long steps(ScalarCode code) {
        return code.instructions().stream().filter(instruction -> switch (instruction) {
            case Instruction.Load _, Instruction.Constant _ -> false;
            case Instruction.Unary _, Instruction.Binary _, Instruction.Compare _, Instruction.Select _,
                    Instruction.Cast _, Instruction.Reduce _ -> true;
        }).count();
    }

    private void check(Device device, Predicate<Kernel> accepts, boolean fuse, int before, boolean twice) {
        Plan plan = Lowering.lower(program, accepts, fuse);
        try (PlanRunner runner = new PlanRunner(device, plan, before)) {
            List<List<MemorySegment>> results = runner.run(parameters, runs, Double.NaN, SOME_BITS);
            compare(results, plan);
            // Nothing may depend on what happened to be in memory, nor on which thread was first.
            if (twice) {
                compareBits(results, runner.run(parameters, runs, 3e30, OTHER_BITS), plan);
            }
        }
    }

    private synchronized Expectation expectation() {
        if (expectation == null) {
            expectation = Expectation.of(program, parameters, runs, keepsBits);
        }
        return expectation;
    }

    private void compare(List<List<MemorySegment>> results, Plan plan) {
        int outputs = program.outputs().size();
        List<String> differences = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            List<Bounded> expected = expectation().runs().get(run);
            for (int i = 0; i < expected.size(); i++) {
                boolean isOutput = i < outputs;
                MemorySegment memory = results.get(run).get(isOutput ? parameters.size() + i : i - outputs);
                String difference = expected.get(i).difference(elements(memory, expected.get(i).tensor().type()));
                if (!difference.isEmpty()) {
                    differences.add("run " + run + ", " + (isOutput ? "output " + i : "parameter " + (i - outputs))
                            + ": " + difference);
                }
            }
        }
        if (!differences.isEmpty()) {
            throw new AssertionError(String.join("\n", differences) + "\n" + program + plan);
        }
    }

    private void compareBits(List<List<MemorySegment>> first, List<List<MemorySegment>> second, Plan plan) {
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < first.get(run).size(); i++) {
                long difference = first.get(run).get(i).mismatch(second.get(run).get(i));
                if (difference >= 0) {
                    throw new AssertionError("argument " + i + " " + plan.arguments().get(i) + ", byte " + difference
                            + ", differs when the same program is run again\n" + program + plan);
                }
            }
        }
    }

    private static double[] elements(MemorySegment memory, TensorType type) {
        double[] elements = new double[Math.toIntExact(type.shape().count())];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = HostMemory.get(memory, type.dtype(), i);
        }
        return elements;
    }
}
