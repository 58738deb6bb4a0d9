package org.garam.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.garam.argument.MissingArguments;
import org.garam.conformance.ReferenceDevice;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** Every public method of the tensor interface refuses null for each of its parameters, in a sentence. */
class MissingArgumentTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());
    private static final List<Class<?>> CLASSES = List.of(Tensor.class, Variable.class, StringTensor.class, Creation.class,
            Elementwise.class, Comparisons.class, Reductions.class, Scans.class, Sorting.class, Arrangement.class, Indexing.class,
            LinearAlgebra.class, Randomness.class, Logits.class, Differentiation.class, GradientTape.class, Trace.class,
            Engine.class, CompiledFunction.class, DeviceScope.class, PrecisionScope.class, Backends.class);

    @Test
    void nullIsRefusedInASentence() {
        MissingArguments missing = new MissingArguments(MissingArgumentTest::given,
                parameter -> given(parameter.getType()), (_, _) -> false);
        ENGINE.run(() -> CLASSES.forEach(type -> missing.check(type, _ -> true)));
        assertEquals("", missing.wrong());
        assertTrue(missing.tried() > 150, "methods are found: " + missing.tried());
    }

    /** Something that is no reason to refuse a call. */
    private static Object given(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Tensor" -> Tensor.of(new float[] {1, 2});
            case "Variable" -> new Variable(1f);
            case "StringTensor" -> StringTensor.of("a", "b");
            case "Object" -> new float[] {1, 2};
            case "DType" -> DType.FLOAT32;
            case "Shape" -> Shape.of(2);
            case "TensorType" -> TensorType.of(DType.FLOAT32, 2);
            case "UnaryFunction" -> UnaryFunction.EXP;
            case "BinaryFunction" -> BinaryFunction.ADD;
            case "Comparison" -> Comparison.LESS;
            case "Precision" -> Precision.FULL;
            case "ReduceFunction" -> ReduceFunction.SUM;
            case "String" -> "0";
            case "List" -> List.of(Tensor.of(new float[] {1, 2}));
            case "UnaryOperator" -> (UnaryOperator<Tensor>) x -> x;
            case "Function" -> type == Logits.Function.class ? Logits.Function.SIGMOID : (Function<List<Tensor>, Object>) List::getFirst;
            case "Supplier" -> (Supplier<Tensor>) () -> Tensor.of(new float[] {1, 2});
            case "Engine" -> ENGINE;
            case "Trace" -> new Trace(ENGINE);
            case "GradientTape" -> GradientTape.record();
            case "CompiledFunction" -> Engine.compile(x -> x);
            case "DeviceScope" -> DeviceScope.open();
            case "MemorySegment" -> MemorySegment.ofArray(new float[2]);
            case "Logits" -> new Logits(Logits.Function.SIGMOID, Tensor.of(new float[] {1, 2}));
            default -> type.isArray() ? array(type.getComponentType()) : type == int.class ? (Object) 0 : type == boolean.class ? (Object) false
                    : type == double.class ? (Object) 1.0 : type == float.class ? (Object) 1f : type == long.class ? (Object) 1L : null;
        };
    }

    private static Object array(Class<?> elements) {
        Object array = Array.newInstance(elements, 1);
        Array.set(array, 0, given(elements));
        return array;
    }
}
