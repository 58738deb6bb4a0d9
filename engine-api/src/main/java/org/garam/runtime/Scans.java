package org.garam.runtime;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;

/**
 * Running sums and products along an axis. Made for {@code import static}.
 *
 * <p>Computed by doubling (Hillis and Steele, 1986): in log2(n) rounds each element is joined with the one 1, 2, 4, …
 * places before it. That is n log n operations, all parallel, with the rounding errors of a sum in pairs; and unlike
 * in a product with a triangular matrix an infinity or NaN is seen by the elements behind it only.
 */
public final class Scans {
    private record Key(BinaryFunction function, int axis, boolean exclusive, boolean reverse) {
        @Override
        public String toString() {
            return function == BinaryFunction.ADD ? "cumSum" : "cumProd";
        }
    }

    private Scans() {}

    /** {@return for every element the sum of those up to and with it along {@code axis}} */
    public static Tensor cumSum(Tensor x, int axis) {
        return cumSum(x, axis, false, false);
    }

    /**
     * {@return running sums along {@code axis}}
     *
     * @param exclusive whether an element is left out of its own sum, so that the first one is 0
     * @param reverse whether sums begin at the end
     */
    public static Tensor cumSum(Tensor x, int axis, boolean exclusive, boolean reverse) {
        return scan(BinaryFunction.ADD, 0, x, axis, exclusive, reverse);
    }

    /** {@return for every element the product of those up to and with it along {@code axis}} */
    public static Tensor cumProd(Tensor x, int axis) {
        return cumProd(x, axis, false, false);
    }

    /**
     * {@return running products along {@code axis}}
     *
     * @param exclusive whether an element is left out of its own product, so that the first one is 1
     * @param reverse whether products begin at the end
     */
    public static Tensor cumProd(Tensor x, int axis, boolean exclusive, boolean reverse) {
        return scan(BinaryFunction.MULTIPLY, 1, x, axis, exclusive, reverse);
    }

    private static Tensor scan(BinaryFunction function, double identity, Tensor x, int axis, boolean exclusive, boolean reverse) {
        Key key = new Key(function, Arguments.tensor(new Key(function, axis, exclusive, reverse).toString(), "x", x)
                .shape().axis(axis), exclusive, reverse);
        return Fragment.compose(key, operands -> {
            Tensor from = operands.getFirst();
            Tensor result = reverse ? Arrangement.reverse(from, axis) : from;
            if (exclusive) {
                result = later(result, key.axis, 1, identity);
            }
            for (int distance = 1; distance < from.shape().size(axis); distance *= 2) {
                result = Elementwise.binary(function, result, later(result, key.axis, distance, identity));
            }
            return reverse ? Arrangement.reverse(result, axis) : result;
        }, x);
    }

    /** {@return every element {@code distance} places further on, {@code identity} before the first} */
    private static Tensor later(Tensor x, int axis, int distance, double identity) {
        int rank = x.shape().rank();
        int kept = Math.max(0, x.shape().size(axis) - distance);
        List<Integer> none = IntStream.generate(() -> 0).limit(rank).boxed().toList();
        List<Integer> before = IntStream.range(0, rank).mapToObj(i -> i == axis ? x.shape().size(axis) - kept : 0).toList();
        Tensor part = Arrangement.slice(x, none, x.shape().with(axis, kept));
        Op.Pad pad = new Op.Pad(before, none, identity);
        return Expression.apply(pad, (program, operands) -> program.add(pad, operands), part);
    }
}
