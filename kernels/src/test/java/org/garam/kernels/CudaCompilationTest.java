package org.garam.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.conformance.ConformancePlans;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kernel of every conformance plan is CUDA that NVIDIA's compiler and assembler take; no GPU is needed for that.
 * Of kernels that differ only in sizes and strides one is compiled: numbers make no difference to a compiler but for
 * groups and local memory. Products are compiled in the tile that is preferred, and one of each kind in every tile.
 */
class CudaCompilationTest {
    private static final DeviceTraits TRAITS = new DeviceTraits(Dialect.CUDA_C, true, 132, 1024, 48 << 10, 4);
    private static final int LARGE = 1024;
    private static final List<String> ARCHITECTURES = List.of("75", "90");
    /** The assembler refuses the same at every level, as too much shared memory; higher ones take twice as long. */
    private static final String ASSEMBLER_OPTIMIZATION = "-O1";

    @TempDir
    private Path folder;

    @Test
    void everyKernelCompiles() throws IOException, InterruptedException {
        Path compiler = compiler();
        Assumptions.assumeTrue(compiler != null, "nvcc is neither on the PATH nor in /usr/local/cuda/bin");
        Path source = folder.resolve("kernels.cu");
        Collection<KernelFunction> functions = unlike(functions().values());
        Files.writeString(source, CompilationUnit.text(Dialect.CUDA_C, functions));
        List<Process> processes = new ArrayList<>();
        for (String architecture : ARCHITECTURES) {
            processes.add(new ProcessBuilder(compiler.toString(), "-cubin", "--fmad=false", "-arch=sm_" + architecture,
                    "-Xptxas", ASSEMBLER_OPTIMIZATION, "--disable-warnings",
                    "-o", folder.resolve("kernels" + architecture + ".cubin").toString(), source.toString())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("log" + architecture).toFile()).start());
        }
        for (int i = 0; i < processes.size(); i++) {
            int status = processes.get(i).waitFor();
            String log = Files.readString(folder.resolve("log" + ARCHITECTURES.get(i)));
            assertEquals(0, status, () -> log.lines().limit(40).reduce("", (text, line) -> text + line + "\n"));
        }
    }

    private static Map<String, KernelFunction> functions() {
        List<Plan> plans = ConformancePlans.all(PlanRenderer::accepts).flatMap(tested -> tested.getValue().stream())
                .toList();
        Map<String, KernelFunction> functions = new LinkedHashMap<>();
        PlanRenderer renderer = new PlanRenderer(TRAITS, gemm -> GemmTile.preferred(TRAITS, gemm));
        plans.forEach(plan -> add(functions, renderer.render(plan)));
        tiled(plans).forEach(gemm -> GemmTile.candidates(TRAITS, gemm).forEach(tile -> add(functions, new RenderedPlan(
                new PlanRenderer(TRAITS, _ -> tile).render(gemm)))));
        return functions;
    }

    /** {@return products that are stored as they are, of every type, and of float32 in every way to lie in memory} */
    private static Collection<Kernel.Gemm> tiled(List<Plan> plans) {
        Map<List<Object>, Kernel.Gemm> products = new LinkedHashMap<>();
        plans.stream().flatMap(plan -> plan.kernels().stream()).filter(Kernel.Gemm.class::isInstance)
                .map(Kernel.Gemm.class::cast).filter(Kernel.Gemm::isPlain).forEach(gemm -> products.putIfAbsent(
                        gemm.left().dtype() == DType.FLOAT32 ? List.of(gemm.left().stride(-1) == 1,
                                gemm.right().stride(-1) == 1) : List.of(gemm.left().dtype()), gemm));
        return products.values().stream().map(CudaCompilationTest::large).toList();
    }

    /** {@return a product of the kind that is large enough for every tile} */
    private static Kernel.Gemm large(Kernel.Gemm gemm) {
        return new Kernel.Gemm(large(gemm.left(), 0), large(gemm.right(), 1), gemm.precision(), List.of(), gemm.epilogue(),
                large(gemm.output(), 2));
    }

    private static View large(View view, int argument) {
        View dense = View.dense(new Place.Argument(argument), view.dtype(), 0, Shape.of(LARGE, LARGE));
        return view.stride(-1) == 1 ? dense : dense.transpose(List.of(1, 0));
    }

    private static void add(Map<String, KernelFunction> functions, RenderedPlan rendered) {
        rendered.functions().forEach(function -> {
            KernelFunction known = functions.putIfAbsent(function.name(), function);
            assertEquals(known == null ? function.text() : known.text(), function.text(), "one name, two texts");
        });
    }

    private static Collection<KernelFunction> unlike(Collection<KernelFunction> functions) {
        Map<String, KernelFunction> unlike = new LinkedHashMap<>();
        functions.forEach(function -> unlike.putIfAbsent(function.text().replace(function.name(), "NAME").lines()
                .map(line -> line.contains("KERNEL(") || line.contains("LOCAL_ARRAY(") ? line
                        : line.replaceAll("\\b\\d+\\b", "0"))
                .collect(Collectors.joining("\n")), function));
        return unlike.values();
    }

    private static Path compiler() {
        Stream<Path> folders = Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of),
                Stream.of(Path.of("/usr/local/cuda/bin")));
        return folders.map(path -> path.resolve("nvcc")).filter(Files::isExecutable).findFirst().orElse(null);
    }
}
