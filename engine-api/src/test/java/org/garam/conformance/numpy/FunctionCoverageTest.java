package org.garam.conformance.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Comparisons;
import org.garam.runtime.Creation;
import org.garam.runtime.Elementwise;
import org.garam.runtime.Indexing;
import org.garam.runtime.LinearAlgebra;
import org.garam.runtime.Reductions;
import org.garam.runtime.Scans;
import org.garam.runtime.Sorting;
import org.junit.jupiter.api.Test;

/** Fails for a tensor function that no case calls on every backend. */
class FunctionCoverageTest {
    private static final Set<Class<?>> FUNCTIONS = Set.of(Arrangement.class, Comparisons.class, Creation.class,
            Elementwise.class, Indexing.class, LinearAlgebra.class, Reductions.class, Scans.class,
            Sorting.class);

    /** Each op by itself, and what only makes or marks them, is in the cases of ops and of gradients. */
    private static final Set<String> TESTED_AS_OPS = Set.of("Elementwise.unary", "Elementwise.binary",
            "Elementwise.compare",
            "Elementwise.stopGradient", "Reductions.reduce");

    @Test
    void everyTensorFunctionIsCalledByACase() {
        JavaClasses conformance = new ClassFileImporter().importPackages("org.garam.conformance");
        JavaClasses functions = new ClassFileImporter().importClasses(FUNCTIONS);
        Set<String> missing = functions.stream().flatMap(FunctionCoverageTest::names)
                .collect(Collectors.toCollection(TreeSet::new));
        conformance.stream().flatMap(type -> Stream.concat(type.getCodeUnitCallsFromSelf().stream(),
                type.getCodeUnitReferencesFromSelf().stream())).map(JavaAccess::getTarget)
                .forEach(target -> missing.remove(name(target.getOwner(), target.getName())));
        missing.removeAll(TESTED_AS_OPS);
        assertEquals(Set.of(), missing, "add a case to make.py, or to the cases of the conformance suite");
    }

    private static Stream<String> names(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> method.getModifiers().containsAll(Set.of(JavaModifier.PUBLIC, JavaModifier.STATIC)))
                .map(JavaMethod::getName).map(method -> name(type, method));
    }

    private static String name(JavaClass type, String method) {
        return type.getSimpleName() + "." + method;
    }
}
