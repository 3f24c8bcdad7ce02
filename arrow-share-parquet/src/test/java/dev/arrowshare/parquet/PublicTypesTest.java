package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicTypesTest {

    /** Adding one is a decision: whatever is here can never change its name again. */
    @Test
    void whatAUserImportsIsThisList() {
        assertEquals(
                List.of(
                        "BatchStream",
                        "ColumnOptions",
                        "Compression",
                        "Decryption",
                        "EncodedRowGroup",
                        "Encryption",
                        "FolderEncoder",
                        "FolderFile",
                        "FolderLayout",
                        "FolderRowGroup",
                        "FolderVerification",
                        "ParquetColumnChunk",
                        "ParquetFiles",
                        "ParquetFolder",
                        "ParquetLevels",
                        "ParquetPages",
                        "ParquetReadOptions",
                        "ParquetRowGroup",
                        "ParquetSink",
                        "ParquetSource",
                        "ParquetStatistics",
                        "ParquetWriteOptions",
                        "RowGroupEncoder",
                        "SkippedFile",
                        "SkippedRows",
                        "SortingColumn",
                        "SourceIdentity",
                        "TextShape",
                        "WrittenRowGroup"),
                publicTypes("dev.arrowshare.parquet"));
    }

    /** Public for the package above it only. */
    @Test
    void whatEncodingSharesIsThisList() {
        assertEquals(
                List.of(
                        "BatchRows",
                        "ColumnEncoder",
                        "ColumnNode",
                        "ColumnType",
                        "EncodedColumn",
                        "GrowingBuffer",
                        "RowGroupRows"),
                publicTypes("dev.arrowshare.parquet.encode"));
    }

    private static List<String> publicTypes(String aPackage) {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(aPackage).stream()
                        .filter(type -> type.getPackageName().equals(aPackage))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
                        .map(JavaClass::getSimpleName)
                        .sorted()
                        .toList();
    }

    @Test
    void filesSayWhichVersionWroteThem() throws Exception {
        String version = FileFooter.CREATED_BY.replace("arrow-share version ", "");
        String pom = Files.readString(Path.of("pom.xml"));
        String parent = "<version>" + version;
        assertEquals(true, pom.contains(parent), "pom.xml has no " + parent + "; change FileFooter.CREATED_BY");
    }
}
