package org.garam.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The matrix product, alone in a compiled program: {@code shape} is m x n x k; 2 m n k floating-point operations a run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class GemmBenchmark {
    @Param({"cpu", "opencl"})
    public String device;

    @Param({"32x300x784", "32x100x300", "784x300x32", "512x512x512", "1024x1024x1024"})
    public String shape;

    private ProgramWorkload product;

    /** Compiles and binds the program. */
    @Setup
    public void prepare() {
        String[] sizes = shape.split("x");
        product = ProgramWorkload.product(device, Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]),
                Integer.parseInt(sizes[2]));
    }

    /** One product, waited for. */
    @Benchmark
    public void multiply() {
        product.run(1);
    }

    /** {@return the product, of the uniform numbers of {@link Operands}} */
    float[] result() {
        return product.result();
    }

    /** Frees the device. */
    @TearDown
    public void close() {
        product.close();
    }
}
