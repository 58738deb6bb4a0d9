package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.garam.data.preprocessing.StandardScaler;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaliforniaHousingTest {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");
    private static final double[] FIRST = {8.3252, 41, 6.984126984126984, 1.0238095238095237, 322, 2.5555555555555554,
        37.88, -122.23};

    @TempDir
    private Path folder;

    @Test
    void loadsTheRealFile() throws IOException {
        var home = TestFiles.dataHome("california");
        Assumptions.assumeTrue(home.isPresent(), "set GARAM_DATA to a folder that holds california/");
        var housing = CaliforniaHousing.load(new DataLocations(Optional.empty(), home, folder, false,
                DownloadListener.SILENT));
        assertEquals("California housing: 20640 samples of MedInc, HouseAge, AveRooms, AveBedrms, Population, AveOccup,"
                + " Latitude, Longitude to predict MedHouseVal", housing.toString());
        assertEquals("files in " + home.get().resolve("california"), housing.source());
        assertArrayEquals(FIRST, housing.x()[0]);
        assertEquals(4.526, housing.y()[0]);
        var stats = new ObjectMapper().readTree(home.get().resolve("california/stats.json").toFile());
        var scaler = new StandardScaler().fit(housing.x());
        for (var column = 0; column < 8; column++) {
            assertEquals(stats.get("mean").get(column).asDouble(), scaler.mean()[column], 1e-12
                    * Math.abs(scaler.mean()[column]));
            assertEquals(stats.get("std").get(column).asDouble(), scaler.scale()[column], 1e-11
                    * scaler.scale()[column]);
        }
        assertEquals(stats.get("mean").get(8).asDouble(), Arrays.stream(housing.y()).average().getAsDouble(), 1e-12);
    }

    @Test
    void computesTheColumnsFromTheOriginalFile() throws IOException {
        Files.writeString(folder.resolve("cal_housing.data"), "-122.230000,37.880000,41.000000,880.000000,129.000000,"
                + "322.000000,126.000000,8.325200,452600.000000\n");
        var housing = CaliforniaHousing.load(given(), NOWHERE);
        assertArrayEquals(FIRST, housing.x()[0]);
        assertArrayEquals(new double[] {4.526}, housing.y());
        assertEquals("files in " + folder, housing.source());
    }

    @Test
    void takesTheColumnsOfATableByName() throws IOException {
        Files.writeString(folder.resolve("california_housing.csv"), "MedHouseVal,Longitude,Latitude,AveOccup,Population,"
                + "AveBedrms,AveRooms,HouseAge,MedInc\n9,8,7,6,5,4,3,2,1\n");
        var housing = CaliforniaHousing.load(given(), NOWHERE);
        assertArrayEquals(new double[][] {{1, 2, 3, 4, 5, 6, 7, 8}}, housing.x());
        assertArrayEquals(new double[] {9}, housing.y());
    }

    private DataLocations given() {
        return locations().withDirectory(folder);
    }

    private DataLocations locations() {
        return new DataLocations(Optional.empty(), Optional.empty(), folder.resolve("cache"), true,
                DownloadListener.SILENT);
    }

    @Test
    void acceptsOnlyTheKnownFilesFromTheCache() throws IOException {
        Files.createDirectories(folder.resolve("cache/california"));
        for (var name : new String[] {"cal_housing.data", "california_housing.csv"}) {
            Files.writeString(folder.resolve("cache/california/" + name), "1,2,3,4,5,6,7,8,9\n");
            var message = assertThrows(InvalidDataException.class, () -> CaliforniaHousing.load(locations(), NOWHERE))
                    .getMessage();
            assertTrue(message.contains(name + " holds 18 bytes uncompressed instead of ")
                    && message.contains("delete it and download it again"), message);
        }
    }

    @Test
    void reportsWhyItCannotBeHad() {
        var message = assertThrows(DataUnavailableException.class, () -> CaliforniaHousing.load(locations(), NOWHERE))
                .getMessage();
        assertTrue(message.contains("California housing cannot be had")
                && message.contains("download failed: http://127.0.0.1:1/cal_housing.data")
                && message.contains("The file california_housing.csv with the columns MedInc,"), message);
    }

    @Test
    void saysWhatIsWrongWithAGivenFile() throws IOException {
        Files.writeString(folder.resolve("cal_housing.data"), "1,2,3\n");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> CaliforniaHousing.load(given(), NOWHERE))
                .getMessage().contains("has no column \"8\""));
        Files.writeString(folder.resolve("cal_housing.data"), "1,2,3,4,5,6,7,8,9,10\n");
        assertTrue(assertThrows(InvalidDataException.class, () -> CaliforniaHousing.load(given(), NOWHERE))
                .getMessage().contains("has 10 columns instead of 9"));
    }
}
