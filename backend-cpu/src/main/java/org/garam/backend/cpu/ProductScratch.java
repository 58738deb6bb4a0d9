package org.garam.backend.cpu;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Packing memory of a device's matrix products, which run one after another.
 *
 * @param shared for products that all workers make together
 * @param singles for products that workers make each on their own
 */
record ProductScratch(PackingScratch shared, List<PackingScratch> singles) {
    ProductScratch(int workers) {
        this(new PackingScratch(workers), IntStream.range(0, workers).mapToObj(_ -> new PackingScratch(1)).toList());
    }

    PackingScratch single(int worker) {
        return singles.get(worker);
    }
}
