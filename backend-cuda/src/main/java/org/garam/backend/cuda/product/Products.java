package org.garam.backend.cuda.product;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.backend.cuda.library.Blas;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.plan.Kernel;

/** Turns the matrix products of plans into calls of the libraries that a device has, and kernels. */
public final class Products {
    private final Blas blas;
    private final BlasLt blasLt;

    /** Products by the libraries that are there; Garam's own kernels do all that they do not. */
    public Products(Optional<Blas> blas, Optional<BlasLt> blasLt) {
        this.blas = blas.orElse(null);
        this.blasLt = blasLt.orElse(null);
    }

    /** {@return all ways in which the product can be computed here; Garam's own kernel is always one} */
    public Map<ProductWay, List<ProductPart>> ways(Kernel.Gemm gemm) {
        Map<ProductWay, List<ProductPart>> ways = new EnumMap<>(ProductWay.class);
        ways.put(ProductWay.KERNEL, List.of(new ProductPart.Rendered(gemm)));
        ProductCall.of(gemm).ifPresent(call -> {
            boolean isSeparable = SeparateEpilogue.isPossible(gemm);
            if (blas != null && isSeparable) {
                ways.put(ProductWay.CUBLAS, Stream.<ProductPart>concat(Stream.of(new BlasCall(blas, call)),
                        SeparateEpilogue.of(gemm).stream().map(ProductPart.Rendered::new)).toList());
            }
            if (blasLt != null && isSeparable) {
                RecognizedEpilogue.of(gemm, call).flatMap(recognized -> BlasLtCall.of(blasLt, call, recognized))
                        .ifPresent(fused -> ways.put(ProductWay.CUBLASLT, List.of(fused)));
            }
        });
        return ways;
    }
}
