package dev.arrowshare;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.arrowshare");

    @Test
    void coreStandsOnArrowAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.arrowshare.ipc..",
                        "dev.arrowshare.parquet..",
                        "dev.arrowshare.dataset..",
                        "dev.arrowshare.cli..",
                        "org.apache.parquet..",
                        "org.apache.hadoop..")
                .because(
                        "every other module depends on core, and who wants batches only must not get Parquet with them")
                .check(CORE);
    }

    @Test
    void packagesOfCoreDependInOneDirection() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.arrowshare.memory..",
                        "dev.arrowshare.schema..",
                        "dev.arrowshare.error..",
                        "dev.arrowshare.publish..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.arrowshare.batch..", "dev.arrowshare.exchange..")
                .because("a batch stands on memory, schemas and errors, and a cycle would make them one package")
                .check(CORE);
    }

    @Test
    void onlyOneClassUsesUnsafe() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.arrowshare.memory.Memory")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("sun.misc.Unsafe")
                .because("newer JDKs take it away, and then one class must change")
                .check(CORE);
    }

    @Test
    void nothingIsPrintedMappedSerialisedOrStarted() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .callMethod(FileChannel.class, "map", FileChannel.MapMode.class, long.class, long.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class, ProcessBuilder.class)
                .because("stdout is the command's, mapping is ipc's, object streams and processes are the dataset's")
                .check(CORE);
    }

    /** Adding one is a decision: everything public is a promise to users. */
    @Test
    void thePublicTypesAreThese() {
        assertEquals(
                List.of(
                        "batch.Batch",
                        "batch.Columns",
                        "batch.EmptyVectors",
                        "batch.NullVectors",
                        "batch.RowSelection",
                        "batch.UncheckedContents",
                        "batch.VectorBuffers",
                        "error.ArrowShareException",
                        "error.ClosedException",
                        "error.CorruptFileException",
                        "error.InterruptedRunException",
                        "error.MapperException",
                        "error.MissingKeyException",
                        "error.NoSuchColumnException",
                        "error.PostMortem",
                        "error.PostMortem$Memory",
                        "error.RunTimeoutException",
                        "error.SchemaMismatchException",
                        "error.StorageFullException",
                        "error.TaskFailedException",
                        "error.UnsupportedFeatureException",
                        "error.WorkerFailedException",
                        "exchange.CData",
                        "filter.BoundFilter",
                        "filter.ColumnTest",
                        "filter.ColumnTest$Kind",
                        "filter.Domain",
                        "filter.Filter",
                        "filter.FilterColumn",
                        "memory.AllocationScope",
                        "memory.Allocators",
                        "memory.CountedRegion",
                        "memory.CountedRegion$Kind",
                        "memory.Halves",
                        "memory.Memory",
                        "memory.MemoryBudget",
                        "memory.MemoryBudget$Share",
                        "memory.OpenResources",
                        "memory.OpenResources$Entry",
                        "memory.Xxh64",
                        "publish.Draft",
                        "publish.DraftFolder",
                        "publish.StagedFile",
                        "publish.StagingFolder",
                        "publish.WriteFailure",
                        "schema.ExtensionTypes",
                        "schema.SchemaFields",
                        "schema.Schemas"),
                List.copyOf(publicTypes()));
    }

    private static Set<String> publicTypes() {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : CORE) {
            boolean isVisible = type.getModifiers().contains(JavaModifier.PUBLIC)
                    && type.getEnclosingClass()
                            .map(outer -> outer.getModifiers().contains(JavaModifier.PUBLIC))
                            .orElse(true);
            if (isVisible && !type.getSimpleName().equals("package-info")) {
                names.add(type.getName().substring("dev.arrowshare.".length()));
            }
        }
        return names;
    }
}
