package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The constants of a transposition in registers; apart from its generator because it touches the Vector API. */
final class TransposeTables {
    private TransposeTables() {
    }

    /**
     * For each stage the shuffle that swaps lanes {@code 2^stage} apart, then for each stage the mask of the upper
     * ones.
     */
    static List<Object> of(Precision precision, int lanes) {
        Class<?> element = precision == Precision.FLOAT ? float.class : double.class;
        var species = VectorSpecies.of(element, VectorShape.forBitSize(lanes * precision.bytes() * Byte.SIZE));
        var tables = new ArrayList<>();
        for (int distance = 1; distance < lanes; distance *= 2) {
            int mask = distance;
            tables.add(VectorShuffle.fromOp(species, lane -> lane ^ mask));
        }
        for (int distance = 1; distance < lanes; distance *= 2) {
            var upper = new boolean[lanes];
            for (int lane = 0; lane < lanes; lane++) {
                upper[lane] = (lane & distance) != 0;
            }
            tables.add(VectorMask.fromArray(species, upper, 0));
        }
        return tables;
    }
}
