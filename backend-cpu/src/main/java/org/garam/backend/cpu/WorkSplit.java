package org.garam.backend.cpu;

/**
 * Cuts C into a grid of {@code rowParts} by {@code columnParts} parts, one per worker. k is never cut: every element is
 * computed by one worker, in the same order however many there are.
 */
record WorkSplit(int rowParts, int columnParts) {
    /** Below this a second worker costs more than it computes. */
    private static final long SMALLEST_PART = 32 * 1024;
    private static final int FEWEST_ROWS = 8;

    // What fetching (and packing) one element of an operand costs, in multiply-adds of one vector lane.
    private static final int A_COST = 4;
    private static final int B_COST = 8;

    static WorkSplit choose(ProductShape shape, int workers, int columnUnit) {
        int most = Math.clamp(shape.multiplications() / SMALLEST_PART, 1, workers);
        int columnUnits = wholeUnits(shape, columnUnit);
        var best = new WorkSplit(1, 1);
        double bestCost = best.cost(shape, columnUnit);
        for (int rowParts = 1; rowParts <= Math.min(most, Math.max(1, shape.rows() / FEWEST_ROWS)); rowParts++) {
            for (int columnParts = 1; columnParts <= Math.min(most / rowParts, columnUnits); columnParts++) {
                var split = new WorkSplit(rowParts, columnParts);
                double cost = split.cost(shape, columnUnit);
                if (cost < bestCost) {
                    bestCost = cost;
                    best = split;
                }
            }
        }
        return best;
    }

    int parts() {
        return rowParts * columnParts;
    }

    int rowBegin(ProductShape shape, int rowPart) {
        return (int) ((long) shape.rows() * rowPart / rowParts);
    }

    int columnBegin(ProductShape shape, int columnUnit, int columnPart) {
        if (columnPart == columnParts) {
            return shape.columns();
        }
        return Math.ceilDiv(wholeUnits(shape, columnUnit) * columnPart, columnParts) * columnUnit;
    }

    /** A rest narrower than a vector goes to the last part: no part may be narrower than a vector. */
    private static int wholeUnits(ProductShape shape, int columnUnit) {
        return Math.max(1, shape.columns() / columnUnit);
    }

    private double cost(ProductShape shape, int columnUnit) {
        double rows = Math.ceilDiv(shape.rows(), rowParts);
        double columns = Math.max(columnBegin(shape, columnUnit, 1),
                shape.columns() - columnBegin(shape, columnUnit, columnParts - 1));
        return rows * columns + A_COST * rows + B_COST * columns;
    }
}
