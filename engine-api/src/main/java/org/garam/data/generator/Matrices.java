package org.garam.data.generator;

import java.util.Arrays;
import org.garam.data.random.RandomState;

/** Matrices as arrays of rows. */
final class Matrices {

    private Matrices() {
    }

    /** {@return the product of the first columns of {@code left}, as many as {@code right} has rows, with it} */
    static double[][] product(double[][] left, double[][] right, int columns) {
        var product = new double[left.length][columns];
        for (var row = 0; row < left.length; row++) {
            for (var inner = 0; inner < right.length; inner++) {
                for (var column = 0; column < columns; column++) {
                    product[row][column] += left[row][inner] * right[inner][column];
                }
            }
        }
        return product;
    }

    static double[][] rows(double[][] matrix, int[] order) {
        return Arrays.stream(order).mapToObj(row -> matrix[row]).toArray(double[][]::new);
    }

    static void permuteColumns(double[][] matrix, int[] order) {
        for (var row : matrix) {
            var former = row.clone();
            Arrays.setAll(row, column -> former[order[column]]);
        }
    }

    /**
     * {@return a matrix whose singular values are a bell of width {@code effectiveRank} with a fat tail, between random
     * orthogonal matrices: scikit-learn's {@code make_low_rank_matrix}}
     */
    static double[][] lowRank(int rows, int columns, int effectiveRank, double tailStrength, RandomState random) {
        var rank = Math.min(rows, columns);
        var left = orthonormal(random.standardNormal(rows, rank));
        var right = orthonormal(random.standardNormal(columns, rank));
        var scaled = new double[rank][columns];
        for (var i = 0; i < rank; i++) {
            var place = (double) i / effectiveRank;
            var value = (1 - tailStrength) * Math.exp(-place * place) + tailStrength * Math.exp(-0.1 * place);
            for (var column = 0; column < columns; column++) {
                scaled[i][column] = value * right[column][i];
            }
        }
        return product(left, scaled, columns);
    }

    /**
     * {@return the orthonormal factor of a QR decomposition by Householder reflections; the signs are LAPACK's, which
     * reflects each column onto the side opposite to its first element}
     */
    static double[][] orthonormal(double[][] matrix) {
        var rows = matrix.length;
        var columns = matrix[0].length;
        var reduced = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        var mirrors = new double[columns][];
        for (var column = 0; column < columns; column++) {
            mirrors[column] = mirror(reduced, column);
            for (var other = column; other < columns; other++) {
                reflect(reduced, other, mirrors[column], column);
            }
        }
        var factor = new double[rows][columns];
        for (var column = columns - 1; column >= 0; column--) {
            factor[column][column] = 1;
            for (var other = column; other < columns; other++) {
                reflect(factor, other, mirrors[column], column);
            }
        }
        return factor;
    }

    /** The unit vector, from {@code start} on, of the reflection that clears a column below its diagonal. */
    private static double[] mirror(double[][] matrix, int start) {
        var vector = new double[matrix.length];
        var squares = 0.0;
        for (var row = start; row < vector.length; row++) {
            vector[row] = matrix[row][start];
            squares += vector[row] * vector[row];
        }
        // What is below the diagonal of the last row is empty: LAPACK does not reflect it.
        if (start == vector.length - 1) {
            return new double[vector.length];
        }
        var first = vector[start];
        vector[start] += Math.copySign(Math.sqrt(squares), first);
        var length = Math.sqrt(squares - first * first + vector[start] * vector[start]);
        for (var row = start; row < vector.length; row++) {
            vector[row] /= length;
        }
        return vector;
    }

    private static void reflect(double[][] matrix, int column, double[] mirror, int start) {
        var dot = 0.0;
        for (var row = start; row < mirror.length; row++) {
            dot += mirror[row] * matrix[row][column];
        }
        for (var row = start; row < mirror.length; row++) {
            matrix[row][column] -= 2 * dot * mirror[row];
        }
    }
}
