package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicTypesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.arrowshare.dataset");

    /** Adding one is a decision: whatever is here can never change its name again. */
    @Test
    void whatAUserImportsIsThisList() {
        assertEquals(
                List.of(
                        "BatchConsumer",
                        "BatchMapper",
                        "Batches",
                        "InMemoryClasses",
                        "Indexed",
                        "OnError",
                        "OnStall",
                        "Outcome",
                        "Pipeline",
                        "PoolOptions",
                        "PoolStatistics",
                        "PoolWorker",
                        "ResourceFactory",
                        "ResourceMapper",
                        "Results",
                        "Retry",
                        "RunSummary",
                        "Shared",
                        "SharedDataset",
                        "Slices",
                        "StoredResult",
                        "TaskFunction",
                        "TaskOptions",
                        "WorkerPool",
                        "Workers"),
                publicTypes("dev.arrowshare.dataset"));
    }

    /** Public for the other packages of this module only; a ticket is what a user may hold without looking inside. */
    @Test
    void whatPackagesOfThisModuleShareIsThisList() {
        assertEquals(
                List.of(
                        "BatchCopy",
                        "BlockFeed",
                        "DatasetTicket",
                        "FunctionIdentity",
                        "InputFile",
                        "MappedInput",
                        "ParquetSelection",
                        "RunInput",
                        "SharedFile",
                        "Travel"),
                publicTypes("dev.arrowshare.dataset.share"));
        assertEquals(
                List.of("EventStream", "RunAdvice", "RunEvent", "RunEvents", "WorkerEvents"),
                publicTypes("dev.arrowshare.dataset.event"));
        assertEquals(
                List.of("JobIdentity", "Keep", "RecordedWork", "Resumption"),
                publicTypes("dev.arrowshare.dataset.resume"));
        assertEquals(
                List.of("Column", "RowFlatMapper", "RowFunction", "RowMapper", "RowPredicate"),
                publicTypes("dev.arrowshare.dataset.rows"));
        assertEquals(
                List.of(
                        "ArrowRunSink",
                        "DeadLetter",
                        "FailureLog",
                        "FolderRunSink",
                        "ParquetRunSink",
                        "RunSink",
                        "Target",
                        "WrittenFile"),
                publicTypes("dev.arrowshare.dataset.sink"));
    }

    private static List<String> publicTypes(String aPackage) {
        return CLASSES.stream()
                .filter(type -> type.getPackageName().equals(aPackage))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
    }

    @Test
    void eventsDoNotKnowWhoTellsThem() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("dev.arrowshare.dataset.event")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "of other packages of this module",
                        type -> type.getPackageName().startsWith("dev.arrowshare.dataset")
                                && !type.getPackageName().equals("dev.arrowshare.dataset.event")))
                .because("whoever reads a saved stream needs no engine")
                .check(CLASSES);
    }

    @Test
    void theSinkDoesNotKnowWhereBatchesComeFrom() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("dev.arrowshare.dataset.sink")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.arrowshare.dataset", "dev.arrowshare.dataset.share")
                .because("an output is written the same way whoever made its batches")
                .check(CLASSES);
    }

    @Test
    void workersDoNotKnowPipelinesOrSinks() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("dev.arrowshare.dataset.work")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Pipeline.class, RunSummary.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.arrowshare.dataset.sink")
                .because("a worker gets a plan and gives answers; what they are for is the coordinator's business")
                .check(CLASSES);
    }
}
