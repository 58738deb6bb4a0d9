package org.garam.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.model.constraint.Constraint;
import org.garam.model.optimizer.LearningRate;
import org.garam.model.regularizer.Regularizer;
import org.junit.jupiter.api.Test;

/** Fails for a regularizer, a constraint or a schedule that no test of {@link ModelConformance} makes. */
class ModelCoverageTest {
    private static final List<Class<?>> KINDS = List.of(Constraint.class, LearningRate.class, Regularizer.class);

    @Test
    void everyRegularizerConstraintAndScheduleIsTestedOnEveryBackend() {
        JavaClasses classes = new ClassFileImporter().importPackages("org.garam.model", "org.garam.conformance");
        Set<JavaClass> tests = Stream.of(ModelConformance.class.getDeclaredClasses())
                .map(nested -> classes.get(nested.getSuperclass())).collect(Collectors.toSet());
        assertTrue(tests.size() > 10, tests.toString());
        for (Class<?> kind : KINDS) {
            Set<String> missing = classes.stream().filter(type -> type.isAssignableTo(kind) && !type.isInterface()
                    && !type.isNestedClass()
                            && type.getPackageName().equals(kind.getPackageName()))
                    .map(JavaClass::getName).collect(Collectors.toCollection(TreeSet::new));
            classes.stream().filter(type -> tests.contains(outermost(type)))
                    .flatMap(type -> type.getConstructorCallsFromSelf().stream())
                    .forEach(call -> missing.remove(call.getTargetOwner().getName()));
            assertEquals(Set.of(), missing, "add a case to a test that ModelConformance runs");
        }
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ModelCoverageTest::outermost).orElse(type);
    }
}
