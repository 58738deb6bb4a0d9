package org.garam.kernels;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * A tile of the product in the registers of one work-item.
 *
 * <p>Where tiles do not divide the product, the last one begins earlier instead of being smaller: what two tiles compute
 * only one stores. So no load is conditional, and none is out of bounds.
 */
final class GemmDirectTemplate {
    private final GemmProduct product;
    private final GemmTile.Direct tile;
    private final FunctionWriter out = new FunctionWriter();
    private final DType dtype;
    private final GemmProduct.Operand leftOperand;
    private final GemmProduct.Operand rightOperand;
    private final int rowTiles;
    private final int columnTiles;

    private GemmDirectTemplate(GemmProduct product, GemmTile.Direct tile) {
        this.product = product;
        this.tile = tile;
        dtype = product.dtype();
        leftOperand = product.left();
        rightOperand = product.right();
        rowTiles = Math.ceilDiv(leftOperand.size(), tile.rows());
        columnTiles = Math.ceilDiv(rightOperand.size(), tile.columns());
    }

    static List<Launch> render(Kernel.Gemm kernel, GemmTile.Direct tile) {
        GemmProduct product = GemmProduct.forVectors(kernel);
        List<Launch> launches = new ArrayList<>();
        if (tile.isPacked()) {
            launches.add(GemmPacking.render(product, tile.columns()));
        }
        launches.add(new GemmDirectTemplate(product, tile).render());
        return launches;
    }

    private Launch render() {
        String left = out.input(leftOperand.view(), "left");
        String right = tile.isPacked()
                ? out.workspace(dtype, 0, GemmPacking.size(product, tile.columns()), "right")
                : out.input(rightOperand.view(), "right");
        GemmEpilogue epilogue = new GemmEpilogue(out, product.kernel());
        long tiles = product.batch().count() * rowTiles * columnTiles;
        out.counts(tiles + tile.groupSize());
        String type = out.indexType();
        boolean isShared = tile.groupSize() > 1;
        if (isShared) {
            out.line("const " + type + " tile = (" + type + ") GROUP_ID * " + tile.groupSize() + " + LOCAL_X;");
            out.open("if (tile < " + tiles + ")");
        } else {
            out.line("const " + type + " tile = GROUP_ID;");
        }
        Coordinates inBatch = locate(type);
        out.line("const " + type + " left_begin = "
                + GemmText.sum(product.begin(inBatch, leftOperand), GemmText.times("row", leftOperand.stride())) + ";");
        out.line("const " + type + " right_begin = " + (tile.isPacked()
                ? GemmPacking.begin(product, tile.columns(), "batch", "column_tile")
                : GemmText.sum(product.begin(inBatch, rightOperand), GemmText.times("column", rightOperand.stride()))) + ";");
        if (tile.axis() == GemmTile.Direct.Axis.COLUMNS) {
            sumColumns(left, right, type);
        } else {
            sumDepth(left, right, type);
        }
        finish(epilogue, inBatch, type);
        if (isShared) {
            out.close();
        }
        return out.finish(Names.of("gemm_direct", product.kernel().epilogue()), product.kernel(), tile.groupSize(), 1,
                Math.ceilDiv(tiles, tile.groupSize()));
    }

    /**
     * Declares the first row and column of the tile. Neighbouring groups share what is larger in the cache: rows if they
     * walk along a row of tiles, a packed strip of columns if they walk along a column of tiles.
     */
    private Coordinates locate(String type) {
        String inner = tile.isPacked() ? "row_tile" : "column_tile";
        String outer = tile.isPacked() ? "column_tile" : "row_tile";
        int inners = tile.isPacked() ? rowTiles : columnTiles;
        int outers = tile.isPacked() ? columnTiles : rowTiles;
        out.line("const " + type + " " + inner + " = " + GemmText.position("tile", 1, inners) + ";");
        out.line("const " + type + " " + outer + " = " + GemmText.position("tile", inners, outers) + ";");
        product.declareBatch(out, "tile", (long) inners * outers, type);
        declareFirst("row", tile.rows(), leftOperand.size(), type);
        declareFirst("column", tile.columns(), rightOperand.size(), type);
        return Coordinates.of(out, product.batch(), "batch", "batch", type);
    }

    private void declareFirst(String axis, int step, int size, String type) {
        String first = GemmText.times(axis + "_tile", step);
        out.line("const " + type + " " + axis + " = " + (size % step == 0 ? first : GemmText.atMost(first, size - step)) + ";");
    }

    private void sumColumns(String left, String right, String type) {
        int vectors = Math.ceilDiv(tile.columns(), tile.lanes());
        declareSums(vectors);
        out.open("for (" + type + " term = 0; term < " + product.depth() + "; ++term)");
        declarePositions("term", leftOperand.depthStride(), tile.isPacked() ? tile.columns() : rightOperand.depthStride(), type);
        for (int j = 0; j < vectors; j++) {
            out.line("const " + vector() + " y" + j + " = " + columns(right, vectorBegin(j)) + ";");
        }
        for (int i = 0; i < tile.rows(); i++) {
            String element = leftOperand.load(left, GemmText.plus("left_at", i * leftOperand.stride()));
            out.line("const " + vector() + " x" + i + " = " + splat(element) + ";");
            for (int j = 0; j < vectors; j++) {
                addProduct(i, j);
            }
        }
        out.close();
    }

    /**
     * Multiplied anew for each term: of two variables that are counted up LLVM makes one vector, and takes it apart again
     * for every load.
     */
    private void declarePositions(String term, long leftStep, long rightStep, String type) {
        out.line("const " + type + " left_at = left_begin + " + GemmText.times(term, leftStep) + ";");
        out.line("const " + type + " right_at = right_begin + " + GemmText.times(term, rightStep) + ";");
    }

    /** The last vector of a tile whose columns the lanes do not divide begins earlier, too. */
    private int vectorBegin(int vector) {
        return Math.min(vector * tile.lanes(), tile.columns() - tile.lanes());
    }

    private String columns(String right, int begin) {
        long stride = tile.isPacked() ? 1 : rightOperand.stride();
        if (tile.lanes() > 1 && (tile.isPacked() || rightOperand.isContiguous())) {
            return vectorAt(right, GemmText.plus("right_at", begin));
        }
        return splat(IntStream.range(begin, begin + tile.lanes())
                .mapToObj(column -> rightOperand.load(right, GemmText.plus("right_at", column * stride)))
                .collect(Collectors.joining(", ")));
    }

    /** Sums of vectors along the terms, whose lanes are added at the end. */
    private void sumDepth(String left, String right, String type) {
        declareSums(tile.columns());
        out.open("for (" + type + " term = 0; term < " + product.depth() / tile.lanes() + "; ++term)");
        declarePositions("term", tile.lanes(), tile.lanes(), type);
        addTerms(left, right, "%s");
        out.close();
        int rest = product.depth() % tile.lanes();
        if (rest > 0) {
            // The last terms are loaded again with those before them, which are zeroed in both operands: 0 * NaN is NaN.
            String maskType = (dtype == DType.FLOAT64 ? "long" : "int") + tile.lanes();
            List<String> mask = new ArrayList<>(Collections.nCopies(tile.lanes() - rest, "0"));
            mask.addAll(Collections.nCopies(rest, "-1"));
            out.line("const " + maskType + " is_new = (" + maskType + ") (" + String.join(", ", mask) + ");");
            out.open("");
            declarePositions(String.valueOf(product.depth() - tile.lanes()), 1, 1, type);
            addTerms(left, right, "select((" + vector() + ") (0), %s, is_new)");
            out.close();
        }
    }

    private void addTerms(String left, String right, String format) {
        for (int j = 0; j < tile.columns(); j++) {
            out.line("const " + vector() + " y" + j + " = "
                    + format.formatted(vectorAt(right, GemmText.plus("right_at", j * rightOperand.stride()))) + ";");
        }
        for (int i = 0; i < tile.rows(); i++) {
            out.line("const " + vector() + " x" + i + " = "
                    + format.formatted(vectorAt(left, GemmText.plus("left_at", i * leftOperand.stride()))) + ";");
            for (int j = 0; j < tile.columns(); j++) {
                addProduct(i, j);
            }
        }
    }

    private void declareSums(int width) {
        eachSum(width, (i, j) -> out.line(vector() + " " + sumName(i, j) + " = 0;"));
    }

    private void addProduct(int i, int j) {
        out.line(sumName(i, j) + " = " + product.multiplyAdd("x" + i, "y" + j, sumName(i, j)) + ";");
    }

    private void finish(GemmEpilogue epilogue, Coordinates inBatch, String type) {
        View output = product.kernel().output();
        boolean isWhole = leftOperand.size() % tile.rows() == 0 && rightOperand.size() % tile.columns() == 0;
        boolean isAlongColumns = tile.axis() == GemmTile.Direct.Axis.COLUMNS;
        if (product.kernel().isPlain() && isWhole && isAlongColumns && tile.lanes() > 1 && product.columnStride(output) == 1) {
            long rowStride = output.stride(product.isTransposed() ? -1 : -2);
            String address = epilogue.address(product.at(inBatch, "row", "column"));
            eachSum(Math.ceilDiv(tile.columns(), tile.lanes()), (i, j) -> out.line("vstore" + tile.lanes() + "("
                    + sumName(i, j) + ", 0, " + GemmText.plus(address, i * rowStride + vectorBegin(j)) + ");"));
            return;
        }
        int count = tile.rows() * tile.columns();
        out.line(CTypes.inRegister(dtype) + " product[" + count + "];");
        if (isAlongColumns) {
            eachSum(Math.ceilDiv(tile.columns(), tile.lanes()),
                    (i, j) -> spill(sumName(i, j), i * tile.columns() + vectorBegin(j)));
        } else {
            eachSum(tile.columns(), this::addLanes);
        }
        storeRows(epilogue, inBatch, type);
    }

    private void spill(String vector, int at) {
        out.line(tile.lanes() == 1 ? "product[" + at + "] = " + vector + ";"
                : "vstore" + tile.lanes() + "(" + vector + ", 0, " + GemmText.plus("product", at) + ");");
    }

    /** Computed for a whole row before any is stored, or the compiler has to assume that a store changes the next load. */
    private void storeRows(GemmEpilogue epilogue, Coordinates inBatch, String type) {
        Coordinates at = product.at(inBatch, "at_row", "at_column");
        out.open("for (i32 i = " + begin("row", tile.rows(), leftOperand.size()) + "; i < " + tile.rows() + "; ++i)");
        out.line("const " + type + " at_row = row + i;");
        String columnLoop = "for (i32 j = " + begin("column", tile.columns(), rightOperand.size()) + "; j < "
                + tile.columns() + "; ++j)";
        String result = "product[" + GemmText.times("i", tile.columns()) + " + j]";
        if (!product.kernel().isPlain()) {
            out.line(CTypes.inMemory(product.kernel().output().dtype()) + " results[" + tile.columns() + "];");
            out.open(columnLoop);
            out.line("const " + type + " at_column = column + j;");
            out.line("results[j] = " + epilogue.compute(result, at) + ";");
            out.close();
            result = "results[j]";
        }
        out.open(columnLoop);
        out.line("const " + type + " at_column = column + j;");
        out.line(epilogue.target(at) + " = " + result + ";");
        out.close();
        out.close();
    }

    /** The first position of a tile that no tile before it stores. */
    private static String begin(String axis, int step, int size) {
        return size % step == 0 ? "0" : "(i32) (" + axis + "_tile * " + step + " - " + axis + ")";
    }

    /** Adds halves until one number is left. */
    private void addLanes(int i, int j) {
        String sum = sumName(i, j);
        for (int lanes = tile.lanes() / 2; lanes > 1; lanes /= 2) {
            String half = sumName(i, j) + "_of" + lanes;
            out.line("const " + vector(lanes) + " " + half + " = " + sum + ".lo + " + sum + ".hi;");
            sum = half;
        }
        out.line("product[" + (i * tile.columns() + j) + "] = " + sum + ".lo + " + sum + ".hi;");
    }

    private void eachSum(int width, BiConsumer<Integer, Integer> body) {
        for (int i = 0; i < tile.rows(); i++) {
            for (int j = 0; j < width; j++) {
                body.accept(i, j);
            }
        }
    }

    private static String sumName(int i, int j) {
        return "sum" + i + "_" + j;
    }

    /** The type of a vector, in OpenCL C; CUDA C has no such vectors and is given scalars. */
    private String vector() {
        return vector(tile.lanes());
    }

    private String vector(int lanes) {
        return lanes == 1 ? CTypes.inRegister(dtype) : (dtype == DType.FLOAT64 ? "double" : "float") + lanes;
    }

    private String vectorAt(String pointer, String index) {
        return "vload" + tile.lanes() + "(0, " + pointer + " + " + index + ")";
    }

    private String splat(String elements) {
        return tile.lanes() == 1 ? elements : "(" + vector() + ") (" + elements + ")";
    }
}
