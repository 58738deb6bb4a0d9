package org.garam.backend.cuda.product;

import static org.garam.runtime.LinearAlgebra.matmul;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.conformance.ReferenceDevice;
import org.garam.model.activation.Activation;
import org.garam.model.activation.Activations;
import org.garam.model.activation.Gelu;
import org.garam.model.activation.LeakyRelu;
import org.garam.model.activation.Relu;
import org.garam.op.Comparison;
import org.garam.plan.Kernel;
import org.garam.runtime.Elementwise;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What cuBLASLt's epilogues are recognised by: the code that users' functions become. */
class RecognizedEpilogueTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());

    /** A function of the product, a vector as long as its rows, and a matrix of its shape. */
    private interface Formula {
        Tensor apply(Tensor product, Tensor vector, Tensor matrix);
    }

    private record Case(String name, Formula formula, BlasLtEpilogue epilogue) {}

    private static Case activated(String name, Activation activation, BlasLtEpilogue alone, boolean withBias) {
        return new Case(name, (x, vector, _) -> activation.apply(withBias ? x.add(vector) : x), alone);
    }

    @TestFactory
    Stream<DynamicTest> recognised() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64).flatMap(dtype -> Stream.of(
                new Case("a product alone", (x, _, _) -> x, BlasLtEpilogue.DEFAULT),
                new Case("bias", (x, vector, _) -> x.add(vector), BlasLtEpilogue.BIAS),
                new Case("bias on the left", (x, vector, _) -> vector.add(x), BlasLtEpilogue.BIAS),
                activated("relu", new Relu(), BlasLtEpilogue.RELU, false),
                activated("bias and relu", new Relu(), BlasLtEpilogue.RELU_BIAS, true),
                activated("gelu", new Gelu(true), BlasLtEpilogue.GELU, false),
                activated("bias and gelu", new Gelu(true), BlasLtEpilogue.GELU_BIAS, true),
                activated("exact gelu", new Gelu(false), null, true),
                activated("leaky relu", new LeakyRelu(), null, true),
                activated("relu6", Activations.named("relu6"), null, true),
                activated("sigmoid", Activations.named("sigmoid"), null, true),
                new Case("a matrix added", (x, _, matrix) -> x.add(matrix), null),
                new Case("the bias subtracted", (x, vector, _) -> x.sub(vector), null),
                new Case("relu before the bias", (x, vector, _) -> new Relu().apply(x).add(vector), null),
                new Case("at least one", (x, _, _) -> Elementwise.maximum(x, 1), null),
                new Case("the mask of relu's gradient", (x, _, matrix) -> Elementwise.where(
                        Elementwise.compare(Comparison.GREATER, matrix, 0), x, 0), BlasLtEpilogue.DRELU),
                new Case("another mask", (x, _, matrix) -> Elementwise.where(
                        Elementwise.compare(Comparison.GREATER_EQUAL, matrix, 0), x, 0), null),
                new Case("the mask the other way round", (x, _, matrix) -> Elementwise.where(
                        Elementwise.compare(Comparison.GREATER, matrix, 0), x.mul(0), x), null)
        ).map(tested -> dynamicTest(dtype + " " + tested.name, () -> check(tested, dtype))));
    }

    private static void check(Case tested, DType dtype) {
        Kernel.Gemm gemm = product(dtype, in -> tested.formula.apply(matmul(in.get(0), in.get(1)), in.get(2),
                in.get(3)));
        ProductCall call = ProductCall.of(gemm).orElseThrow();
        Optional<RecognizedEpilogue> recognized = RecognizedEpilogue.of(gemm, call);
        assertEquals(Optional.ofNullable(tested.epilogue), recognized.map(RecognizedEpilogue::epilogue),
                gemm.toString());
        recognized.ifPresent(found -> assertEquals(gemm.extras().isEmpty() ? null : gemm.extras().getFirst(),
                found.extra()));
    }

    private static Kernel.Gemm product(DType dtype, Function<List<Tensor>, Tensor> function) {
        return (Kernel.Gemm) ENGINE.call(() -> Engine.compileAll(in -> List.of(function.apply(in))).plan(
                TensorType.of(dtype, 4, 5), TensorType.of(dtype, 5, 6), TensorType.of(dtype, 6), TensorType.of(dtype,
                4, 6))).kernels().stream().filter(Kernel.Gemm.class::isInstance).findFirst().orElseThrow();
    }
}
