package org.garam.data.preprocessing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.garam.data.random.RandomState;

/** Rows by class, and how many of each come into which part: scikit-learn's draws in scikit-learn's order. */
final class StratifiedSplit {

    private final int count;
    private final List<int[]> rowsOfClass = new ArrayList<>();

    /** @throws IllegalArgumentException if a class has one row only */
    StratifiedSplit(List<Comparable<?>> classOfRow) {
        count = classOfRow.size();
        var rows = new TreeMap<Comparable<?>, List<Integer>>(StratifiedSplit::compare);
        for (var row = 0; row < count; row++) {
            rows.computeIfAbsent(classOfRow.get(row), _ -> new ArrayList<>()).add(row);
        }
        rows.forEach((key, members) -> {
            if (members.size() < 2) {
                throw new IllegalArgumentException("stratify: the class " + key + " has a single row, number "
                        + members.getFirst() + ", but each part needs one; give it more rows, or leave it out");
            }
            rowsOfClass.add(members.stream().mapToInt(i -> i).toArray());
        });
    }

    private static int compare(Comparable<?> one, Comparable<?> other) {
        return one instanceof Double number && other instanceof Double another ? number.compareTo(another)
                : one.toString().compareTo(other.toString());
    }

    SplitRows split(int trainRows, int testRows, RandomState random) {
        if (Math.min(trainRows, testRows) < rowsOfClass.size()) {
            throw new IllegalArgumentException("stratify: there are " + rowsOfClass.size() + " classes, but "
                    + trainRows + " rows to train on and " + testRows + " to test with; each part needs a row of each"
                    + " class");
        }
        var sizes = rowsOfClass.stream().mapToInt(rows -> rows.length).toArray();
        var toTrain = proportional(sizes, trainRows, random);
        var left = IntStream.range(0, sizes.length).map(i -> sizes[i] - toTrain[i]).toArray();
        var toTest = proportional(left, testRows, random);
        var train = IntStream.builder();
        var test = IntStream.builder();
        for (var i = 0; i < sizes.length; i++) {
            var rows = rowsOfClass.get(i);
            var order = random.permutation(sizes[i]);
            for (var k = 0; k < toTrain[i] + toTest[i]; k++) {
                (k < toTrain[i] ? train : test).add(rows[order[k]]);
            }
        }
        return new SplitRows(count, random.permutation(train.build().toArray()),
                random.permutation(test.build().toArray()));
    }

    /** {@return {@code total} rows shared among classes by their sizes; what rounding leaves goes to the largest rests} */
    private static int[] proportional(int[] sizes, int total, RandomState random) {
        double all = Arrays.stream(sizes).sum();
        var exact = Arrays.stream(sizes).mapToDouble(size -> size / all * total).toArray();
        var shares = Arrays.stream(exact).mapToInt(share -> (int) Math.floor(share)).toArray();
        var rests = new TreeSet<Double>();
        IntStream.range(0, sizes.length).forEach(i -> rests.add(exact[i] - shares[i]));
        var missing = total - Arrays.stream(shares).sum();
        for (var rest : rests.descendingSet()) {
            if (missing == 0) {
                break;
            }
            var equal = IntStream.range(0, sizes.length).filter(i -> exact[i] - shares[i] == rest).toArray();
            var chosen = random.permutation(equal);
            var added = Math.min(chosen.length, missing);
            for (var k = 0; k < added; k++) {
                shares[chosen[k]]++;
            }
            missing -= added;
        }
        return shares;
    }
}
