package org.garam.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.garam.op.ReduceFunction;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * A tile of the product for a work-group: both operands pass through local memory, the sums stay in registers.
 *
 * <p>While a group computes with what is in local memory, its items already load what comes next into registers. Loads
 * beyond an edge yield zeros. All loops that contain a barrier run equally often in all items.
 */
final class GemmTiledTemplate {
    /** Neighbouring rows or columns an item has, so that it reads local memory in long words. */
    private static final int RUN = 4;
    /** Added to the rows in local memory: keeps them aligned and spreads transposed stores over the memory banks. */
    private static final int PADDING = 4;
    private static final int ITEMS_OF_A_SUM = 256;

    private final GemmProduct product;
    private final GemmTile.Tiled tile;
    private final FunctionWriter out = new FunctionWriter();
    private final DType dtype;
    private final String register;

    private GemmTiledTemplate(GemmProduct product, GemmTile.Tiled tile) {
        this.product = product;
        this.tile = tile;
        dtype = product.dtype();
        register = CTypes.inRegister(dtype);
    }

    /** {@return how much local memory a group needs} */
    static long localBytes(GemmTile.Tiled tile, DType dtype) {
        return (long) tile.depth() * (tile.rows() + tile.columns() + 2 * PADDING) * dtype.bytes();
    }

    static List<Launch> render(Kernel.Gemm kernel, DeviceTraits traits, GemmTile.Tiled tile) {
        GemmProduct product = GemmProduct.of(kernel);
        List<Launch> launches = new ArrayList<>();
        launches.add(new GemmTiledTemplate(product, tile).render());
        if (tile.slices() > 1) {
            launches.add(sumSlices(product, tile, traits.groupSize(ITEMS_OF_A_SUM)));
        }
        return launches;
    }

    private Launch render() {
        GemmProduct.Operand left = product.left();
        GemmProduct.Operand right = product.right();
        Loader loadLeft = new Loader("left", left, tile.rows(), "row");
        Loader loadRight = new Loader("right", right, tile.columns(), "column");
        boolean isSliced = tile.slices() > 1;
        String partial = isSliced ? out.workspace(dtype, 0, partials(product, tile), "partial") : "";
        GemmEpilogue epilogue = isSliced ? null : new GemmEpilogue(out, product.kernel());
        int rowTiles = Math.ceilDiv(left.size(), tile.rows());
        int columnTiles = Math.ceilDiv(right.size(), tile.columns());
        long groups = product.batch().count() * tile.slices() * rowTiles * columnTiles;
        out.counts(groups);
        String type = out.indexType();

        out.line("LOCAL_ARRAY(" + register + ", left_tile, " + tile.depth() * loadLeft.pitch() + ");");
        out.line("LOCAL_ARRAY(" + register + ", right_tile, " + tile.depth() * loadRight.pitch() + ");");
        out.line("const i32 item = LOCAL_Y * " + tile.width() + " + LOCAL_X;");
        long across = (long) columnTiles * rowTiles;
        out.line("const " + type + " first_column = "
                + GemmText.times(GemmText.position("GROUP_ID", 1, columnTiles), tile.columns()) + ";");
        out.line("const " + type + " first_row = "
                + GemmText.times(GemmText.position("GROUP_ID", columnTiles, rowTiles), tile.rows()) + ";");
        if (isSliced) {
            out.line("const " + type + " slice = " + GemmText.position("GROUP_ID", across, tile.slices()) + ";");
        }
        product.declareBatch(out, "GROUP_ID", across * tile.slices(), type);
        Coordinates inBatch = Coordinates.of(out, product.batch(), "batch", "batch", type);
        int chunk = Math.ceilDiv(Math.ceilDiv(product.depth(), tile.slices()), tile.depth()) * tile.depth();
        out.line("const " + type + " end = " + (isSliced
                ? GemmText.atMost("slice * " + chunk + " + " + chunk, product.depth()) : product.depth()) + ";");
        loadLeft.declare(inBatch, type);
        loadRight.declare(inBatch, type);
        out.line(register + " sum[" + tile.itemRows() * tile.itemColumns() + "];");
        unrolled("n", tile.itemRows() * tile.itemColumns());
        out.line("sum[n] = 0;");
        out.close();

        out.line(type + " term = " + (isSliced ? "slice * " + chunk : "0") + ";");
        loadLeft.fetch("term", type);
        loadRight.fetch("term", type);
        out.open("for (; term < end; term += " + tile.depth() + ")");
        loadLeft.put();
        loadRight.put();
        out.line("BARRIER;");
        loadLeft.fetch("term + " + tile.depth(), type);
        loadRight.fetch("term + " + tile.depth(), type);
        multiply(loadLeft, loadRight);
        out.line("BARRIER;");
        out.close();
        if (isSliced) {
            store(type, inBatch, at -> out.line(partial + "[slice * " + product.kernel().output().shape().count() + " + "
                    + at.index(dense(product)) + "] = sum[i * " + tile.itemColumns() + " + j];"));
        } else {
            store(type, inBatch, at -> out.line(epilogue.target(at) + " = "
                    + epilogue.compute("sum[i * " + tile.itemColumns() + " + j]", at) + ";"));
        }
        String name = isSliced ? "gemm_partial" : Names.of("gemm_tiled", product.kernel().epilogue());
        return out.finish(name, product.kernel(), tile.width(), tile.height(), groups);
    }

    private void multiply(Loader loadLeft, Loader loadRight) {
        out.open("for (i32 p = 0; p < " + tile.depth() + "; ++p)");
        out.line(register + " x[" + tile.itemRows() + "];");
        out.line(register + " y[" + tile.itemColumns() + "];");
        unrolled("i", tile.itemRows());
        out.line("x[i] = left_tile[p * " + loadLeft.pitch() + " + "
                + inTile("i", tile.itemRows(), tile.height(), "LOCAL_Y") + "];");
        out.close();
        unrolled("j", tile.itemColumns());
        out.line("y[j] = right_tile[p * " + loadRight.pitch() + " + "
                + inTile("j", tile.itemColumns(), tile.width(), "LOCAL_X") + "];");
        out.close();
        unrolled("i", tile.itemRows());
        unrolled("j", tile.itemColumns());
        String sum = "sum[i * " + tile.itemColumns() + " + j]";
        out.line(sum + " = " + product.multiplyAdd("x[i]", "y[j]", sum) + ";");
        out.close();
        out.close();
        out.close();
    }

    private void store(String type, Coordinates inBatch, Consumer<Coordinates> body) {
        unrolled("i", tile.itemRows());
        out.line("const " + type + " row = first_row + " + inTile("i", tile.itemRows(), tile.height(), "LOCAL_Y") + ";");
        unrolled("j", tile.itemColumns());
        out.line("const " + type + " column = first_column + " + inTile("j", tile.itemColumns(), tile.width(), "LOCAL_X") + ";");
        out.open("if (row < " + product.left().size() + " && column < " + product.right().size() + ")");
        body.accept(product.at(inBatch, "row", "column"));
        out.close();
        out.close();
        out.close();
    }

    /** Where in the tile an item's row (or column) {@code number} is. */
    private static String inTile(String number, int perItem, int items, String item) {
        int run = Math.min(RUN, perItem);
        return run == perItem ? item + " * " + run + " + " + number
                : number + " / " + run + " * " + items * run + " + " + item + " * " + run + " + " + number + " % " + run;
    }

    private void unrolled(String counter, int count) {
        out.line("#pragma unroll");
        out.open("for (i32 " + counter + " = 0; " + counter + " < " + count + "; ++" + counter + ")");
    }

    private static long partials(GemmProduct product, GemmTile.Tiled tile) {
        return tile.slices() * product.kernel().output().shape().count();
    }

    private static View dense(GemmProduct product) {
        View output = product.kernel().output();
        return View.dense(output.place(), product.dtype(), 0, output.shape());
    }

    /** Adds the slices' parts in order, so that the result is always the same. */
    private static Launch sumSlices(GemmProduct product, GemmTile.Tiled tile, int groupSize) {
        FunctionWriter out = new FunctionWriter();
        String register = CTypes.inRegister(product.dtype());
        String partial = out.workspace(product.dtype(), 0, partials(product, tile), "partial");
        GemmEpilogue epilogue = new GemmEpilogue(out, product.kernel());
        Shape shape = product.kernel().output().shape();
        out.counts(shape.count() + groupSize);
        String type = out.indexType();
        out.line("const " + type + " item = (" + type + ") GROUP_ID * " + groupSize + " + LOCAL_X;");
        out.open("if (item < " + shape.count() + ")");
        out.line(register + " sum = " + partial + "[item];");
        out.open("for (" + type + " slice = 1; slice < " + tile.slices() + "; ++slice)");
        out.line("sum = " + ScalarToC.combine(ReduceFunction.SUM, product.dtype(), "sum",
                partial + "[slice * " + shape.count() + " + item]") + ";");
        out.close();
        Coordinates at = Coordinates.of(out, shape, "item", "at", type);
        out.line(epilogue.target(at) + " = " + epilogue.compute("sum", at) + ";");
        out.close();
        return out.finish(Names.of("gemm_sum", product.kernel().epilogue()), product.kernel(), groupSize, 1,
                Math.ceilDiv(shape.count(), groupSize));
    }

    /** How the items of a group load a tile of an operand: neighbouring items along what is contiguous. */
    private final class Loader {
        private final String name;
        private final String axis;
        private final GemmProduct.Operand operand;
        private final int size;
        private final int loads;
        private final String pointer;

        Loader(String name, GemmProduct.Operand operand, int size, String axis) {
            this.name = name;
            this.axis = axis;
            this.operand = operand;
            this.size = size;
            loads = size * tile.depth() / (tile.width() * tile.height());
            pointer = out.input(operand.view(), name);
        }

        int pitch() {
            return size + PADDING;
        }

        void declare(Coordinates inBatch, String type) {
            out.line("const " + type + " " + name + "_begin = " + product.begin(inBatch, operand) + ";");
            out.line(register + " " + name + "_next[" + loads + "];");
        }

        void fetch(String from, String type) {
            unrolled("n", loads);
            out.line("const " + type + " at = first_" + axis + " + " + across() + ";");
            out.line("const " + type + " at_term = " + from + " + " + along() + ";");
            String inside = operand.size() % size == 0 ? "" : "at < " + operand.size() + " && ";
            out.line(name + "_next[n] = " + inside + "at_term < end ? " + operand.load(pointer, index()) + " : 0;");
            out.close();
        }

        private String index() {
            return GemmText.sum(name + "_begin", GemmText.sum(GemmText.times("at", operand.stride()),
                    GemmText.times("at_term", operand.depthStride())));
        }

        void put() {
            unrolled("n", loads);
            out.line(name + "_tile[(" + along() + ") * " + pitch() + " + " + across() + "] = " + name + "_next[n];");
            out.close();
        }

        private String across() {
            return operand.isContiguousAlongDepth() ? number() + " / " + tile.depth() : number() + " % " + size;
        }

        private String along() {
            return operand.isContiguousAlongDepth() ? number() + " % " + tile.depth() : number() + " / " + size;
        }

        private String number() {
            return "(item + n * " + tile.width() * tile.height() + ")";
        }
    }
}
