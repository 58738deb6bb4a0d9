package org.garam.runtime;

import static org.garam.runtime.Comparisons.equal;
import static org.garam.runtime.Elementwise.where;

import java.util.List;
import org.garam.op.ReduceFunction;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * Batcher's bitonic sorting network (Sorting networks and their applications, 1968). In each round every element meets a
 * partner {@code distance} places away, which is the same memory read in another order: a round is one pass over keys
 * and positions.
 */
final class BitonicNetwork {
    private BitonicNetwork() {}

    /** {@return for each row of {@code keys} the positions of its elements in sorted order} */
    static Tensor order(Tensor keys, boolean descending) {
        int rows = keys.shape().size(0);
        int count = keys.shape().size(1);
        int size = Math.multiplyExact(2, Integer.highestOneBit(count - 1));
        Tensor key = Arrangement.pad(keys, new int[][] {{0, 0}, {0, size - count}}, last(keys.dtype(), descending));
        Tensor position = Arrangement.iotaLike(keys, TensorType.of(DType.INT32, rows, size), 1);
        for (int block = 2; block <= size; block *= 2) {
            for (int distance = block / 2; distance >= 1; distance /= 2) {
                // Blocks are sorted upwards and downwards in turn, the last one, which is all of the row, upwards.
                int directions = block == size ? 1 : 2;
                int[] shape = {rows, size / block / directions, directions, block / (2 * distance), 2, distance};
                Tensor mine = Arrangement.reshape(key, shape);
                Tensor myPosition = Arrangement.reshape(position, shape);
                Tensor other = Arrangement.reverse(mine, 4);
                Tensor otherPosition = Arrangement.reverse(myPosition, 4);
                Tensor isFirst = Sorting.comesBefore(mine, other, Comparisons.less(myPosition, otherPosition), descending);
                TensorType type = TensorType.of(DType.INT32, shape);
                Tensor takesFirst = equal(Arrangement.iotaLike(keys, type, 2), Arrangement.iotaLike(keys, type, 4));
                Tensor stays = equal(isFirst, takesFirst);
                key = where(stays, mine, other);
                position = where(stays, myPosition, otherPosition);
            }
        }
        return Arrangement.slice(Arrangement.reshape(position, rows, size), List.of(0, 0),
                keys.shape());
    }

    /** What fills the rows up comes after everything else: by its value, and by its position among equals. */
    private static double last(DType dtype, boolean descending) {
        return dtype.isFloating() ? Double.NaN
                : (descending ? ReduceFunction.MAX : ReduceFunction.MIN).identity(dtype);
    }
}
