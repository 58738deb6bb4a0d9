package org.garam.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.garam.data.CsvOptions;
import org.garam.data.Dataset;
import org.garam.model.CompileOptions;
import org.garam.model.EvaluateOptions;
import org.garam.model.FitOptions;
import org.garam.model.Model;
import org.garam.model.PredictOptions;
import org.garam.model.Sequential;
import org.garam.model.activation.Activation;
import org.garam.model.activation.Activations;
import org.garam.model.callback.Callback;
import org.garam.model.constraint.Constraint;
import org.garam.model.initializer.Initializer;
import org.garam.model.layer.Layer;
import org.garam.model.loss.Loss;
import org.garam.model.metric.Metric;
import org.garam.model.optimizer.LearningRate;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.regularizer.Regularizer;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Comparisons;
import org.garam.runtime.Creation;
import org.garam.runtime.Differentiation;
import org.garam.runtime.Elementwise;
import org.garam.runtime.GradientTape;
import org.garam.runtime.Indexing;
import org.garam.runtime.LinearAlgebra;
import org.garam.runtime.Reductions;
import org.garam.runtime.Scans;
import org.garam.runtime.Sorting;
import org.garam.runtime.StringTensor;
import org.garam.runtime.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guide's snippets run and print what the guide says, and nothing that users build models of is missing in it. */
class GuideTest {
    /** Types that users do not name, and the method that makes them. */
    private static final Map<String, String> MADE_BY = Map.of("Named", "named", "Regularized", "activityRegularizer",
            "ReducedLoss", "reducedBy", "NamedMetric", "named", "ConfiguredOptimizer", "weightDecay");

    /** Methods that Garam or Java call rather than users. */
    private static final List<String> NOT_CALLED =
            List.of("toString", "equals", "hashCode", "close", "options", "with", "slots", "step", "nextIteration",
                    "finalWeights");

    static List<GuidePage> pages() throws IOException {
        return GuidePage.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void snippetsPrintWhatThePageSays(GuidePage page, @TempDir Path folder) throws IOException, InterruptedException {
        String output = ForkedProgram.run(folder, page.name(), page.program());
        List<String> remaining = new ArrayList<>(output.lines().map(String::strip).toList());
        assertFalse(page.printed().isEmpty(), "no snippet of the page says what it prints");
        for (String line : page.printed()) {
            int found = remaining.indexOf(line);
            assertTrue(found >= 0, () -> "not printed where the page says so: " + line + "\nprinted is\n" + output);
            remaining = remaining.subList(found + 1, remaining.size());
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Layer.class, Activation.class, Loss.class, Metric.class, Optimizer.class,
        LearningRate.class, Callback.class, Regularizer.class, Constraint.class, Initializer.class})
    void everyKindOfPartOccurs(Class<?> kind) throws IOException {
        List<String> names = new ClassFileImporter().importPackages(kind.getPackageName()).stream()
                .filter(type -> type.isAssignableTo(kind) && !type.isInterface() && !type.isNestedClass())
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName).map(name -> MADE_BY.getOrDefault(name, name)).toList();
        assertFalse(names.isEmpty(), "no public " + kind.getSimpleName() + " was found");
        assertAllOccur(names, "\\b%s\\b");
    }

    @Test
    void everyActivationOccursByName() throws IOException {
        assertAllOccur(Activations.names(), "\"%s\"");
    }

    @ParameterizedTest
    @ValueSource(classes = {FitOptions.class, EvaluateOptions.class, PredictOptions.class, CompileOptions.class,
        Model.class, Sequential.class, Optimizer.class, Dataset.class, CsvOptions.class, StringTensor.class,
        Variable.class, GradientTape.class, Differentiation.class, Creation.class, Arrangement.class, Indexing.class,
        Elementwise.class, Comparisons.class, Reductions.class, Scans.class, Sorting.class, LinearAlgebra.class})
    void everyMethodOfUsersOccurs(Class<?> type) throws IOException {
        List<String> names = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !Modifier.isAbstract(method.getModifiers()))
                .map(Method::getName).filter(name -> !NOT_CALLED.contains(name)).distinct().sorted().toList();
        assertAllOccur(names, "\\b%s\\(");
    }

    private static void assertAllOccur(List<String> names, String pattern) throws IOException {
        String code = GuidePage.all().stream().map(GuidePage::code).collect(Collectors.joining("\n"));
        List<String> missing = names.stream()
                .filter(name -> !Pattern.compile(pattern.formatted(name)).matcher(code).find()).toList();
        assertEquals(List.of(), missing, "not in any snippet of " + GuidePage.FOLDER);
    }
}
