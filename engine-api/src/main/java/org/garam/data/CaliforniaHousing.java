package org.garam.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.garam.data.PublishedDataSet.Located;
import org.garam.data.PublishedDataSet.PublishedFile;
import org.garam.tensor.DType;

/**
 * California housing: the median price of a house, in units of 100000 dollars, in each of 20640 blocks of the census of
 * 1990, and eight numbers to predict it from.
 *
 * <p>Defined by R. K. Pace, R. Barry: "Sparse Spatial Autoregressions", Statistics and Probability Letters 33 (1997).
 * Columns, their order and their units are those of scikit-learn's {@code fetch_california_housing}: totals of rooms,
 * bedrooms and people are divided by the number of households.
 *
 * <p>Two files are accepted: {@code california_housing.csv}, a table with these columns and a header, or else
 * {@code cal_housing.data}, the original file, from which the columns are computed. The download is a copy of the
 * original, whose own site is gone.
 */
public final class CaliforniaHousing {

    /** What the columns are. */
    public static final List<String> FEATURE_NAMES = List.of("MedInc", "HouseAge", "AveRooms", "AveBedrms",
            "Population", "AveOccup", "Latitude", "Longitude");
    /** What is to be predicted. */
    public static final String TARGET_NAME = "MedHouseVal";

    private static final String NAME = "California housing";
    private static final URI ADDRESS = URI.create("https://raw.githubusercontent.com/lapets/course-data-science/"
            + "8b7f62812de4e3bd86bbc7879f65691e1775d1c9/");
    private static final PublishedFile TABLE = new PublishedFile("california_housing.csv", new ContentChecksum("SHA-256",
            "0fc1b40da549f1d8e8164298355a172229892426d7aa71d77bf15e08a10f4b79", 1_810_084));
    private static final PublishedFile ORIGINAL = new PublishedFile("cal_housing.data", new ContentChecksum("SHA-256",
            "d3d8a1a722ae78f91134862727d27a70b1415e7d512a89140406248687f4b902", 2_092_122));
    private static final double DOLLARS = 100_000;

    private CaliforniaHousing() {
    }

    /** Loads it from the {@link DataLocations#standard() usual places}, downloading it when it is in none of them. */
    public static TabularDataSet load() {
        return load(DataLocations.standard());
    }

    /**
     * Loads it from the given places. A file in a folder that was given explicitly need only be well-formed; a file in
     * the usual places must have exactly the known content.
     *
     * @throws DataUnavailableException when no place has it and it cannot be downloaded
     * @throws InvalidDataException     when a file that was found is damaged or not what it should be
     */
    public static TabularDataSet load(DataLocations locations) {
        return load(locations, ADDRESS);
    }

    static TabularDataSet load(DataLocations locations, URI address) {
        Located table;
        try {
            table = locate(TABLE, locations.withoutDownload(), address);
        } catch (DataUnavailableException noTable) {
            return fromOriginal(locations, address);
        }
        return read(table, TABLE, new CsvOptions().features(FEATURE_NAMES.toArray(String[]::new)).targets(TARGET_NAME),
                row -> row);
    }

    private static TabularDataSet fromOriginal(DataLocations locations, URI address) {
        try {
            return read(locate(ORIGINAL, locations, address), ORIGINAL, new CsvOptions().header(false).targets("8"),
                    CaliforniaHousing::columns);
        } catch (DataUnavailableException unavailable) {
            throw new DataUnavailableException(unavailable.getMessage() + "\nThe file " + TABLE.name()
                    + " with the columns " + String.join(", ", FEATURE_NAMES) + ", " + TARGET_NAME + " is as good as "
                    + ORIGINAL.name() + ".", unavailable);
        }
    }

    private static Located locate(PublishedFile file, DataLocations locations, URI address) {
        return new PublishedDataSet(NAME, "california", address, List.of(file)).locate(locations);
    }

    /** A sample and its target. */
    private record Row(double[] features, double target) {
    }

    private interface Columns {
        Row of(Row original);
    }

    private static TabularDataSet read(Located located, PublishedFile file, CsvOptions options, Columns columns) {
        var path = located.paths().get(file.name());
        if (!located.asIs()) {
            requirePublished(path, file);
        }
        var rows = new ArrayList<Row>();
        Dataset.fromCsv(path, options.featureType(DType.FLOAT64).targetType(DType.FLOAT64)).forEach(element ->
                rows.add(columns.of(new Row(element.features().toDoubles(), element.targets().item()))));
        return new TabularDataSet(NAME, rows.stream().map(Row::features).toArray(double[][]::new),
                rows.stream().mapToDouble(Row::target).toArray(), FEATURE_NAMES, TARGET_NAME, located.source());
    }

    private static void requirePublished(Path path, PublishedFile file) {
        try {
            file.checksum().mismatch(path).ifPresent(difference -> {
                throw new InvalidDataException(path + " " + difference + ", so it is not the published file; delete it"
                        + " and download it again");
            });
        } catch (IOException failure) {
            throw new DataUnavailableException(path + " cannot be read: " + failure + "; make it readable", failure);
        }
    }

    /** Longitude, latitude, age, rooms, bedrooms, people, households, income and price in dollars. */
    private static Row columns(Row original) {
        var of = original.features();
        if (of.length != FEATURE_NAMES.size()) {
            throw new InvalidDataException(ORIGINAL.name() + " has " + (of.length + 1) + " columns instead of "
                    + (FEATURE_NAMES.size() + 1) + "; delete it and get it again");
        }
        return new Row(new double[] {of[7], of[2], of[3] / of[6], of[4] / of[6], of[5], of[5] / of[6], of[1], of[0]},
                original.target() / DOLLARS);
    }
}
