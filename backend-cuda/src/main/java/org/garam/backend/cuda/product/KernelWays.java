package org.garam.backend.cuda.product;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.garam.backend.cuda.library.Blas;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.backend.cuda.library.Dnn;
import org.garam.backend.cuda.library.MatrixProduct;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.tensor.DType;

/** In which ways a device can run the kernels of plans, by the libraries it has. */
public final class KernelWays {
    private final Libraries libraries;

    /**
     * The libraries of a device; what is missing is done without. Each is asked for only if there is a kernel for it.
     */
    public interface Libraries {
        Optional<Blas> blas();

        Optional<BlasLt> blasLt();

        Optional<Dnn> dnn();

        /** {@return whether the epilogue of cuBLASLt was seen to do with zeros and NaN what its definition here does} */
        boolean isExact(BlasLtEpilogue epilogue, MatrixProduct product);

        /** {@return whether the device has products of this type} */
        boolean multiplies(DType factors);

        /** {@return what the action returns, which may open and ask libraries: nobody else does so meanwhile} */
        <T> T exclusively(Supplier<T> action);
    }

    KernelWays(Libraries libraries) {
        this.libraries = libraries;
    }

    /** {@return whether there could be a library for such a kernel} */
    static boolean isForLibraries(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Gemm gemm -> SeparateEpilogue.isPossible(gemm) && ProductCall.of(gemm).isPresent();
            case Kernel.RowKernel rows -> SoftmaxCall.kind(rows).isPresent();
            case Kernel.Elementwise _, Kernel.Reduction _, Kernel.Gather _, Kernel.ScatterAdd _, Kernel.RandomBits _ ->
                    false;
        };
    }

    /** {@return what the kernel is run as in each of the ways; to render functions for it is always one} */
    Map<KernelWay, List<KernelPart>> of(Kernel kernel) {
        Map<KernelWay, List<KernelPart>> ways = new EnumMap<>(KernelWay.class);
        ways.put(KernelWay.RENDERED, List.of(new KernelPart.Rendered(kernel)));
        if (kernel instanceof Kernel.Gemm gemm && SeparateEpilogue.isPossible(gemm)) {
            ProductCall.of(gemm).filter(_ -> libraries.multiplies(gemm.left().dtype()))
                    .ifPresent(call -> addProducts(ways, gemm, call));
        } else if (kernel instanceof Kernel.RowKernel rows) {
            SoftmaxCall.kind(rows).flatMap(kind -> libraries.dnn().map(dnn -> SoftmaxCall.of(dnn, kind, rows)))
                    .ifPresent(call -> ways.put(KernelWay.CUDNN, List.of(call)));
        }
        return ways;
    }

    private void addProducts(Map<KernelWay, List<KernelPart>> ways, Kernel.Gemm gemm, ProductCall call) {
        Optional<RecognizedEpilogue> recognized = RecognizedEpilogue.of(gemm, call);
        Optional<Kernel> epilogue = recognized.filter(found -> found.epilogue() == BlasLtEpilogue.DEFAULT).isPresent()
                ? Optional.empty() : SeparateEpilogue.of(gemm);
        libraries.blas().ifPresent(blas -> ways.put(KernelWay.CUBLAS, Stream.<KernelPart>concat(
                Stream.of(new BlasCall(blas, call)), epilogue.stream().map(KernelPart.Rendered::new)).toList()));
        // Bits are written by another kernel's product: that is a fold.
        recognized.filter(found -> !found.epilogue().hasBits()).flatMap(found -> planned(call, found.epilogue(),
                found.epilogue().hasVector() ? found.extra() : null, found.epilogue().hasMatrix() ? found.extra() : null))
                .ifPresent(fused -> ways.put(KernelWay.CUBLASLT, List.of(fused)));
    }

    private Optional<BlasLtCall> planned(ProductCall call, BlasLtEpilogue epilogue, View vector, View matrix) {
        return libraries.blasLt().filter(blasLt -> blasLt.isTrusted(call.product(), epilogue)
                && libraries.isExact(epilogue, call.product()))
                .flatMap(blasLt -> BlasLtCall.of(blasLt, call, epilogue, vector, matrix));
    }

    /** {@return the calls that a fold becomes; nothing if the library has no algorithm for one of them} */
    Optional<PlanParts.Folded> of(Fold fold) {
        List<BlasLtCall> calls = fold.calls().stream().flatMap(call -> ProductCall.of(call.product())
                .filter(_ -> libraries.multiplies(call.product().left().dtype())).flatMap(product -> planned(product, call.epilogue(), call.vector(), call.matrix())).stream()).toList();
        return calls.size() == fold.calls().size() ? Optional.of(new PlanParts.Folded(fold, calls)) : Optional.empty();
    }

    /** {@return the libraries that could run the kernel, with their versions: other ones may be faster} */
    String identity(Kernel kernel) {
        return kernel instanceof Kernel.Gemm ? identityOfProducts() : libraries.dnn().toString();
    }

    String identityOfProducts() {
        return libraries.blas() + " " + libraries.blasLt();
    }
}
