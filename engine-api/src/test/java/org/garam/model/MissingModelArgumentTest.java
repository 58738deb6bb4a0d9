package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.argument.MissingArguments;
import org.garam.conformance.ReferenceDevice;
import org.garam.model.activation.Relu;
import org.garam.model.callback.Callback;
import org.garam.model.callback.TerminateOnNaN;
import org.garam.model.constraint.NonNeg;
import org.garam.model.initializer.Zeros;
import org.garam.model.layer.Dense;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.metric.RootMeanSquaredError;
import org.garam.model.optimizer.Optimizers;
import org.garam.model.optimizer.SGD;
import org.garam.model.regularizer.L2;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

/**
 * Every public constructor and method of the model interface refuses null for each of its parameters, in a sentence. What
 * the engine alone calls, the implementations of layers, losses, metrics and callbacks, is left out.
 */
class MissingModelArgumentTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());

    @Test
    void nullIsRefusedInASentence() {
        MissingArguments missing = new MissingArguments(MissingModelArgumentTest::given, MissingModelArgumentTest::filledIn);
        ENGINE.run(() -> types().forEach(type -> missing.check(type, Predicate.not(MissingModelArgumentTest::isImplementation))));
        assertEquals("", missing.wrong());
        assertTrue(missing.tried() > 150, "methods are found: " + missing.tried());
    }

    private static Stream<Class<?>> types() {
        return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.garam.model").stream().sorted(Comparator.comparing(JavaClass::getName))
                .map(JavaClass::reflect).filter(type -> Modifier.isPublic(type.getModifiers()));
    }

    /** Whether a method is what an interface prescribes, for others than users to call. */
    private static boolean isImplementation(Executable executable) {
        return Modifier.isAbstract(executable.getModifiers()) || executable.getDeclaringClass() == Callback.class
                || executable.getName().equals("valueOf") && executable.getDeclaringClass().isEnum()
                || executable instanceof Method method && supertypes(method.getDeclaringClass()).anyMatch(type ->
                        Arrays.stream(type.getDeclaredMethods()).anyMatch(other -> other.getName().equals(method.getName())
                                && other.getParameterCount() == method.getParameterCount()));
    }

    private static Stream<Class<?>> supertypes(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .flatMap(above -> Stream.concat(Stream.of(above), supertypes(above)));
    }

    /** Something that is no reason to refuse a call. */
    private static Object given(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Model", "Sequential" -> {
                Sequential model = new Sequential(new Dense(1).inputShape(2));
                model.compile("sgd", "mse");
                yield model;
            }
            case "TrainingSteps" -> ((Model) given(Model.class)).trainingSteps(new float[1][2], new float[1][1], 1);
            case "ModelLayer" -> ((Sequential) given(Sequential.class)).getLayer(0);
            case "Activation" -> new Relu();
            case "Callback" -> new TerminateOnNaN();
            case "Constraint" -> new NonNeg();
            case "Initializer" -> new Zeros();
            case "Layer" -> new Dense(1);
            case "Loss" -> new MeanSquaredError();
            case "Metric" -> new RootMeanSquaredError();
            case "Optimizer" -> new SGD();
            case "Regularizer" -> new L2(0.1);
            case "Tensor" -> Tensor.of(new float[][] {{1, 2}});
            case "Object" -> new float[][] {{1, 2}};
            case "Shape" -> Shape.of(2);
            case "TensorType" -> TensorType.of(DType.FLOAT32, 1, 2);
            case "String" -> "mse";
            case "Path" -> Path.of("weights.garam");
            case "List" -> List.of();
            case "Map" -> Map.of();
            case "Set" -> Set.of();
            case "Optional" -> Optional.empty();
            case "OptionalInt" -> OptionalInt.empty();
            case "OptionalDouble" -> OptionalDouble.empty();
            case "UnaryOperator" -> UnaryOperator.identity();
            case "boolean" -> false;
            case "int" -> 1;
            case "long" -> 1L;
            case "double" -> 0.5;
            default -> type.isArray() ? Array.newInstance(type.getComponentType(), 0)
                    : type.isEnum() ? type.getEnumConstants()[0]
                    : type.isInterface() ? Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> null)
                    : made(type);
        };
    }

    /** Where an optimizer is named, a name of a loss and a metric would be refused. */
    private static Object filledIn(Parameter parameter) {
        boolean isOptimizer = parameter.getType() == String.class && parameter.getName().equals("arg0")
                && Stream.of("compile", CompileOptions.class.getName(), Optimizers.class.getName())
                        .anyMatch(parameter.getDeclaringExecutable().getName()::equals);
        return isOptimizer ? "sgd" : given(parameter.getType());
    }

    private static Object made(Class<?> type) {
        List<Constructor<?>> constructors = Arrays.stream(type.getConstructors())
                .sorted(Comparator.comparing(Constructor::getParameterCount)).collect(Collectors.toList());
        while (!constructors.isEmpty()) {
            Constructor<?> constructor = constructors.removeFirst();
            try {
                return constructor.newInstance(Arrays.stream(constructor.getParameters())
                        .map(MissingModelArgumentTest::filledIn).toArray());
            } catch (ReflectiveOperationException _) {
                // The next one may take what there is.
            }
        }
        throw new AssertionError("say in given(Class) how a " + type.getName() + " is made");
    }
}
