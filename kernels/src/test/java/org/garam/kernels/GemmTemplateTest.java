package org.garam.kernels;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.garam.op.BinaryFunction;
import org.garam.op.Precision;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Which tiles are chosen, their limits and their text; that the numbers are right the conformance suite says.
 * {@code -Dgaram.update=true} writes what is rendered now to the files, for a person to look at before committing it.
 */
class GemmTemplateTest {
    private static final DeviceTraits THREADS = new DeviceTraits(Dialect.OPENCL_C, false, 2, 4096, 1 << 20, 64);
    private static final DeviceTraits NARROW_THREADS = new DeviceTraits(Dialect.OPENCL_C, false, 8, 1024, 1 << 15, 16);
    private static final DeviceTraits LARGE = new DeviceTraits(Dialect.CUDA_C, true, 132, 1024, 48 << 10, 4);
    private static final DeviceTraits SMALL = new DeviceTraits(Dialect.OPENCL_C, true, 2, 16, 4 << 10, 4);
    private static final DeviceTraits WITHOUT_LOCAL_MEMORY = new DeviceTraits(Dialect.OPENCL_C, true, 2, 16, 0, 4);
    private static final List<DeviceTraits> DEVICES = List.of(THREADS, NARROW_THREADS, LARGE, SMALL, WITHOUT_LOCAL_MEMORY);

    @TestFactory
    List<DynamicTest> candidatesStayWithinTheLimitsOfTheDevice() {
        return DEVICES.stream().flatMap(device -> products().stream().map(product -> DynamicTest.dynamicTest(
                product + " on " + device, () -> {
                    List<GemmTile> candidates = GemmTile.candidates(device, product);
                    assertFalse(candidates.isEmpty());
                    assertTrue(candidates.size() <= 6, candidates::toString);
                    assertEquals(candidates.getFirst(), GemmTile.preferred(device, product));
                    assertEquals(candidates.size(), candidates.stream().distinct().count(), candidates::toString);
                    candidates.forEach(tile -> checkLimits(device, product, tile));
                }))).toList();
    }

    private static void checkLimits(DeviceTraits device, Kernel.Gemm product, GemmTile tile) {
        GemmTemplate.render(product, device, tile).forEach(launch -> {
            assertTrue(launch.groups() > 0, tile::toString);
            assertTrue(launch.function().groupSize() <= device.maxGroupSize(), tile::toString);
        });
        switch (tile) {
            case GemmTile.Direct direct -> {
                assertTrue(direct.lanes() * product.left().dtype().bytes() <= Math.max(8, device.vectorBytes()), tile::toString);
                assertTrue(direct.lanes() == 1 || device.dialect() == Dialect.OPENCL_C, tile::toString);
            }
            case GemmTile.Tiled tiled -> assertTrue(
                    GemmTiledTemplate.localBytes(tiled, product.left().dtype()) <= device.localBytes(), tile::toString);
        }
    }

    private static List<Kernel.Gemm> products() {
        return List.of(product(512, 512, 512, false, false), product(32, 784, 300, false, false),
                product(784, 32, 300, true, false), product(32, 100, 300, false, true), product(7, 5, 3, true, true),
                product(1, 2000, 1, false, false),
                product(3, 0, 4, false, false), product(1, 1, 1, false, false), product(4096, 4096, 4096, false, false));
    }

    @Test
    void vectorsRunAlongWhatIsContiguous() {
        assertAll(
                () -> assertEquals("direct 8x48 in vectors of 16 columns",
                        GemmTile.preferred(THREADS, product(32, 784, 300, false, false)).toString()),
                () -> assertTrue(GemmTile.preferred(THREADS, product(32, 100, 300, false, true)).toString()
                        .endsWith("in vectors of 16 terms")),
                () -> assertTrue(GemmTile.preferred(THREADS, product(2000, 2000, 1, false, false)).toString()
                        .endsWith("in vectors of 16 terms")),
                () -> assertTrue(GemmTile.preferred(THREADS, product(512, 512, 512, true, true)).toString()
                        .endsWith("in vectors of 16 columns, right packed")));
    }

    @Test
    void largeProductsArePackedFirst() {
        Kernel.Gemm product = product(1024, 1024, 1024, false, false);
        List<Launch> launches = GemmTemplate.render(product, THREADS, GemmTile.preferred(THREADS, product));
        assertEquals(2, launches.size());
        assertTrue(launches.getFirst().function().name().startsWith("gemm_pack_"));
        assertTrue(new RenderedPlan(launches).workspace().get(DType.FLOAT32) >= 1024 * 1024);
    }

    @Test
    void longSumsOfFewElementsAreSliced() {
        Kernel.Gemm product = product(32, 4096, 32, false, false);
        GemmTile.Tiled tile = (GemmTile.Tiled) GemmTile.preferred(LARGE, product);
        assertTrue(tile.slices() > 1, tile::toString);
        List<Launch> launches = GemmTemplate.render(product, LARGE, tile);
        assertEquals(2, launches.size());
        assertEquals(tile.slices() * 32L * 32, new RenderedPlan(launches).workspace().get(DType.FLOAT32));
    }

    @Test
    void noElementsNeedNoLaunch() {
        Kernel.Gemm product = product(0, 3, 4, false, false);
        assertEquals(List.of(), GemmTemplate.render(product, SMALL, new GemmTile.Tiled(4, 4, 4, 4, 16, 1)));
    }

    @Test
    void textOfColumnVectors() throws IOException {
        check("gemm_direct_columns.cl", new GemmTile.Direct(2, 7, 4, GemmTile.Direct.Axis.COLUMNS, false, 1), THREADS);
    }

    @Test
    void textOfDepthVectors() throws IOException {
        check("gemm_direct_depth.cl", new GemmTile.Direct(2, 1, 4, GemmTile.Direct.Axis.DEPTH, false, 1), THREADS);
    }

    @Test
    void textOfPacking() throws IOException {
        check("gemm_packed.cl", new GemmTile.Direct(3, 4, 4, GemmTile.Direct.Axis.COLUMNS, true, 1), THREADS);
    }

    @Test
    void textOfSlicedTiles() throws IOException {
        check("gemm_tiled.cl", new GemmTile.Tiled(2, 2, 2, 2, 8, 2), SMALL);
    }

    private static void check(String resource, GemmTile tile, DeviceTraits device) throws IOException {
        boolean isAlongDepth = tile instanceof GemmTile.Direct direct && direct.axis() == GemmTile.Direct.Axis.DEPTH;
        Kernel.Gemm product = withBias(product(5, 6, 7, false, isAlongDepth));
        String text = GemmTemplate.render(product, device, tile).stream().map(launch -> launch.function().text())
                .collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("garam.update")) {
            Files.writeString(Path.of("src/test/resources/org/garam/kernels", resource), text);
        }
        try (InputStream in = GemmTemplateTest.class.getResourceAsStream(resource)) {
            assertEquals(in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8), text);
        }
    }

    private static Kernel.Gemm product(int rows, int depth, int columns, boolean isLeftTransposed, boolean isRightTransposed) {
        return new Kernel.Gemm(matrix(0, rows, depth, isLeftTransposed), matrix(1, depth, columns, isRightTransposed),
                Precision.FULL, List.of(),
                ScalarCode.copy(DType.FLOAT32), matrix(2, rows, columns, false));
    }

    private static View matrix(int argument, int rows, int columns, boolean isTransposed) {
        View stored = View.dense(new Place.Argument(argument), DType.FLOAT32, 0,
                isTransposed ? Shape.of(columns, rows) : Shape.of(rows, columns));
        return isTransposed ? stored.transpose(List.of(1, 0)) : stored;
    }

    private static Kernel.Gemm withBias(Kernel.Gemm product) {
        View bias = View.dense(new Place.Argument(3), DType.FLOAT32, 0, Shape.of(product.right().shape().size(-1)));
        ScalarCode sum = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32), new Instruction.Load(1, DType.FLOAT32),
                new Instruction.Binary(BinaryFunction.ADD, 0, 1, DType.FLOAT32)), List.of(2));
        return new Kernel.Gemm(product.left(), product.right(), Precision.FULL,
                List.of(bias.broadcast(product.output().shape())), sum,
                product.output());
    }
}
