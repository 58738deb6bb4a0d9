package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * Matrix products with an epilogue, which is applied to each block of the product as soon as the block is done. The
 * product is made in the output itself where it can be: rows without gaps between their elements, and no epilogue that
 * reads what was there before.
 */
final class GemmKernel implements BoundKernel {
    /** Products that many multiplications long keep all workers busy; of smaller ones each worker does whole ones. */
    private static final long LARGE_PRODUCT = 1 << 21;

    /** One matrix operand: the array, and the element the first product starts at. */
    private record Operand(Object array, long offset, long[] batchStrides, long rowStride, long columnStride) {
        Operand(Object array, View view) {
            this(array, view.offset(), batchStrides(view), view.stride(-2), view.stride(-1));
        }

        private static long[] batchStrides(View view) {
            return view.strides().subList(0, view.shape().rank() - 2).stream().mapToLong(Long::longValue).toArray();
        }

        long[] strides() {
            return LongStream.concat(LongStream.of(batchStrides), LongStream.of(rowStride, columnStride)).toArray();
        }

        int offset(int[] batchSizes, int batch) {
            long result = offset;
            int rest = batch;
            for (int axis = batchSizes.length - 1; axis >= 0; axis--) {
                result += rest % batchSizes[axis] * batchStrides[axis];
                rest /= batchSizes[axis];
            }
            return (int) result;
        }
    }

    private final int[] batchSizes;
    private final int batches;
    private final int rows;
    private final Operand left;
    private final Operand right;
    private final Operand product;
    private final boolean sharesBatches;
    /** One for all workers, or one for each if they share the batches. */
    private final List<MatrixProduct> products = new ArrayList<>();
    /** How far the workers' products are apart, if each makes its own before the epilogue. */
    private final int workerDistance;
    private final LoopRun epilogue;
    private final BlockEpilogue[] blockEpilogues;
    private final int[] currentBatch;
    private final double nanoseconds;
    private final List<MemoryAccess> accesses;

    private GemmKernel(Kernel.Gemm kernel, Operand left, Operand right, PlanMemory memory, ProductScratch scratch,
                       List<MemoryAccess> accesses, int workers) {
        this.left = left;
        this.right = right;
        View output = kernel.output();
        Shape shape = output.shape();
        batchSizes = shape.axes(0, shape.rank() - 2).toArray();
        batches = Math.toIntExact(shape.axes(0, shape.rank() - 2).count());
        rows = shape.size(-2);
        int columns = shape.size(-1);
        int depth = kernel.left().shape().size(-1);
        long multiplications = (long) rows * columns * depth;
        sharesBatches = workers > 1 && batches >= workers && multiplications < LARGE_PRODUCT;
        Precision precision = kernel.left().dtype() == DType.FLOAT32 ? Precision.FLOAT : Precision.DOUBLE;
        boolean inPlace = computesInOutput(kernel, memory);
        workerDistance = inPlace || !sharesBatches ? 0 : rows * columns;
        product = inPlace ? new Operand(memory.array(output), output) : temporary(precision, rows, columns, workers);
        ProductShape wanted = shape(precision, rows, columns, depth, left, right, product);
        for (int i = 0; i < (sharesBatches ? workers : 1); i++) {
            products.add(new MatrixProduct(wanted, sharesBatches ? 1 : workers,
                    sharesBatches ? scratch.single(i) : scratch.shared()));
        }
        currentBatch = new int[workers * 32];
        blockEpilogues = new BlockEpilogue[workers];
        epilogue = kernel.isPlain() && inPlace ? null : bindEpilogue(kernel, memory, workers);
        if (epilogue != null) {
            for (int worker = 0; worker < workers; worker++) {
                blockEpilogues[worker] = epilogue(worker);
                epilogue.shift(worker, 0, (long) worker * workerDistance);
            }
        }
        boolean shared = sharesBatches ? batches > 1 : products.getFirst().activeWorkers() > 1;
        nanoseconds = !shared ? 0 : sharesBatches ? batches * (200 + multiplications / 10.0) : Double.POSITIVE_INFINITY;
        this.accesses = List.copyOf(accesses);
    }

    /** {@return the product, behind copies of operands with strides that no product can read} */
    static List<BoundKernel> bind(Kernel.Gemm kernel, PlanMemory memory, ProductScratch scratch, int workers) {
        if (kernel.output().shape().count() == 0) {
            return List.of();
        }
        List<BoundKernel> steps = new ArrayList<>();
        List<MemoryAccess> reads = new ArrayList<>();
        Operand left = readable(kernel.left(), memory, workers, steps, reads);
        Operand right = readable(kernel.right(), memory, workers, steps, reads);
        reads.addAll(ElementwiseKernel.accesses(kernel, memory));
        steps.add(new GemmKernel(kernel, left, right, memory, scratch, reads, workers));
        return steps;
    }

    private static Operand readable(View view, PlanMemory memory, int workers, List<BoundKernel> steps,
            List<MemoryAccess> reads) {
        boolean rowsAdjacent = view.stride(-2) == 1 || view.shape().size(-2) == 1;
        boolean columnsAdjacent = view.stride(-1) == 1 || view.shape().size(-1) == 1;
        boolean forwards = view.stride(-1) >= 0 && view.stride(-2) >= 0;
        if ((rowsAdjacent || columnsAdjacent) && forwards) {
            return new Operand(memory.array(view), view);
        }
        Object copy = new CpuBuffer(view.dtype(), view.shape().count()).array();
        View dense = View.dense(view.place(), view.dtype(), 0, view.shape());
        LoopDomain domain = LoopDomain.of(view.shape().toArray(), List.of(view.strides(), dense.strides()));
        LoopStructure structure = LoopStructures.of(ScalarCode.copy(view.dtype()), List.of(view), List.of(dense),
                domain);
        List<MemoryAccess> copied = Stream.concat(memory.access(view, false).stream(),
                Stream.of(MemoryAccess.whole(copy, true))).toList();
        steps.add(ElementwiseKernel.of(domain, structure, new Object[] {memory.array(view), copy},
                new long[] {view.offset(), 0}, copied, workers));
        reads.add(MemoryAccess.whole(copy, false));
        return new Operand(copy, dense);
    }

    /** Whether the output can hold the product, also before the epilogue has read its other inputs. */
    private static boolean computesInOutput(Kernel.Gemm kernel, PlanMemory memory) {
        View output = kernel.output();
        boolean dense = output.shape().size(-1) == 1 || output.stride(-1) == 1;
        boolean apart = output.shape().size(-2) == 1 || output.stride(-2) >= output.shape().size(-1);
        List<MemoryAccess> written = memory.access(output, true);
        boolean read = kernel.extras().stream().flatMap(view -> memory.access(view, false).stream())
                .anyMatch(access -> written.stream().anyMatch(access::conflictsWith));
        return dense && apart && !read && output.dtype() == kernel.left().dtype();
    }

    /** One product's memory for each worker: those that share batches work on different ones at the same time. */
    private Operand temporary(Precision precision, int rowCount, int columns, int workers) {
        int size = Math.multiplyExact(rowCount, columns);
        return new Operand(precision.newArray(sharesBatches ? Math.multiplyExact(size, workers) : size), 0,
                new long[batchSizes.length], columns, 1);
    }

    /** Gives axes of size one strides that fit the rule that one of two strides is 1. */
    private static ProductShape shape(Precision precision, int rows, int columns, int depth, Operand a, Operand b,
            Operand c) {
        return new ProductShape(precision, rows, columns, depth,
                stride(a.rowStride, rows, a.columnStride, depth), stride(a.columnStride, depth, a.rowStride, rows),
                stride(b.rowStride, depth, b.columnStride, columns),
                        stride(b.columnStride, columns, b.rowStride, depth),
                Math.toIntExact(rows == 1 ? columns : c.rowStride));
    }

    private static int stride(long stride, int size, long otherStride, int otherSize) {
        return Math.toIntExact(size != 1 ? stride : otherStride == 1 ? otherSize : 1);
    }

    static LoopStructure epilogueStructure(Kernel.Gemm kernel) {
        int columns = kernel.output().shape().size(-1);
        List<LoopStructure.Access> inputs = new ArrayList<>();
        inputs.add(new LoopStructure.Access(kernel.left().dtype(), LoopStructure.Walk.UNIT));
        kernel.extras().forEach(view -> inputs.add(LoopStructures.input(view, view.stride(-1), columns)));
        return new LoopStructure(kernel.epilogue(), inputs,
                List.of(LoopStructures.output(kernel.output(), kernel.output().stride(-1), columns)));
    }

    private LoopRun bindEpilogue(Kernel.Gemm kernel, PlanMemory memory, int workers) {
        CompiledLoop compiled = LoopCompiler.compile(epilogueStructure(kernel)).orElseThrow(
                () -> new IllegalArgumentException("an epilogue too long for one method, which accepts() refuses"));
        List<View> views = Stream.concat(kernel.extras().stream(), Stream.of(kernel.output())).toList();
        long[][] strides = new long[views.size() + 1][];
        strides[0] = product.strides();
        for (int i = 0; i < views.size(); i++) {
            strides[i + 1] = views.get(i).strides().stream().mapToLong(Long::longValue).toArray();
        }
        Object[] arrays = Stream.concat(Stream.of(product.array), views.stream().map(memory::array)).toArray();
        long[] offsets = IntStream.rangeClosed(0, views.size())
                .mapToLong(view -> view == 0 ? product.offset : views.get(view - 1).offset()).toArray();
        return new LoopRun(compiled, new LoopDomain(kernel.output().shape().toArray(), strides), arrays, offsets,
                workers);
    }

    private BlockEpilogue epilogue(int worker) {
        return (rowBegin, rowEnd, columnBegin, columnEnd) -> {
            long firstRow = (long) currentBatch[worker * 32] * rows;
            epilogue.run(worker, firstRow + rowBegin, firstRow + rowEnd, columnBegin, columnEnd);
        };
    }

    @Override
    public void run(int worker, int workers) {
        int begin = sharesBatches ? (int) ((long) batches * worker / workers) : 0;
        int end = sharesBatches ? (int) ((long) batches * (worker + 1) / workers) : batches;
        for (int batch = begin; batch < end; batch++) {
            currentBatch[worker * 32] = batch;
            products.get(sharesBatches ? worker : 0).run(sharesBatches ? 0 : worker,
                    left.array, left.offset(batchSizes, batch), right.array, right.offset(batchSizes, batch),
                    product.array, product.offset(batchSizes, batch) + worker * workerDistance, blockEpilogues[worker]);
        }
    }

    @Override
    public double nanoseconds() {
        return nanoseconds;
    }

    @Override
    public List<MemoryAccess> accesses() {
        return accesses;
    }

    @Override
    public List<CompiledLoop> loops() {
        return epilogue == null ? List.of() : List.of(epilogue.compiled());
    }

    @Override
    public void warmUp() {
        products.getFirst().warmUp();
    }
}
