package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.Optional;
import org.garam.spi.DeviceException;

/** A product with its epilogue and its algorithm, for any addresses of the alignment it was planned for. */
public final class BlasLtProduct {
    private static final System.Logger LOGGER = System.getLogger(BlasLtProduct.class.getName());
    private static final Cleaner CLEANER = Cleaner.create();

    private static final int TRANSPOSE_A = 3;
    private static final int TRANSPOSE_B = 4;
    private static final int EPILOGUE = 7;
    private static final int VECTOR_ADDRESS = 8;
    private static final int MATRIX_ADDRESS = 11;
    private static final int MATRIX_LEADING = 12;
    private static final int VECTOR_TYPE = 26;
    private static final int LAYOUT_BATCH = 5;
    private static final int LAYOUT_BATCH_STRIDE = 6;
    private static final int MOST_WORKSPACE_BYTES = 1;
    private static final int REDUCTION_SCHEMES = 3;
    private static final int ALIGNMENT_A = 5;
    /** Sums that are divided are added in the precision they are computed in, in a fixed order. */
    private static final int REDUCE_IN_COMPUTE_TYPE = 2;
    /** {@code cublasLtMatmulHeuristicResult_t} begins with the algorithm. */
    private static final long RESULT_BYTES = 96;
    private static final long ALGORITHM_BYTES = 64;
    private static final long STATE_OFFSET = 72;

    private final BlasLt library;
    private final MatrixProduct product;
    private final BlasLt.Epilogue epilogue;
    private final Objects objects;
    private final MemorySegment algorithm = Arena.ofAuto().allocate(ALGORITHM_BYTES, Long.BYTES);
    private final MemorySegment address = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

    /** What the library made for the product; must not refer to it, or that would stay reachable for ever. */
    private record Objects(BlasLtFunctions functions, long description, long a, long b, long c) implements Runnable {
        @Override
        public void run() {
            functions.destroy("MatmulDesc", description);
            functions.destroy("MatrixLayout", a);
            functions.destroy("MatrixLayout", b);
            functions.destroy("MatrixLayout", c);
        }
    }

    /** @throws DeviceException if this version of the library does not know a setting */
    private BlasLtProduct(BlasLt library, MatrixProduct product, BlasLt.Epilogue epilogue) {
        this.library = library;
        this.product = product;
        this.epilogue = epilogue;
        BlasLtFunctions functions = library.functions();
        objects = new Objects(functions, functions.createDescription(product.computeType()),
                layout(functions, product.a(), product.rowsOfA(), product.columnsOfA()),
                layout(functions, product.b(), product.rowsOfB(), product.columnsOfB()),
                layout(functions, product.c(), product.m(), product.n()));
        CLEANER.register(this, objects);
        functions.setDescription(objects.description, TRANSPOSE_A, product.operationA());
        functions.setDescription(objects.description, TRANSPOSE_B, product.operationB());
        functions.setDescription(objects.description, EPILOGUE, epilogue.kind().code());
        if (epilogue.kind().hasVector() && epilogue.vectorType() != product.c().dtype()) {
            functions.setDescription(objects.description, VECTOR_TYPE, MatrixProduct.dataType(epilogue.vectorType()));
        }
        if (epilogue.kind().hasMatrix()) {
            functions.setDescription(objects.description, MATRIX_LEADING, (long) epilogue.matrixLeading());
        }
    }

    private long layout(BlasLtFunctions functions, MatrixProduct.Matrix matrix, int rows, int columns) {
        long layout = functions.createLayout(matrix.dataType(), rows, columns, matrix.leadingDimension());
        if (product.batch() > 1) {
            functions.setLayout(layout, LAYOUT_BATCH, product.batch());
            functions.setLayout(layout, LAYOUT_BATCH_STRIDE, matrix.batchStride());
        }
        return layout;
    }

    /** {@return the product; nothing if the library has no algorithm for it, or says in another way that it cannot} */
    static Optional<BlasLtProduct> plan(BlasLt library, MatrixProduct product, BlasLt.Epilogue epilogue,
            BlasLt.Alignment alignment) {
        try {
            BlasLtProduct planned = new BlasLtProduct(library, product, epilogue);
            // The heuristic reads the alignment off addresses that it does not follow.
            planned.setAddresses(alignment.vector(), alignment.matrix());
            return planned.chooseAlgorithm(alignment) ? Optional.of(planned) : Optional.empty();
        } catch (DeviceException e) {
            LOGGER.log(System.Logger.Level.DEBUG, product + " with " + epilogue.kind() + " is not possible: " + e.getMessage());
            return Optional.empty();
        }
    }

    private boolean chooseAlgorithm(BlasLt.Alignment alignment) {
        BlasLtFunctions functions = objects.functions;
        long preference = functions.createPreference();
        try (Arena arena = Arena.ofConfined()) {
            functions.setPreference(preference, MOST_WORKSPACE_BYTES, library.workspace().bytes());
            functions.setPreference(preference, REDUCTION_SCHEMES, REDUCE_IN_COMPUTE_TYPE);
            int[] alignments = {alignment.a(), alignment.b(), alignment.c(), alignment.c()};
            for (int i = 0; i < alignments.length; i++) {
                functions.setPreference(preference, ALIGNMENT_A + i, alignments[i]);
            }
            MemorySegment result = arena.allocate(RESULT_BYTES, Long.BYTES);
            MemorySegment found = arena.allocate(ValueLayout.JAVA_INT);
            int code = functions.heuristic().call(library.handle(), objects.description, objects.a, objects.b,
                    objects.c, objects.c, preference, 1, result.address(), found.address());
            if (code != BlasStatus.NOT_SUPPORTED) {
                BlasStatus.check(code, library, "choosing an algorithm for " + this);
            }
            if (code != BlasStatus.SUCCESS || found.get(ValueLayout.JAVA_INT, 0) == 0
                    || result.get(ValueLayout.JAVA_INT, STATE_OFFSET) != BlasStatus.SUCCESS) {
                return false;
            }
            algorithm.copyFrom(result.asSlice(0, ALGORITHM_BYTES));
            return true;
        } finally {
            functions.destroy("MatmulPreference", preference);
        }
    }

    /**
     * {@return what queues the product each time it is run; a run allocates nothing and throws a
     * {@link org.garam.spi.DeviceException} if the library refuses}
     *
     * @param a the address of A on the device
     * @param b the address of B
     * @param c the address of C, which is overwritten
     * @param vector the address of the epilogue's vector, 0 if it has none
     * @param matrix the address of the epilogue's matrix, 0 if it has none
     */
    public Runnable bind(long a, long b, long c, long vector, long matrix) {
        return () -> enqueue(a, b, c, vector, matrix);
    }

    private synchronized void enqueue(long a, long b, long c, long vector, long matrix) {
        setAddresses(vector, matrix);
        DeviceWorkspace on = library.workspace();
        int code = objects.functions.product().call(library.handle(), objects.description,
                Scalars.one(product.computeType()), a, objects.a, b, objects.b, Scalars.zero(product.computeType()),
                c, objects.c, c, objects.c, algorithm.address(), on.address(), on.bytes(),
                on.stream());
        if (code != BlasStatus.SUCCESS) {
            BlasStatus.check(code, library, this);
        }
    }

    private void setAddresses(long vector, long matrix) {
        if (epilogue.kind().hasVector()) {
            setAddress(VECTOR_ADDRESS, vector);
        }
        if (epilogue.kind().hasMatrix()) {
            setAddress(MATRIX_ADDRESS, matrix);
        }
    }

    private void setAddress(int attribute, long value) {
        address.set(ValueLayout.JAVA_LONG, 0, value);
        objects.functions.setDescription(objects.description, attribute, address);
    }

    /** {@return for example {@code 300x32x784 N,N float32 with relu_bias}} */
    @Override
    public String toString() {
        return product + (epilogue.kind() == BlasLtEpilogue.DEFAULT ? "" : " with " + epilogue.kind());
    }
}
