package org.garam.backend.cuda.fake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasMath;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Matrix products of the fake cuBLAS, through JCublas2. Matrices are stored by columns. */
@SuppressWarnings("restricted")
class FakeBlasTest {
    private static final int M = 5;
    private static final int N = 7;
    private static final int K = 6;
    private static final int BATCH = 2;
    private static final int ALGORITHM = -1;

    private final cublasHandle handle = new cublasHandle();
    private FakeMachine machine;

    @BeforeEach
    void open() {
        machine = FakeMachine.open();
        System.load(machine.fake.library("libcublas").toString());
        JCublas2.setExceptionsEnabled(false);
        check(JCublas2.cublasCreate(handle));
        check(JCublas2.cublasSetStream(handle, new cudaStream_t(machine.stream)));
    }

    @AfterEach
    void close() {
        check(JCublas2.cublasDestroy(handle));
        machine.close();
    }

    private static void check(int status) {
        assertEquals(cublasStatus.stringFor(cublasStatus.CUBLAS_STATUS_SUCCESS), cublasStatus.stringFor(status));
    }

    static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        IntStream.range(0, count).forEach(i -> values[i] = random.nextFloat() - 0.5f);
        return values;
    }

    /** {@return {@code alpha op(a) op(b) + beta c} for each of a batch} */
    static double[] product(boolean transposedA, boolean transposedB, int m, int n, int k, int batch, double alpha,
            float[] a, float[] b, double beta, float[] c) {
        double[] out = new double[batch * m * n];
        for (int at = 0; at < out.length; at++) {
            int row = at % m;
            int column = at / m % n;
            int matrix = at / m / n;
            for (int p = 0; p < k; p++) {
                out[at] += alpha * a[matrix * m * k + (transposedA ? row * k + p : p * m + row)]
                        * b[matrix * k * n + (transposedB ? p * n + column : column * k + p)];
            }
            out[at] += beta == 0 ? 0 : beta * c[at];
        }
        return out;
    }

    @Test
    void allTranspositionsAndBatchesAreRight() {
        float[] a = random(BATCH * M * K, 1);
        float[] b = random(BATCH * K * N, 2);
        float[] c = random(BATCH * M * N, 3);
        CUdeviceptr onDeviceA = machine.upload(a);
        CUdeviceptr onDeviceB = machine.upload(b);
        for (int variant = 0; variant < 4; variant++) {
            int opA = variant & 1;
            int opB = variant >> 1;
            CUdeviceptr out = machine.upload(c);
            check(JCublas2.cublasGemmStridedBatchedEx_new(handle, opA, opB, M, N, K, Pointer.to(new float[] {2}),
                    onDeviceA, cudaDataType.CUDA_R_32F, opA == 0 ? M : K, (long) M * K, onDeviceB,
                    cudaDataType.CUDA_R_32F, opB == 0 ? K : N, (long) K * N, Pointer.to(new float[] {0.5f}), out,
                    cudaDataType.CUDA_R_32F, M, (long) M * N, BATCH, cublasComputeType.CUBLAS_COMPUTE_32F, ALGORITHM));
            machine.synchronise();
            assertClose(product(opA == 1, opB == 1, M, N, K, BATCH, 2, a, b, 0.5, c), machine.download(out, c.length),
                    1e-6);
        }
        assertEquals(4, machine.control.count("products"));
    }

    static void assertClose(double[] expected, float[] actual, double tolerance) {
        assertArrayEquals(expected, IntStream.range(0, actual.length).mapToDouble(i -> actual[i]).toArray(), tolerance);
    }

    @Test
    void betaOfZeroDoesNotReadWhatIsOverwritten() {
        float[] a = random(M * K, 1);
        float[] b = random(K * N, 2);
        CUdeviceptr out = machine.allocate(M * N * 4L);
        check(JCublas2.cublasSgemm(handle, 0, 0, M, N, K, Pointer.to(new float[] {1}), machine.upload(a), M,
                machine.upload(b), K, Pointer.to(new float[] {0}), out, M));
        machine.synchronise();
        assertClose(product(false, false, M, N, K, 1, 1, a, b, 0, null), machine.download(out, M * N), 1e-6);
    }

    /** TF32 keeps 10 of 23 bits of what is multiplied, and all of the sum. */
    @Test
    void tf32IsLessPrecise() {
        float[] a = {1 + 0x1p-11f + 0x1p-12f};
        for (int math : new int[] {cublasMath.CUBLAS_DEFAULT_MATH, cublasMath.CUBLAS_TF32_TENSOR_OP_MATH}) {
            CUdeviceptr out = machine.allocate(4);
            check(JCublas2.cublasSetMathMode(handle, math));
            check(JCublas2.cublasSgemm(handle, 0, 0, 1, 1, 1, Pointer.to(new float[] {1}), machine.upload(a), 1,
                    machine.upload(1), 1, Pointer.to(new float[] {0}), out, 1));
            machine.synchronise();
            assertEquals(math == cublasMath.CUBLAS_DEFAULT_MATH ? a[0] : 1 + 0x1p-10f, machine.download(out, 1)[0]);
        }
    }

    @Test
    void shortTypesAccumulateInFloat() {
        short half = Float.floatToFloat16(0.1f);
        short brain = (short) (Float.floatToRawIntBits(0.1f) + 0x8000 >> 16);
        for (boolean isHalf : new boolean[] {true, false}) {
            short value = isHalf ? half : brain;
            int type = isHalf ? cudaDataType.CUDA_R_16F : 14;
            short[] values = new short[4096];
            Arrays.fill(values, value);
            CUdeviceptr in = uploadShorts(values);
            CUdeviceptr out = machine.allocate(4);
            check(JCublas2.cublasGemmEx_new(handle, 0, 0, 1, 1, values.length, Pointer.to(new float[] {1}), in, type, 1,
                    in, type, values.length, Pointer.to(new float[] {0}), out, cudaDataType.CUDA_R_32F, 1,
                    cublasComputeType.CUBLAS_COMPUTE_32F, ALGORITHM));
            machine.synchronise();
            float exact = isHalf ? Float.float16ToFloat(half) : Float.intBitsToFloat(brain << 16);
            assertEquals(4096.0 * exact * exact, machine.download(out, 1)[0], 1e-2);
        }
    }

    /** All numbers of 16 bits are multiplied by one, to a number of 32 bits, and by a third, to one of 16. */
    @Test
    void halvesAreConvertedAndRounded() {
        short third = Float.floatToFloat16(1f / 3);
        short[] all = new short[1 << 16];
        for (int i = 0; i < all.length; i++) {
            all[i] = (short) i;
        }
        CUdeviceptr in = uploadShorts(all);
        CUdeviceptr wide = machine.allocate(all.length * 4L);
        CUdeviceptr narrow = machine.allocate(all.length * 2L);
        scaleHalves(in, Float.floatToFloat16(1), wide, cudaDataType.CUDA_R_32F);
        scaleHalves(in, third, narrow, cudaDataType.CUDA_R_16F);
        machine.synchronise();
        float[] widened = machine.download(wide, all.length);
        short[] narrowed = new short[all.length];
        FakeMachine.check(JCudaDriver.cuMemcpyDtoH(Pointer.to(narrowed), narrow, all.length * 2L));
        for (int i = 0; i < all.length; i++) {
            float exact = Float.float16ToFloat(all[i]);
            // A sum begins with a zero, to which a negative one adds nothing.
            assertEquals(0 + exact, widened[i]);
            assertEquals(Float.float16ToFloat(Float.floatToFloat16(0 + exact * Float.float16ToFloat(third))),
                    Float.float16ToFloat(narrowed[i]));
        }
    }

    private void scaleHalves(CUdeviceptr in, short factor, CUdeviceptr out, int type) {
        check(JCublas2.cublasGemmEx_new(handle, 0, 0, 1 << 16, 1, 1, Pointer.to(new float[] {1}), in,
                cudaDataType.CUDA_R_16F, 1 << 16, uploadShorts(factor), cudaDataType.CUDA_R_16F, 1,
                Pointer.to(new float[] {0}), out, type, 1 << 16, cublasComputeType.CUBLAS_COMPUTE_32F, ALGORITHM));
    }

    private CUdeviceptr uploadShorts(short... values) {
        CUdeviceptr memory = machine.allocate(values.length * 2L);
        FakeMachine.check(JCudaDriver.cuMemcpyHtoD(memory, Pointer.to(values), values.length * 2L));
        return memory;
    }

    @Test
    void workspaceIsOverwrittenWhenTheProductRuns() {
        CUdeviceptr workspace = machine.upload(new float[64]);
        check(JCublas2.cublasSetWorkspace(handle, workspace, 256));
        CUdeviceptr one = machine.upload(1);
        check(JCublas2.cublasSgemm(handle, 0, 0, 1, 1, 1, Pointer.to(new float[] {1}), one, 1, one, 1,
                Pointer.to(new float[] {0}), machine.allocate(4), 1));
        assertEquals(0, machine.download(workspace, 1)[0]);
        machine.synchronise();
        assertTrue(Float.isNaN(machine.download(workspace, 1)[0]));
    }

    @Test
    void matrixThatIsTooSmallIsAnIllegalAddress() {
        CUdeviceptr small = machine.upload(1, 2, 3);
        check(JCublas2.cublasSgemm(handle, 0, 0, 2, 2, 2, Pointer.to(new float[] {1}), small, 2, small, 2,
                Pointer.to(new float[] {0}), machine.allocate(16), 2));
        FakeMachine.fails(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, JCudaDriver.cuStreamSynchronize(machine.stream));
        assertTrue(machine.control.message().contains("16 bytes are needed for matrix A"), machine.control.message());
    }

    @Test
    void callsAreJudgedAndPlanted() {
        CUdeviceptr one = machine.upload(1);
        Pointer factor = Pointer.to(new float[] {1});
        assertEquals(cublasStatus.CUBLAS_STATUS_INVALID_VALUE,
                JCublas2.cublasSgemm(handle, 0, 0, 2, 1, 1, factor, one, 1, one, 1, factor, one, 2));
        assertEquals(cublasStatus.CUBLAS_STATUS_NOT_SUPPORTED,
                JCublas2.cublasGemmEx_new(handle, 0, 0, 1, 1, 1, factor, one,
                cudaDataType.CUDA_R_16F, 1, one, cudaDataType.CUDA_R_32F, 1, factor, one, cudaDataType.CUDA_R_32F, 1,
                cublasComputeType.CUBLAS_COMPUTE_32F, ALGORITHM));
        machine.control.failCall("cublasSgemm_v2", 2, cublasStatus.CUBLAS_STATUS_EXECUTION_FAILED);
        check(JCublas2.cublasSgemm(handle, 0, 0, 1, 1, 1, factor, one, 1, one, 1, factor, one, 1));
        assertEquals(cublasStatus.CUBLAS_STATUS_EXECUTION_FAILED,
                JCublas2.cublasSgemm(handle, 0, 0, 1, 1, 1, factor, one, 1, one, 1, factor, one, 1));
        assertEquals(cublasStatus.CUBLAS_STATUS_NOT_SUPPORTED, JCublas2.cublasSaxpy(handle, 1, factor, one, 1, one, 1));
        assertTrue(machine.control.message().contains("cublasSaxpy_v2"), machine.control.message());
    }

    @Test
    void versionIsTheToolkitsOrWhatATestSets() {
        int[] version = new int[1];
        check(JCublas2.cublasGetVersion(handle, version));
        assertEquals(12, version[0] / 10000);
        machine.control.set("cuBLAS version", 100200);
        check(JCublas2.cublasGetVersion(handle, version));
        assertEquals(100200, version[0]);
    }
}
