package org.garam.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.op.Op;
import org.garam.program.Program;
import org.garam.tensor.DType;

/**
 * What a program yields, and how close a device has to come to it. The tolerance is found by experiment, so that it
 * fits long sums, cancellation and many training steps alike: the reference is run again with random rounding errors,
 * and a device may be off by some times as much as those runs are. What is only moved or computed without rounding has
 * to be equal.
 *
 * @param runs for each run the outputs, then the parameters
 */
record Expectation(List<List<Bounded>> runs) {
    /** With fewer, one of thousands of elements is hit by small errors only in all of them. */
    private static final int NOISY_RUNS = 8;
    /** Whether a half is rounded changes more than how: a sign that turns, a maximum that is another. */
    private static final int RUNS_KEEPING_BITS = 24;
    /** Devices may round more often, or worse, than the errors that were tried. */
    private static final double SAFETY = 12;

    /**
     * A tensor and the distance each element may have from it.
     *
     * @param moved whether elements are only passed on, so that not even the sign of a zero may change
     */
    record Bounded(HostTensor tensor, double[] tolerance, boolean moved) {
        /** {@return where and how {@code actual} is wrong; empty if it is not} */
        String difference(double[] actual) {
            for (int i = 0; i < actual.length; i++) {
                if (!isClose(i, actual[i])) {
                    return "element " + i + " of " + tensor.type() + " is " + actual[i] + ", expected "
                            + tensor.elements()[i]
                            + (moved ? " exactly" : " within " + tolerance[i]);
                }
            }
            return "";
        }

        private boolean isClose(int i, double actual) {
            double expected = tensor.elements()[i];
            if (moved) {
                return Double.compare(expected, actual) == 0;
            }
            boolean same = expected == actual || Double.isNaN(expected) && Double.isNaN(actual);
            return same || Double.isFinite(actual) && Double.isFinite(expected)
                    && Math.abs(actual - expected) <= tolerance[i];
        }
    }

    /**
     * {@return what {@code runs} runs of the program yield, each with the parameters the run before left}
     *
     * @param keepsBits whether halves may keep the bits on the way to a result that rounding would take away
     */
    static Expectation of(Program program, List<HostTensor> arguments, int runs, boolean keepsBits) {
        List<List<HostTensor>> exact = run(program, arguments, runs, Rounding.NONE);
        boolean isLoose = keepsBits && isOfHalves(program);
        List<List<List<HostTensor>>> noisy = roundings(isLoose)
                .map(rounding -> run(program, arguments, runs, rounding)).toList();
        List<List<Bounded>> bounded = new ArrayList<>();
        BitSet movedParameters = new BitSet();
        movedParameters.set(0, arguments.size());
        for (int run = 0; run < runs; run++) {
            BitSet moved = moved(program, movedParameters);
            movedParameters = moved.get(program.outputs().size(), moved.size());
            List<Bounded> tensors = new ArrayList<>();
            for (int i = 0; i < exact.get(run).size(); i++) {
                int which = i;
                int step = run;
                List<HostTensor> samples = noisy.stream().map(sample -> sample.get(step).get(which)).toList();
                tensors.add(bound(exact.get(run).get(i), samples, moved.get(i), isLoose));
            }
            bounded.add(tensors);
        }
        return new Expectation(bounded);
    }

    private static Stream<Rounding> roundings(boolean keepsBits) {
        return keepsBits ? Stream.concat(IntStream.range(0, RUNS_KEEPING_BITS).mapToObj(Rounding::keepingBits),
                Stream.of(Rounding.EXACT)) : IntStream.range(0, NOISY_RUNS).mapToObj(Rounding::noise);
    }

    private static boolean isOfHalves(Program program) {
        return IntStream.range(0, program.valueCount()).anyMatch(value -> program.type(value).dtype().isHalf());
    }

    private static List<List<HostTensor>> run(Program program, List<HostTensor> arguments, int runs,
            Rounding rounding) {
        List<List<HostTensor>> results = new ArrayList<>();
        List<HostTensor> parameters = arguments;
        for (int run = 0; run < runs; run++) {
            Reference.Outcome outcome = Reference.run(program, parameters, rounding);
            parameters = outcome.parameters();
            results.add(Stream.concat(outcome.outputs().stream(), parameters.stream()).toList());
        }
        return results;
    }

    private static Bounded bound(HostTensor exact, List<HostTensor> noisy, boolean moved,
            boolean isLoose) {
        DType dtype = exact.type().dtype();
        double[] spread = spread(exact, noisy);
        double typical = typicalSpread(exact, spread);
        // Whether a half is rounded can turn a term of a sum on or off: no element is more exact than most are then.
        double least = isLoose ? median(Arrays.stream(spread).filter(distance -> distance > 0)) : 0;
        double[] stored = new double[spread.length];
        double[] tolerance = new double[spread.length];
        for (int i = 0; i < spread.length; i++) {
            // Large numbers become infinite when they are stored.
            stored[i] = dtype.round(exact.elements()[i]);
            double magnitude = Math.abs(stored[i]);
            tolerance[i] = dtype.isFloating() ? smallest(dtype) : 0;
            // An element whose rounding errors happened to cancel in all runs is no more exact than its neighbours.
            if (typical > 0) {
                tolerance[i] += SAFETY * Math.max(least, Math.max(spread[i], typical * magnitude))
                        + Rounding.epsilon(dtype) * magnitude;
            }
        }
        return new Bounded(new HostTensor(exact.type(), stored), tolerance, moved);
    }

    /** How far the runs with rounding errors lie from the exact one. */
    private static double[] spread(HostTensor exact, List<HostTensor> noisy) {
        double[] spread = new double[exact.elements().length];
        for (HostTensor sample : noisy) {
            for (int i = 0; i < spread.length; i++) {
                double distance = Math.abs(sample.elements()[i] - exact.elements()[i]);
                spread[i] = Double.isFinite(distance) ? Math.max(spread[i], distance) : spread[i];
            }
        }
        return spread;
    }

    /** The median of the relative spreads, for the elements that happened to be hit by small errors only. */
    private static double typicalSpread(HostTensor exact, double[] spread) {
        return median(IntStream.range(0, spread.length).filter(i -> spread[i] > 0 && exact.elements()[i] != 0)
                .mapToDouble(i -> spread[i] / Math.abs(exact.elements()[i])));
    }

    private static double median(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** Results below the normal numbers may be flushed to zero. */
    private static double smallest(DType dtype) {
        return dtype == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    }

    /** {@return which of the outputs, then of the parameters after a run, hold elements that were only passed on} */
    private static BitSet moved(Program program, BitSet parameters) {
        BitSet values = (BitSet) parameters.clone();
        for (int value = program.parameters().size(); value < program.valueCount(); value++) {
            values.set(value, isMove(program.node(value).op())
                    && program.node(value).inputs().stream().allMatch(values::get));
        }
        BitSet results = new BitSet();
        int outputs = program.outputs().size();
        for (int i = 0; i < outputs; i++) {
            results.set(i, values.get(program.outputs().get(i)));
        }
        for (int parameter = 0; parameter < program.parameters().size(); parameter++) {
            results.set(outputs + parameter, values.get(program.updates().getOrDefault(parameter, parameter)));
        }
        return results;
    }

    private static boolean isMove(Op op) {
        return switch (op) {
            case Op.Constant _, Op.Iota _, Op.RandomUniform _, Op.Compare _, Op.Select _, Op.StopGradient _,
                    Op.Broadcast _,
                    Op.Reshape _, Op.Transpose _, Op.Slice _, Op.Pad _, Op.Concat _, Op.Gather _ -> true;
            // Which of two halves is the nearer one leaves no room.
            case Op.Cast cast -> cast.dtype().isHalf();
            case Op.Unary _, Op.Binary _, Op.Reduce _, Op.MatMul _, Op.ScatterAdd _ -> false;
        };
    }
}
