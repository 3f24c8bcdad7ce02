package dev.arrowshare.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.arrowshare.error.ArrowShareException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the whole project, over the classes of all modules. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.arrowshare");

    private static final String CORE_BATCH = "dev.arrowshare.batch..";
    private static final String CORE_EXCHANGE = "dev.arrowshare.exchange..";
    private static final String IPC = "dev.arrowshare.ipc..";
    private static final String PARQUET = "dev.arrowshare.parquet..";
    private static final String DATASET = "dev.arrowshare.dataset..";
    private static final String CLI = "dev.arrowshare.cli..";
    private static final String UNSAFE = "sun.misc.Unsafe";

    private static final String[] CORE = {
        CORE_BATCH,
        CORE_EXCHANGE,
        "dev.arrowshare.schema..",
        "dev.arrowshare.memory..",
        "dev.arrowshare.publish..",
        "dev.arrowshare.error.."
    };

    @Test
    void allModulesAreSeen() {
        for (String aPackage : List.of("batch", "ipc", "parquet", "dataset", "cli")) {
            assertTrue(
                    ALL.stream().anyMatch(type -> type.getPackageName().startsWith("dev.arrowshare." + aPackage)),
                    "no class of dev.arrowshare." + aPackage);
        }
    }

    @Test
    void coreKnowsNoFileFormat() {
        check(noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(IPC, PARQUET, DATASET)
                .because("whoever wants batches without files takes core alone"));
    }

    @Test
    void formatsDoNotKnowEachOther() {
        check(noClasses()
                .that()
                .resideInAPackage(IPC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PARQUET, DATASET)
                .because("Arrow files are mapped without Parquet on the class path"));
        check(noClasses()
                .that()
                .resideInAPackage(PARQUET)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(IPC, DATASET)
                .because("Parquet is decoded to batches, wherever those go then"));
    }

    @Test
    void nothingDependsOnTheCommand() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CLI)
                .because("the command has no logic of its own that a library could want"));
    }

    @Test
    void parquetJavaStaysInsideOfItsModule() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(PARQUET)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.parquet..")
                .because("parquet-java can be replaced where it is used, and nowhere else"));
    }

    @Test
    void parquetJavaIsInNoPublicSignature() {
        check(codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("dev.arrowshare.parquet")
                .and()
                .arePublic()
                .should(notMention(resideInAPackage("org.apache.parquet..")))
                .because("users of this module must be able to upgrade it without upgrading parquet-java"));
    }

    @Test
    void hadoopIsNowhere() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hadoop..")
                .because("Hadoop is there to compile parquet-java's signatures, and is absent at run time"));
    }

    @Test
    void onlyWorkStartsProcesses() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.arrowshare.dataset.work")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class)
                .because("whoever starts a process answers for its death, and that is written once"));
    }

    @Test
    void nobodyStartsProcessesByRuntime() {
        check(noClasses()
                .should()
                .callMethodWhere(target(describe(
                        "Runtime.exec",
                        method -> method.getName().equals("exec")
                                && method.getOwner().isEquivalentTo(Runtime.class))))
                .because("it is a way around the rule for ProcessBuilder"));
    }

    @Test
    void nobodyMakesByteBuffersOfArrowsMemoryByArrow() {
        check(noClasses()
                .should()
                .callMethodWhere(target(describe(
                        "ArrowBuf.nioBuffer",
                        method -> method.getName().equals("nioBuffer")
                                && method.getOwner().isAssignableTo("org.apache.arrow.memory.ArrowBuf"))))
                .because("it needs java.nio opened, and reading and writing need no flag"));
    }

    @Test
    void errorsHaveOneRootAndNeedNoDeclaration() {
        check(classes()
                .that()
                .resideInAPackage("dev.arrowshare.error")
                .and()
                .haveSimpleNameEndingWith("Exception")
                .should()
                .beAssignableTo(ArrowShareException.class)
                .andShould()
                .beAssignableTo(RuntimeException.class)
                .because("one catch is enough, and none is forced"));
    }

    @Test
    void onlyTheMappingMaps() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.arrowshare.ipc.map")
                .should()
                .callMethodWhere(target(describe(
                        "FileChannel.map",
                        method -> method.getName().equals("map")
                                && method.getOwner().isAssignableTo(FileChannel.class))))
                .because("a mapping outlives whoever forgets to count it"));
    }

    @Test
    void javaObjectStreamsCarryFunctionsOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.arrowshare.dataset.work", "dev.arrowshare.dataset.share")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class)
                .because("rows never travel as Java objects"));
    }

    @Test
    void onlyTheCommandPrints() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .accessField(System.class, "out")
                .because("standard output belongs to the program, not to its libraries"));
    }

    @Test
    void asynchronousStepsNameTheirExecutor() {
        check(noClasses()
                .should()
                .callMethodWhere(target(describe(
                        "CompletableFuture.*Async without an executor",
                        method -> method.getOwner().isAssignableTo(CompletableFuture.class)
                                && method.getName().endsWith("Async")
                                && method.getRawParameterTypes().stream()
                                        .noneMatch(type -> type.isEquivalentTo(Executor.class)))))
                .because("the common pool is the user's, and may be busy for ever"));
    }

    @Test
    void oneClassAModuleUsesUnsafe() {
        Map<String, List<String>> users = ALL.stream()
                .filter(ArchitectureTest::usesUnsafe)
                .map(ArchitectureTest::topLevel)
                .distinct()
                .collect(Collectors.groupingBy(
                        ArchitectureTest::moduleOf,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getSimpleName, Collectors.toList())));
        users.forEach((module, names) -> assertEquals(
                1,
                names.size(),
                "one class a module may use Unsafe, because it must say why: " + module + " " + names));
        assertEquals(List.of("Memory"), users.get("core"));
    }

    private static boolean usesUnsafe(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> dependency.getTargetClass().getName().equals(UNSAFE));
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(type);
    }

    static String moduleOf(JavaClass type) {
        String aPackage = type.getPackageName().split("\\.", -1)[2];
        return List.of("ipc", "parquet", "dataset", "cli").contains(aPackage) ? aPackage : "core";
    }

    private static ArchCondition<JavaCodeUnit> notMention(DescribedPredicate<JavaClass> forbidden) {
        return new ArchCondition<>("not mention " + forbidden.getDescription()) {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
                        .filter(forbidden)
                        .filter(type -> unit.getOwner().getModifiers().contains(JavaModifier.PUBLIC))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                unit, unit.getFullName() + " mentions " + type.getName())));
            }
        };
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(ALL);
    }
}
