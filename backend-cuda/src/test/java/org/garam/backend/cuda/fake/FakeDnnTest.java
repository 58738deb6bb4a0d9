package org.garam.backend.cuda.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Softmax of the fake cuDNN, through JCudnn, against double precision. */
@SuppressWarnings("restricted")
class FakeDnnTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 5;
    private static final int LOGARITHM = 2;

    private final cudnnHandle handle = new cudnnHandle();
    private final cudnnTensorDescriptor rows = new cudnnTensorDescriptor();
    private final float[] x = FakeBlasTest.random(ROWS * COLUMNS, 1);
    private final Pointer one = Pointer.to(new float[] {1});
    private final Pointer zero = Pointer.to(new float[] {0});
    private FakeMachine machine;

    @BeforeEach
    void open() {
        machine = FakeMachine.open();
        System.load(machine.fake.library("libcudnn").toString());
        JCudnn.setExceptionsEnabled(false);
        assertEquals(0, JCudnn.cudnnCreate(handle));
        assertEquals(0, JCudnn.cudnnSetStream(handle, new cudaStream_t(machine.stream)));
        assertEquals(0, JCudnn.cudnnCreateTensorDescriptor(rows));
        assertEquals(0, JCudnn.cudnnSetTensor4dDescriptor(rows, 0, 0, ROWS, COLUMNS, 1, 1));
    }

    @AfterEach
    void close() {
        assertEquals(0, JCudnn.cudnnDestroyTensorDescriptor(rows));
        assertEquals(0, JCudnn.cudnnDestroy(handle));
        machine.close();
    }

    private double[] probabilities() {
        double[] values = IntStream.range(0, x.length).mapToDouble(i -> Math.exp(x[i])).toArray();
        return IntStream.range(0, x.length).mapToDouble(i -> values[i] / rowSum(values, i)).toArray();
    }

    private static double rowSum(double[] values, int at) {
        int first = at / COLUMNS * COLUMNS;
        return IntStream.range(first, first + COLUMNS).mapToDouble(i -> values[i]).sum();
    }

    /** The algorithms are named fast, accurate and log in cuDNN. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, LOGARITHM})
    void softmaxIsRight(int algorithm) {
        double[] p = probabilities();
        double[] expected = DoubleStream.of(p).map(x -> algorithm == LOGARITHM ? Math.log(x) : x).toArray();
        CUdeviceptr y = machine.allocate(x.length * 4L);
        assertEquals(0, JCudnn.cudnnSoftmaxForward(handle, algorithm, 0, one, rows, machine.upload(x), zero, rows, y));
        machine.synchronise();
        FakeBlasTest.assertClose(expected, machine.download(y, x.length), 1e-6);
    }
}
