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
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.argument.MissingArguments;
import org.garam.conformance.ReferenceDevice;
import org.garam.data.Dataset;
import org.garam.model.activation.Relu;
import org.garam.model.callback.Callback;
import org.garam.model.callback.Progress;
import org.garam.model.callback.TerminateOnNaN;
import org.garam.model.constraint.NonNeg;
import org.garam.model.initializer.Zeros;
import org.garam.model.layer.BatchNormalization;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Phase;
import org.garam.model.layer.WeightSpec;
import org.garam.model.layer.Weights;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.loss.Targets;
import org.garam.model.metric.Confusion;
import org.garam.model.metric.ConfusionCounts;
import org.garam.model.metric.ConfusionMetric;
import org.garam.model.metric.RootMeanSquaredError;
import org.garam.model.metric.Thresholds;
import org.garam.model.optimizer.ConfiguredOptimizer;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.OptimizerOptions;
import org.garam.model.optimizer.SGD;
import org.garam.model.optimizer.Slot;
import org.garam.model.regularizer.L2;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

/**
 * Every public constructor and method of the model interface refuses null for each of its parameters, in a sentence.
 * What the engine alone calls, the implementations of layers, losses, metrics and callbacks, is left out.
 */
class MissingModelArgumentTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());
    /** What layers, optimizers, metrics and callbacks are written with; their users do not call it. */
    private static final Set<Class<?>> FOR_AUTHORS = Set.of(Callback.class, Progress.class, Phase.class, Weights.class,
            WeightSpec.class, Slot.class, Optimizer.State.class, Optimizer.Step.class, Optimizer.Segment.class,
            OptimizerOptions.class, ConfiguredOptimizer.class, Targets.class, Thresholds.class, Confusion.class,
            ConfusionCounts.class, ConfusionMetric.class);
    /** Default methods that others than users call. */
    private static final Set<String> HOOKS = Set.of("Layer.weights", "Loss.counted", "Optimizer.step",
            "Optimizer.finalWeights", "Optimizer.lossScale", "Optimizer.nextIteration");
    /** Parameters that may be null as samples may have no weights, by how many there are before. */
    private static final Map<String, Integer> WEIGHTS = Map.of("sampleWeight", 0, "validationData", 2, "evaluate", 3,
            "trainOnBatch", 2, "testOnBatch", 2, "value", 2, "update", 2, "of", 1);

    @Test
    void nullIsRefusedInASentence() {
        MissingArguments missing = new MissingArguments(MissingModelArgumentTest::given,
                MissingModelArgumentTest::filledIn, MissingModelArgumentTest::isOptional);
        ENGINE.run(() -> types()
                .forEach(type -> missing.check(type, Predicate.not(MissingModelArgumentTest::isImplementation))));
        assertEquals("", missing.wrong());
        assertTrue(missing.tried() > 150, "methods are found: " + missing.tried());
    }

    private static Stream<Class<?>> types() {
        return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.garam.model").stream().sorted(Comparator.comparing(JavaClass::getName))
                .filter(type -> !type.getPackageName().matches(".*\\.(state|registry)"))
                .map(JavaClass::reflect).filter(MissingModelArgumentTest::isForUsers);
    }

    private static boolean isForUsers(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && !FOR_AUTHORS.contains(type)
                && (type.getEnclosingClass() == null || isForUsers(type.getEnclosingClass()));
    }

    /** Whether null is a value: samples without weights; nobody writes null where an Optional is asked for. */
    private static boolean isOptional(Executable executable, int parameter) {
        Class<?> type = executable.getParameterTypes()[parameter];
        return type.getSimpleName().startsWith("Optional")
                || (type == Object.class || type == Tensor.class)
                && WEIGHTS.getOrDefault(executable.getName(), -1) == parameter;
    }

    /** Whether a method is what an interface prescribes, for others than users to call. */
    private static boolean isImplementation(Executable executable) {
        return Modifier.isAbstract(executable.getModifiers()) || isOfAllComponents(executable)
                || HOOKS.contains(executable.getDeclaringClass().getSimpleName() + "." + executable.getName())
                || executable.getName().equals("valueOf") && executable.getDeclaringClass().isEnum()
                || executable instanceof Method method && supertypes(method.getDeclaringClass()).anyMatch(type ->
                        Arrays.stream(type.getDeclaredMethods())
                                .anyMatch(other -> other.getName().equals(method.getName())
                                && other.getParameterCount() == method.getParameterCount()));
    }

    /** Whether it is a record's constructor that shorter ones and methods lead to, which are tried instead. */
    private static boolean isOfAllComponents(Executable executable) {
        Class<?> type = executable.getDeclaringClass();
        return type.isRecord() && executable instanceof Constructor && type.getConstructors().length > 1
                && Arrays.equals(executable.getParameterTypes(),
                        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray());
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
            case "History" -> new History();
            case "Dataset" -> Dataset.fromTensorSlices(new float[1][2], new float[1][1]).batch(1);
            case "Affine" -> new BatchNormalization();
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
            case "OptionalLong" -> OptionalLong.empty();
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
                    : type.isInterface() 
                            ? Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> null)
                    : made(type);
        };
    }

    /** Where an optimizer is named, a name of a loss and a metric would be refused. */
    private static Object filledIn(Parameter parameter) {
        boolean isOptimizer = parameter.getType() == String.class
                && parameter.equals(parameter.getDeclaringExecutable().getParameters()[0])
                && Stream.of("compile", CompileOptions.class.getName())
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
