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

/** One training step of the tutorial model; with {@code -prof gc} it shows what a step allocates. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class TrainingStepBenchmark {
    @Param({"cpu", "opencl"})
    public String device;

    @Param({"32", "128"})
    public int batch;

    private NetworkStep step;

    /** Compiles and binds the step. */
    @Setup
    public void prepare() {
        step = NetworkStep.tutorial(device, batch);
    }

    /** One step, waited for. */
    @Benchmark
    public void train() {
        step.run(1);
    }

    /** Frees the device. */
    @TearDown
    public void close() {
        step.close();
    }
}
