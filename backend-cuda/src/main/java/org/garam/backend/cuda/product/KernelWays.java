package org.garam.backend.cuda.product;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.backend.cuda.library.Blas;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.backend.cuda.library.Dnn;
import org.garam.plan.Kernel;

/** In which ways a device can run the kernels of plans, by the libraries it has. */
public final class KernelWays {
    private final Blas blas;
    private final BlasLt blasLt;
    private final Dnn dnn;

    /** The ways that these libraries offer; what is missing is done without. */
    public KernelWays(Optional<Blas> blas, Optional<BlasLt> blasLt, Optional<Dnn> dnn) {
        this.blas = blas.orElse(null);
        this.blasLt = blasLt.orElse(null);
        this.dnn = dnn.orElse(null);
    }

    /** {@return whether there could be a library for such a kernel} */
    public static boolean isForLibraries(Kernel kernel) {
        return kernel instanceof Kernel.Gemm || kernel instanceof Kernel.RowKernel;
    }

    /** {@return what the kernel is run as in each of the ways; to render functions for it is always one} */
    public Map<KernelWay, List<KernelPart>> of(Kernel kernel) {
        Map<KernelWay, List<KernelPart>> ways = new EnumMap<>(KernelWay.class);
        ways.put(KernelWay.RENDERED, List.of(new KernelPart.Rendered(kernel)));
        if (kernel instanceof Kernel.Gemm gemm && SeparateEpilogue.isPossible(gemm)) {
            ProductCall.of(gemm).ifPresent(call -> addProducts(ways, gemm, call));
        } else if (kernel instanceof Kernel.RowKernel rows && dnn != null) {
            SoftmaxCall.of(dnn, rows).ifPresent(call -> ways.put(KernelWay.CUDNN, List.of(call)));
        }
        return ways;
    }

    private void addProducts(Map<KernelWay, List<KernelPart>> ways, Kernel.Gemm gemm, ProductCall call) {
        if (blas != null) {
            ways.put(KernelWay.CUBLAS, Stream.<KernelPart>concat(Stream.of(new BlasCall(blas, call)),
                    SeparateEpilogue.of(gemm).stream().map(KernelPart.Rendered::new)).toList());
        }
        if (blasLt != null) {
            RecognizedEpilogue.of(gemm, call).flatMap(recognized -> BlasLtCall.of(blasLt, call, recognized))
                    .ifPresent(fused -> ways.put(KernelWay.CUBLASLT, List.of(fused)));
        }
    }
}
