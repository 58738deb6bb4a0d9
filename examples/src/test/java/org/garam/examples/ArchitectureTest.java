package org.garam.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Backends are found by {@link java.util.ServiceLoader}; nothing is written against one of them. */
class ArchitectureTest {
    private static final JavaClasses GARAM = new ClassFileImporter().importPackages("org.garam");

    @Test
    void nobodyDependsOnABackend() {
        noClasses().that().resideOutsideOfPackage("org.garam.backend..")
                .should().dependOnClassesThat().resideInAPackage("org.garam.backend..").check(GARAM);
    }

    @Test
    void backendsDoNotKnowTheModelApiOrEachOther() {
        for (String backend : new String[] {"cpu", "cuda", "opencl"}) {
            noClasses().that().resideInAPackage("org.garam.backend." + backend + "..")
                    .should().dependOnClassesThat().resideInAnyPackage("org.garam.model..", "org.garam.runtime..")
                    .orShould().dependOnClassesThat(DescribedPredicate.describe("belong to another backend",
                            type -> type.getPackageName().startsWith("org.garam.backend.")
                                    && !(type.getPackageName() + ".").startsWith("org.garam.backend." + backend + ".")))
                    .allowEmptyShould(true).check(GARAM);
        }
    }
}
