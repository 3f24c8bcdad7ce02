package dev.arrowshare.ipc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses IPC = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> location.contains("/dev/arrowshare/ipc/"))
            .importPackages("dev.arrowshare.ipc");

    @Test
    void nothingFurtherDownstreamIsKnown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.arrowshare.parquet..",
                        "dev.arrowshare.dataset..",
                        "dev.arrowshare.cli..",
                        "org.apache.parquet..")
                .because("files of batches are of use without Parquet and without workers")
                .check(IPC);
    }

    @Test
    void onlyOnePackageMapsFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.arrowshare.ipc.map")
                .should()
                .callMethod(FileChannel.class, "map", MapMode.class, long.class, long.class)
                .because("a mapping's end under its readers kills the JVM, so one package counts them all")
                .check(IPC);
    }

    @Test
    void nobodyTouchesRawMemoryButThroughCore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("sun.misc.Unsafe")
                .because("Memory in core is the one user of Unsafe")
                .check(IPC);
    }

    @Test
    void layoutKnowsNothingOfMappingsAndMappingsNothingOfFiles() {
        noClasses()
                .that()
                .resideInAPackage("dev.arrowshare.ipc.layout")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.arrowshare.ipc",
                        "dev.arrowshare.ipc.map",
                        "dev.arrowshare.ipc.codec",
                        "dev.arrowshare.ipc.publish")
                .because("where bytes lie does not depend on how they got there")
                .check(IPC);
        noClasses()
                .that()
                .resideInAPackage("dev.arrowshare.ipc.map")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.arrowshare.ipc", "dev.arrowshare.ipc.publish")
                .because("a mapping does not know what it is read for")
                .check(IPC);
    }

    @Test
    void nothingPrintsStartsProcessesOrReadsObjectStreams() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java.lang.ProcessBuilder|java.io.Object(In|Out)putStream|java.io.PrintStream")
                .because("a library is silent, and only workers are processes")
                .check(IPC);
    }

    /** Adding a type here is adding to what users and other modules may rely on. */
    @Test
    void thePublicTypesAreThese() {
        List<String> expected = List.of(
                "dev.arrowshare.ipc.ArrowFile",
                "dev.arrowshare.ipc.ArrowFileWriter",
                "dev.arrowshare.ipc.ArrowStream",
                "dev.arrowshare.ipc.ArrowStreamWriter",
                "dev.arrowshare.ipc.ArrowWriteOptions",
                "dev.arrowshare.ipc.BlockLocation",
                "dev.arrowshare.ipc.Compression",
                "dev.arrowshare.ipc.GrowingArrowFile",
                "dev.arrowshare.ipc.codec.BufferCodec",
                "dev.arrowshare.ipc.layout.ArrowFormat",
                "dev.arrowshare.ipc.layout.BatchHeader",
                "dev.arrowshare.ipc.layout.BodyPlan",
                "dev.arrowshare.ipc.layout.ColumnLayout",
                "dev.arrowshare.ipc.layout.DeclaredSchema",
                "dev.arrowshare.ipc.layout.Footer",
                "dev.arrowshare.ipc.layout.Footer$Block",
                "dev.arrowshare.ipc.layout.Message",
                "dev.arrowshare.ipc.layout.MetadataWriter",
                "dev.arrowshare.ipc.layout.Refused",
                "dev.arrowshare.ipc.layout.Shape",
                "dev.arrowshare.ipc.map.Body",
                "dev.arrowshare.ipc.map.ColumnLoader",
                "dev.arrowshare.ipc.map.DictionaryValues",
                "dev.arrowshare.ipc.map.DirtyColumns",
                "dev.arrowshare.ipc.map.FileMapping",
                "dev.arrowshare.ipc.map.MappedBlock",
                "dev.arrowshare.ipc.map.MappedSegment",
                "dev.arrowshare.ipc.map.RunEnds",
                "dev.arrowshare.ipc.map.Window",
                "dev.arrowshare.ipc.publish.PendingFile",
                "dev.arrowshare.ipc.publish.RunFolder");
        TreeSet<String> actual = new TreeSet<>();
        IPC.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .forEach(type -> actual.add(type.getName()));
        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }
}
