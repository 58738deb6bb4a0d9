package org.garam.backend.cuda.fake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kernels on the fake compute what they would on a GPU, mistakes in them included. */
class FakeKernelTest {
    private static final int SIZE = 48;
    private static final String TILED_PRODUCT = """
            extern "C" __global__ void __launch_bounds__(256) product(const float* x, const float* y, float* out, int n)
            {
                __shared__ float xs[256];
                __shared__ float ys[256];
                const int row = blockIdx.y * 16 + threadIdx.y;
                const int column = blockIdx.x * 16 + threadIdx.x;
                const int own = threadIdx.y * 16 + threadIdx.x;
                float sum = 0;
                for (int tile = 0; tile < n / 16; ++tile) {
                    xs[own] = x[row * n + tile * 16 + threadIdx.x];
                    ys[own] = y[(tile * 16 + threadIdx.y) * n + column];
                    __syncthreads();
                    for (int i = 0; i < 16; ++i) {
                        sum = fma(xs[threadIdx.y * 16 + i], ys[i * 16 + threadIdx.x], sum);
                    }
                    __syncthreads();
                }
                out[row * n + column] = sum;
            }
            """;

    private FakeMachine machine;

    @BeforeEach
    void open() {
        machine = FakeMachine.open();
    }

    @AfterEach
    void close() {
        machine.close();
    }

    @Test
    void tiledProductIsRight() {
        assertArrayEquals(product(), tiledProduct(TILED_PRODUCT), 1e-4f);
    }

    @Test
    void droppedBarrierGivesWrongNumbers() {
        int second = TILED_PRODUCT.lastIndexOf("__syncthreads();");
        for (String source : new String[] {TILED_PRODUCT.replaceFirst("__syncthreads\\(\\);", ""),
            TILED_PRODUCT.substring(0, second) + TILED_PRODUCT.substring(second + "__syncthreads();".length())}) {
            float[] expected = product();
            float[] actual = tiledProduct(source);
            assertTrue(IntStream.range(0, expected.length).anyMatch(i -> !(Math.abs(expected[i] - actual[i]) < 0.01)),
                    source);
        }
    }

    private static float[] x() {
        return random(1);
    }

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] values = new float[SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private static float[] product() {
        float[] x = x();
        float[] y = random(2);
        float[] out = new float[SIZE * SIZE];
        for (int i = 0; i < out.length; i++) {
            for (int k = 0; k < SIZE; k++) {
                out[i] += x[i / SIZE * SIZE + k] * y[k * SIZE + i % SIZE];
            }
        }
        return out;
    }

    private float[] tiledProduct(String source) {
        CUdeviceptr out = machine.allocate(SIZE * SIZE * 4L);
        FakeMachine.check(JCudaDriver.cuLaunchKernel(machine.function(source, "product"), SIZE / 16, SIZE / 16, 1, 16,
                16, 1, 0, machine.stream,
                FakeMachine.pointers(machine.upload(x()), machine.upload(random(2)), out, SIZE), null));
        machine.synchronise();
        return machine.download(out, SIZE * SIZE);
    }

    @Test
    void dynamicSharedMemoryHasTheLaunchsSize() {
        CUfunction reverse = machine.function("""
                extern "C" __global__ void reverse(float* x)
                {
                    extern __shared__ float all[];
                    all[threadIdx.x] = x[threadIdx.x];
                    __syncthreads();
                    x[threadIdx.x] = all[blockDim.x - 1 - threadIdx.x];
                }
                """, "reverse");
        CUdeviceptr x = machine.upload(1, 2, 3, 4);
        FakeMachine.check(JCudaDriver.cuLaunchKernel(reverse, 1, 1, 1, 4, 1, 1, 16, machine.stream,
                FakeMachine.pointers(x), null));
        machine.synchronise();
        assertArrayEquals(new float[] {4, 3, 2, 1}, machine.download(x, 4));
        FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_VALUE,
                JCudaDriver.cuLaunchKernel(reverse, 1, 1, 1, 4, 1, 1, 49 << 10, machine.stream,
                        FakeMachine.pointers(x), null));
    }

    @Test
    void tooMuchStaticSharedMemoryIsNoImage() {
        byte[] cubin = machine.compile("""
                extern "C" __global__ void large(float* x)
                {
                    __shared__ float all[12289];
                    all[threadIdx.x] = x[0];
                    __syncthreads();
                    x[0] = all[1];
                }
                """);
        FakeMachine.fails(CUresult.CUDA_ERROR_INVALID_IMAGE, JCudaDriver.cuModuleLoadData(new CUmodule(), cubin));
    }

    @Test
    void barrierThatSomeThreadsMissIsALaunchFailure() {
        CUfunction function = machine.function("""
                extern "C" __global__ void half(float* x)
                {
                    if (threadIdx.x < 16) {
                        __syncthreads();
                    }
                    x[threadIdx.x] = 1;
                }
                """, "half");
        FakeMachine.check(machine.launch(function, 1, 32, machine.allocate(128)));
        FakeMachine.fails(CUresult.CUDA_ERROR_LAUNCH_FAILED, JCudaDriver.cuStreamSynchronize(machine.stream));
        assertTrue(machine.control.message().contains("16 of 32 threads"), machine.control.message());
    }

    @Test
    void newAndSharedMemoryHoldNaN() {
        CUfunction function = machine.function("""
                extern "C" __global__ void shared(float* x)
                {
                    __shared__ float never[32];
                    x[threadIdx.x] = threadIdx.x < 16 ? x[threadIdx.x] : never[threadIdx.x];
                }
                """, "shared");
        CUdeviceptr x = machine.allocate(128);
        FakeMachine.check(machine.launch(function, 1, 32, x));
        machine.synchronise();
        float[] nan = new float[32];
        Arrays.fill(nan, Float.NaN);
        assertArrayEquals(nan, machine.download(x, 32));
    }

    @Test
    void productsAreRoundedBeforeTheyAreAdded() {
        CUfunction function = machine.function("""
                extern "C" __global__ void rest(float* out, float x)
                {
                    out[0] = x * x - 1.0f;
                    out[1] = fma(x, x, -1.0f);
                }
                """, "rest");
        CUdeviceptr out = machine.allocate(8);
        float x = 1.0001f;
        FakeMachine.check(machine.launch(function, 1, 1, out, x));
        machine.synchronise();
        float[] values = machine.download(out, 2);
        assertArrayEquals(new float[] {x * x - 1, Math.fma(x, x, -1)}, values);
        assertFalse(values[0] == values[1]);
    }

    @Test
    void errorsNameTheLineOfTheSource() {
        String log = assertThrows(IllegalArgumentException.class, () -> machine.compile("""
                extern "C" __global__ void broken(float* x)
                {
                    x[0] = unknown;
                }
                """)).getMessage();
        assertTrue(log.startsWith("kernels.cu(3): error: "), log);
        assertTrue(log.contains("1 error detected in the compilation of \"kernels.cu\"."), log);
    }
}
