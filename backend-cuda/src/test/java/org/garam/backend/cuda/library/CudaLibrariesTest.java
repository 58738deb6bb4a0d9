package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.backend.cuda.fake.FakeCuda;
import org.garam.backend.cuda.fake.OwnJvm;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Machines with other libraries than those of CUDA 12, each in a JVM of its own. */
class CudaLibrariesTest {
    private static final String MAJOR = "garam.test.major";

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> otherVersionsWorkWithoutJCudasBindings() {
        return Stream.of(11, 13).map(major -> dynamicTest("CUDA " + major, () -> {
            FakeCuda.build(major);
            OwnJvm.run(OtherVersion.class, Map.of(MAJOR, String.valueOf(major)));
        }));
    }

    static final class OtherVersion implements Runnable {
        @Override
        public void run() {
            int major = Integer.getInteger(MAJOR);
            try (LibraryDevice device = new LibraryDevice(major); Blas blas = device.libraries
                    .openBlas(device.workspace).orElseThrow(); BlasLt blasLt = device.libraries
                    .openBlasLt(device.workspace).orElseThrow()) {
                assertTrue(blas.toString().matches("cuBLAS " + major + "\\.\\S+ in .*libcublas\\.so\\." + major),
                        blas.toString());
                assertTrue(blasLt.toString().contains("cuBLASLt " + major + "."), blasLt.toString());
                assertTrue(device.libraries.nvrtc().toString().contains("NVRTC " + major + "."));
                byte[] code = device.libraries.nvrtc().compile("extern \"C\" __global__ void kernel(float* x) { x[0]"
                        + " = 1; }", "kernel.cu", 80, List.of());
                assertTrue(code.length > 0);
                MatrixProduct product = new MatrixProduct(false, true, 2, 2, 1,
                        new MatrixProduct.Matrix(DType.FLOAT32, 2, 0), new MatrixProduct.Matrix(DType.FLOAT32, 2, 0),
                        new MatrixProduct.Matrix(DType.FLOAT32, 2, 0), 1,
                        ComputeType.FLOAT32);
                long a = device.upload(DType.FLOAT32, new double[] {2, 3});
                long b = device.upload(DType.FLOAT32, new double[] {5, 7});
                long c = device.upload(DType.FLOAT32, new double[4]);
                blas.product(product, a, b, c).run();
                assertArrayEquals(new double[] {10, 15, 14, 21}, device.download(DType.FLOAT32, c, 4));
                blasLt.plan(product, BlasLt.Epilogue.of(BlasLtEpilogue.RELU),
                        new BlasLt.Alignment(16, 16, 16, 16, 16)).orElseThrow()
                        .bind(a, a, c, 0, 0).run();
                assertArrayEquals(new double[] {4, 6, 6, 9}, device.download(DType.FLOAT32, c, 4));
            }
        }
    }

    @Test
    void aMachineWithoutMathematicalLibrariesHasTheOthers() {
        FakeCuda fake = FakeCuda.build(12).copyTo(folder).withoutLibrary("libcublas").withoutLibrary("libcudnn")
                .withoutFunction("libcublasLt", "cublasLtMatmul");
        OwnJvm.run(WithoutMathematics.class, Map.of(LibraryPath.PROPERTY, fake.folder().toString()));
    }

    static final class WithoutMathematics implements Runnable {
        @Override
        public void run() {
            CudaLibraries libraries = libraries();
            assertTrue(libraries.loadDriver() >= 12000);
            DeviceWorkspace none = new DeviceWorkspace(0, 0, 0);
            assertEquals(Optional.empty(), libraries.openBlas(none));
            assertEquals(Optional.empty(), libraries.openBlasLt(none));
            assertTrue(libraries.nvrtc().version().startsWith("12."));
            List<String> report = libraries.report();
            assertTrue(report.contains("no cuBLAS (libcublas.so.13 down to libcublas.so.11)"), report.toString());
            assertTrue(report.contains("no cuDNN (libcudnn.so.9)"), report.toString());
            assertTrue(report.stream().anyMatch(line -> line.startsWith("cuBLASLt in ")
                    && line.endsWith("libcublasLt.so.12 is not used: it lacks cublasLtMatmul")), report.toString());
        }
    }

    @Test
    void withoutACompilerItIsSaidWhereWasLookedAndWhatToDo() {
        FakeCuda fake = FakeCuda.build(12).copyTo(folder).withoutLibrary("libnvrtc").withoutLibrary("libcublasLt");
        OwnJvm.run(WithoutCompiler.class, Map.of(LibraryPath.PROPERTY, fake.folder().toString()));
    }

    static final class WithoutCompiler implements Runnable {
        @Override
        public void run() {
            CudaLibraries libraries = libraries();
            String message = assertThrows(DeviceException.class, libraries::nvrtc).getMessage();
            assertTrue(message.startsWith("NVRTC, which compiles the kernels, is not usable: there is no"
                    + " libnvrtc.so.13 down to libnvrtc.so.11; searched were -Dgaram.cuda.libraries ("
                    + System.getProperty(LibraryPath.PROPERTY) + ")"),
                    message);
            assertTrue(message.contains("install a CUDA toolkit") && message.contains("org.bytedeco:cuda-redist"),
                    message);
        }
    }

    /** {@return the libraries of the folder that the property names, and of no other place of this machine} */
    private static CudaLibraries libraries() {
        return new CudaLibraries(new LibraryPath(System::getProperty, _ -> null, Path.of("/nonexistent")),
                new RedistributableArchive(ClassLoader.getPlatformClassLoader(), null));
    }

    @Test
    void aCompilerThatIsOlderThanTheDeviceYieldsCodeForTheDriver() {
        FakeCuda.build(12);
        OwnJvm.run(OlderCompiler.class, Map.of());
    }

    static final class OlderCompiler implements Runnable {
        @Override
        public void run() {
            try (LibraryDevice device = new LibraryDevice(12)) {
                device.control.set("highest architecture", 86);
                String kernel = "extern \"C\" __global__ void kernel(float* x) { x[0] = 1; }";
                byte[] own = device.libraries.nvrtc().compile(kernel, "kernel.cu", 86, List.of());
                byte[] newer = device.libraries.nvrtc().compile(kernel, "kernel.cu", 90, List.of());
                assertTrue(newer[newer.length - 1] == 0, "PTX is text that ends with a zero");
                assertTrue(!new String(own, StandardCharsets.ISO_8859_1).equals(new String(newer,
                        StandardCharsets.ISO_8859_1)));
            }
        }
    }
}
