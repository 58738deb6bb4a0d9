package org.garam.backend.cpu;

/**
 * Joins the lanes of an accumulator in a fixed order: what the Vector API does across lanes is done in no defined
 * order, so its results may differ between two executions. Sums and products of float32 are joined in double. Four
 * chains at a time, because each addition waits for the one before.
 */
final class LaneReduction {
    private static final int CHAINS = 4;

    private LaneReduction() {}

    static double sum(float[] lanes, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = first + lanes[i];
            second = second + lanes[i + 1];
            third = third + lanes[i + 2];
            fourth = fourth + lanes[i + 3];
        }
        for (; i < count; i++) {
            first = first + lanes[i];
        }
        return (first + second) + (third + fourth);
    }

    static double sum(double[] lanes, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = first + lanes[i];
            second = second + lanes[i + 1];
            third = third + lanes[i + 2];
            fourth = fourth + lanes[i + 3];
        }
        for (; i < count; i++) {
            first = first + lanes[i];
        }
        return (first + second) + (third + fourth);
    }

    static int sum(int[] lanes, int count) {
        int first = 0;
        int second = 0;
        int third = 0;
        int fourth = 0;
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = first + lanes[i];
            second = second + lanes[i + 1];
            third = third + lanes[i + 2];
            fourth = fourth + lanes[i + 3];
        }
        for (; i < count; i++) {
            first = first + lanes[i];
        }
        return (first + second) + (third + fourth);
    }

    static double product(float[] lanes, int count) {
        double first = 1;
        double second = 1;
        double third = 1;
        double fourth = 1;
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = first * lanes[i];
            second = second * lanes[i + 1];
            third = third * lanes[i + 2];
            fourth = fourth * lanes[i + 3];
        }
        for (; i < count; i++) {
            first = first * lanes[i];
        }
        return (first * second) * (third * fourth);
    }

    static double product(double[] lanes, int count) {
        double first = 1;
        double second = 1;
        double third = 1;
        double fourth = 1;
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = first * lanes[i];
            second = second * lanes[i + 1];
            third = third * lanes[i + 2];
            fourth = fourth * lanes[i + 3];
        }
        for (; i < count; i++) {
            first = first * lanes[i];
        }
        return (first * second) * (third * fourth);
    }

    static int product(int[] lanes, int count) {
        int first = 1;
        int second = 1;
        int third = 1;
        int fourth = 1;
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = first * lanes[i];
            second = second * lanes[i + 1];
            third = third * lanes[i + 2];
            fourth = fourth * lanes[i + 3];
        }
        for (; i < count; i++) {
            first = first * lanes[i];
        }
        return (first * second) * (third * fourth);
    }

    static float max(float[] lanes, int count) {
        float first = lanes[0];
        float second = lanes[0];
        float third = lanes[0];
        float fourth = lanes[0];
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = Math.max(first, lanes[i]);
            second = Math.max(second, lanes[i + 1]);
            third = Math.max(third, lanes[i + 2]);
            fourth = Math.max(fourth, lanes[i + 3]);
        }
        for (; i < count; i++) {
            first = Math.max(first, lanes[i]);
        }
        return Math.max(Math.max(first, second), Math.max(third, fourth));
    }

    static double max(double[] lanes, int count) {
        double first = lanes[0];
        double second = lanes[0];
        double third = lanes[0];
        double fourth = lanes[0];
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = Math.max(first, lanes[i]);
            second = Math.max(second, lanes[i + 1]);
            third = Math.max(third, lanes[i + 2]);
            fourth = Math.max(fourth, lanes[i + 3]);
        }
        for (; i < count; i++) {
            first = Math.max(first, lanes[i]);
        }
        return Math.max(Math.max(first, second), Math.max(third, fourth));
    }

    static int max(int[] lanes, int count) {
        int first = lanes[0];
        int second = lanes[0];
        int third = lanes[0];
        int fourth = lanes[0];
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = Math.max(first, lanes[i]);
            second = Math.max(second, lanes[i + 1]);
            third = Math.max(third, lanes[i + 2]);
            fourth = Math.max(fourth, lanes[i + 3]);
        }
        for (; i < count; i++) {
            first = Math.max(first, lanes[i]);
        }
        return Math.max(Math.max(first, second), Math.max(third, fourth));
    }

    static float min(float[] lanes, int count) {
        float first = lanes[0];
        float second = lanes[0];
        float third = lanes[0];
        float fourth = lanes[0];
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = Math.min(first, lanes[i]);
            second = Math.min(second, lanes[i + 1]);
            third = Math.min(third, lanes[i + 2]);
            fourth = Math.min(fourth, lanes[i + 3]);
        }
        for (; i < count; i++) {
            first = Math.min(first, lanes[i]);
        }
        return Math.min(Math.min(first, second), Math.min(third, fourth));
    }

    static double min(double[] lanes, int count) {
        double first = lanes[0];
        double second = lanes[0];
        double third = lanes[0];
        double fourth = lanes[0];
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = Math.min(first, lanes[i]);
            second = Math.min(second, lanes[i + 1]);
            third = Math.min(third, lanes[i + 2]);
            fourth = Math.min(fourth, lanes[i + 3]);
        }
        for (; i < count; i++) {
            first = Math.min(first, lanes[i]);
        }
        return Math.min(Math.min(first, second), Math.min(third, fourth));
    }

    static int min(int[] lanes, int count) {
        int first = lanes[0];
        int second = lanes[0];
        int third = lanes[0];
        int fourth = lanes[0];
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            first = Math.min(first, lanes[i]);
            second = Math.min(second, lanes[i + 1]);
            third = Math.min(third, lanes[i + 2]);
            fourth = Math.min(fourth, lanes[i + 3]);
        }
        for (; i < count; i++) {
            first = Math.min(first, lanes[i]);
        }
        return Math.min(Math.min(first, second), Math.min(third, fourth));
    }
}
