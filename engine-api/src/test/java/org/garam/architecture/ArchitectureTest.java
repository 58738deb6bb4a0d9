package org.garam.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The architecture as rules: which way dependencies point, and what the engine may stand on. */
class ArchitectureTest {
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.garam");

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .layer("tensor").definedBy("org.garam.tensor")
                .layer("op").definedBy("org.garam.op")
                .layer("program").definedBy("org.garam.program")
                .layer("autodiff").definedBy("org.garam.autodiff")
                .layer("plan").definedBy("org.garam.plan")
                .layer("spi").definedBy("org.garam.spi")
                .layer("runtime").definedBy("org.garam.runtime")
                .layer("model").definedBy("org.garam.model..")
                .layer("data").definedBy("org.garam.data..")
                .whereLayer("tensor").mayNotAccessAnyLayer()
                .whereLayer("op").mayOnlyAccessLayers("tensor")
                .whereLayer("program").mayOnlyAccessLayers("op", "tensor")
                .whereLayer("autodiff").mayOnlyAccessLayers("program", "op", "tensor")
                .whereLayer("plan").mayOnlyAccessLayers("program", "op", "tensor")
                .whereLayer("spi").mayOnlyAccessLayers("plan", "tensor")
                .whereLayer("runtime").mayOnlyAccessLayers("spi", "plan", "autodiff", "program", "op", "tensor")
                .whereLayer("model").mayOnlyAccessLayers("data", "runtime", "spi", "plan", "program", "op", "tensor")
                .whereLayer("data").mayOnlyAccessLayers("runtime", "op", "tensor")
                .check(ENGINE);
    }

    @Test
    void engineStandsOnTheJdkAlone() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.garam..").check(ENGINE);
    }

    @Test
    void libraryDoesNotEndTheProcess() {
        noClasses().should().callMethod(System.class, "exit", int.class).check(ENGINE);
    }

    @Test
    void onlyProgressAndSummaryPrint() {
        noClasses().that().resideOutsideOfPackages("org.garam.model", "org.garam.model.callback")
                .should().accessField(System.class, "out").orShould().accessField(System.class, "err")
                .orShould().callMethod(Throwable.class, "printStackTrace").check(ENGINE);
    }
}
