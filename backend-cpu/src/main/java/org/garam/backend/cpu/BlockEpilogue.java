package org.garam.backend.cpu;

/**
 * What happens to a block of a matrix product as soon as its elements are final and still in the cache: a bias, an
 * activation. Ends are exclusive. Every element of the product is in exactly one of the blocks of exactly one worker.
 */
@FunctionalInterface
interface BlockEpilogue {
    void apply(int rowBegin, int rowEnd, int columnBegin, int columnEnd);
}
