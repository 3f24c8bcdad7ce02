package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold for Parquet in every file system: the usual one, a zip file, memory, and one like a cloud's. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AnyPathTest {
    private static final List<Field> FIELDS =
            List.of(ArrowTypes.named("int64"), ArrowTypes.named("utf8"), ArrowTypes.named("float64"));
    private static final int ROWS = 3000;

    enum Kind {
        USUAL {
            @Override
            Path folder(Path temporary) throws IOException {
                return Files.createDirectory(temporary.resolve("data"));
            }
        },
        ZIP {
            @Override
            Path folder(Path temporary) throws IOException {
                FileSystem zip = FileSystems.newFileSystem(temporary.resolve("data.zip"), Map.of("create", "true"));
                return Files.createDirectory(zip.getPath("/data"));
            }
        },
        MEMORY {
            @Override
            Path folder(Path temporary) throws IOException {
                return Files.createDirectory(
                        Jimfs.newFileSystem(Configuration.unix()).getPath("/data"));
            }
        },
        CLOUD {
            @Override
            Path folder(Path temporary) throws IOException {
                return Files.createDirectory(new FarFiles(Duration.ZERO).getPath("/data"));
            }
        };

        abstract Path folder(Path temporary) throws IOException;
    }

    private final BufferAllocator allocator = Allocators.child("test");
    private final List<FileSystem> opened = new ArrayList<>();
    private long allocatedBefore;

    @TempDir
    Path temporary;

    @BeforeEach
    void noteWhatIsAllocated() {
        allocatedBefore = Allocators.root().getAllocatedMemory();
    }

    @AfterEach
    void nothingStaysAllocatedOrOpen() throws IOException {
        for (FileSystem system : opened) {
            system.close();
        }
        allocator.close();
        assertEquals(allocatedBefore, Allocators.root().getAllocatedMemory());
        assertEquals(List.of(), OpenResources.report());
    }

    private Path folder(Kind kind) throws IOException {
        Path folder = kind.folder(temporary);
        if (kind != Kind.USUAL) {
            opened.add(folder.getFileSystem());
        }
        return folder;
    }

    private Batch batch(int seed) {
        return RandomBatches.of(FIELDS, ROWS, Nulls.SOME, seed, allocator);
    }

    private static void write(Path file, Batch batch) {
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .rowGroupRows(700)
                .pageRows(100)
                .durability(ParquetWriteOptions.Durability.SYNCED);
        try (ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            sink.append(batch);
            sink.commit();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private void assertReads(Batch expected, BatchStream stream) {
        long row = 0;
        try (stream) {
            for (Batch next = stream.next(); next != null; next = stream.next()) {
                try (Batch batch = next) {
                    BatchAssertions.assertEqualValues(expected, row, batch.rows(), batch, "row " + row);
                    row += batch.rows();
                }
            }
        }
        assertEquals(expected.rows(), row);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadByManyThreads(Kind kind) throws IOException {
        Path file = folder(kind).resolve("rows.parquet");
        try (Batch batch = batch(1)) {
            write(file, batch);
            assertEquals(List.of("rows.parquet"), names(file.getParent()));
            for (int threads : new int[] {1, 2, 7}) {
                ParquetReadOptions options =
                        ParquetReadOptions.read().threads(threads).rowsPerBatch(450);
                assertReads(batch, ParquetSource.open(file, options).read(allocator));
                assertReads(
                        batch,
                        ParquetSource.open(file, options.readAheadBytes(0)).read(allocator));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProjectionIsReadAndClosedEarly(Kind kind) throws IOException {
        Path file = folder(kind).resolve("rows.parquet");
        try (Batch batch = batch(2)) {
            write(file, batch);
            ParquetReadOptions options =
                    ParquetReadOptions.read().columns("utf8").threads(3).rowsPerBatch(100);
            try (BatchStream stream = ParquetSource.open(file, options).read(allocator);
                    Batch first = stream.next();
                    Batch expected = batch.select("utf8")) {
                BatchAssertions.assertEqualValues(expected, 0, 100, first, kind.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsReplacedOnlyWhenItIsWhole(Kind kind) throws IOException {
        Path file = Files.writeString(folder(kind).resolve("rows.parquet"), "old");
        try (Batch batch = batch(3)) {
            try (ParquetSink sink = ParquetSink.create(file, batch.schema(), ParquetWriteOptions.defaults())) {
                sink.append(batch);
            }
            assertEquals("old", Files.readString(file));
            assertEquals(List.of("rows.parquet"), names(file.getParent()));
            write(file, batch);
            assertReads(batch, ParquetSource.open(file).read(allocator));
            assertEquals(List.of("rows.parquet"), names(file.getParent()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFolderWithPartitionsIsWrittenReplacedAndRead(Kind kind) throws IOException {
        Path folder = folder(kind).resolve("trips");
        FolderLayout layout = FolderLayout.files().partitionBy("zone");
        for (int zones : new int[] {5, 3}) {
            try (Batch batch = RandomBatches.of(List.of(ArrowTypes.named("int64")), 60, Nulls.NONE, 4, allocator);
                    Batch zoned = withZones(batch, zones);
                    ParquetFolder target =
                            ParquetFolder.create(folder, zoned.schema(), ParquetWriteOptions.defaults(), layout)) {
                target.append(zoned);
                target.commit();
            }
            List<String> names = names(folder);
            assertEquals(zones + 2, names.size(), names.toString());
            assertTrue(names.containsAll(List.of("_SUCCESS", "_manifest.json", "zone=0/part-00000.parquet")));
            assertEquals(
                    names,
                    names(folder.getParent()).stream()
                            .map(name -> name.substring("trips/".length()))
                            .toList());
            ParquetFiles files = ParquetFiles.open(List.of(folder), ParquetReadOptions.read());
            assertEquals(60, files.rows());
            assertEquals("zone", files.schema().getFields().get(1).getName());
        }
        Path glob = folder.resolve("zone=[01]").resolve("*.parquet");
        ParquetFiles some = ParquetFiles.open(List.of(glob), ParquetReadOptions.read());
        assertEquals(2, some.sources().size());
        long rows = 0;
        try (BatchStream stream = some.read(allocator)) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                rows += batch.rows();
                batch.close();
            }
        }
        assertEquals(40, rows);
    }

    private static Batch withZones(Batch batch, int zones) {
        return batch.with(Columns.integer("zone", batch, row -> row % zones));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotThereIsSaid(Kind kind) throws IOException {
        Path folder = folder(kind);
        Path missing = folder.resolve("missing.parquet");
        ArrowShareException none = assertThrows(ArrowShareException.class, () -> ParquetSource.open(missing));
        assertEquals(missing + ": no such file", none.getMessage());
        ArrowShareException isFolder = assertThrows(ArrowShareException.class, () -> ParquetSource.open(folder));
        assertEquals(folder + ": is a folder, not a Parquet file", isFolder.getMessage());
        ArrowShareException noFile = assertThrows(
                ArrowShareException.class, () -> ParquetFiles.open(List.of(folder), ParquetReadOptions.read()));
        assertTrue(noFile.getMessage().startsWith(folder + ": no Parquet file"), noFile.getMessage());
        Path nowhere = folder.resolve("none").resolve("x.parquet");
        try (Batch batch = batch(5)) {
            ArrowShareException refused = assertThrows(
                    ArrowShareException.class,
                    () -> ParquetSink.create(nowhere, batch.schema(), ParquetWriteOptions.defaults()));
            assertEquals(
                    "cannot write " + nowhere + ": there is no folder " + nowhere.getParent(), refused.getMessage());
        }
        assertFalse(Files.exists(nowhere));
    }
}
