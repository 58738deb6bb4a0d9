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

/** Fused functions of two vectors; relu moves 12 bytes an element, sum 8. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ElementwiseBenchmark {
    @Param({"cpu", "opencl"})
    public String device;

    @Param({"relu", "tanh", "sum"})
    public String kind;

    @Param("1048576")
    public int size;

    private ProgramWorkload vectors;

    /** Compiles and binds the program. */
    @Setup
    public void prepare() {
        vectors = ProgramWorkload.vectors(device, kind, size);
    }

    /** One run, waited for. */
    @Benchmark
    public void compute() {
        vectors.run(1);
    }

    /** {@return what was computed} */
    float[] result() {
        return vectors.result();
    }

    /** Frees the device. */
    @TearDown
    public void close() {
        vectors.close();
    }
}
