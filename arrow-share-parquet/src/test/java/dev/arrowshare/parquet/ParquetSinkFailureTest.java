package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetSinkFailureTest {
    private static final Field NUMBERS = ArrowTypes.named("int64");
    private static final Schema SCHEMA = new Schema(List.of(NUMBERS));

    private final BufferAllocator allocator = Allocators.child("test");
    private long allocatedBefore;

    @TempDir
    Path folder;

    @BeforeEach
    void noteWhatIsAllocated() {
        allocatedBefore = Allocators.root().getAllocatedMemory();
    }

    @AfterEach
    void nothingStaysAllocatedOrOpen() {
        allocator.close();
        assertEquals(allocatedBefore, Allocators.root().getAllocatedMemory(), "memory of the encoder's");
        assertEquals(List.of(), OpenResources.report());
    }

    private Batch numbers(int rows) {
        return RandomBatches.of(NUMBERS, rows, Nulls.NONE, 8, allocator);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void closingWithoutACommitLeavesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("old.parquet"), "old");
        try (Batch batch = numbers(100);
                ParquetSink sink = ParquetSink.create(file, SCHEMA, ParquetWriteOptions.defaults())) {
            sink.append(batch);
            assertEquals(2, files().size(), "the temporary file stands beside the target");
        }
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("old.parquet"), files());
    }

    @Test
    void aCommitReplacesWhatWasThereAndKeepsItsPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("old.parquet"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        try (Batch batch = numbers(100);
                ParquetSink sink = ParquetSink.create(
                        file,
                        SCHEMA,
                        ParquetWriteOptions.defaults().durability(ParquetWriteOptions.Durability.SYNCED))) {
            try (Stream<Path> all = Files.list(folder)) {
                Path temporary =
                        all.filter(path -> !path.equals(file)).findFirst().orElseThrow();
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary)));
            }
            sink.append(batch);
            sink.commit();
        }
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("old.parquet"), files());
        try (WrittenFile written = WrittenFile.open(file)) {
            assertEquals(100, written.rows().size());
        }
    }

    @Test
    void aNewFileGetsThePermissionsOfNewFiles() throws IOException {
        Path other = Files.createFile(folder.resolve("other"));
        Path file = folder.resolve("new.parquet");
        try (ParquetSink sink = ParquetSink.create(file, SCHEMA, ParquetWriteOptions.defaults())) {
            sink.commit();
        }
        assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(file));
    }

    @Test
    void whatADeadWriterOfTheSameTargetLeftIsDeleted() throws IOException {
        Path left = Files.createFile(folder.resolve(".new.parquet.999999999-1-0123456789abcdef.tmp"));
        try (ParquetSink sink =
                ParquetSink.create(folder.resolve("new.parquet"), SCHEMA, ParquetWriteOptions.defaults())) {
            assertFalse(Files.exists(left));
            sink.commit();
        }
        assertEquals(List.of("new.parquet"), files());
    }

    @Test
    void aLinkStaysALinkToTheNewFile() throws IOException {
        Path file = Files.writeString(folder.resolve("real.parquet"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.parquet"), file);
        try (ParquetSink sink = ParquetSink.create(link, SCHEMA, ParquetWriteOptions.defaults())) {
            sink.commit();
        }
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.size(file) > 3);
    }

    @Test
    void targetsThatCannotBeWrittenAreRefusedInOneLine() {
        assertRefused(folder, "it is a folder");
        assertRefused(
                folder.resolve("missing").resolve("x.parquet"), "there is no folder " + folder.resolve("missing"));
        assertRefused(Path.of("/dev/null"), "it is not a regular file");
    }

    private static void assertRefused(Path target, String reason) {
        ArrowShareException e = assertThrows(
                ArrowShareException.class, () -> ParquetSink.create(target, SCHEMA, ParquetWriteOptions.defaults()));
        assertEquals("cannot write " + target + ": " + reason, e.getMessage());
    }

    @Test
    void aFolderWithoutPermissionIsRefused() throws IOException {
        assumeTrue(!"root".equals(System.getProperty("user.name")), "root may write everywhere");
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assertRefused(closed.resolve("x.parquet"), "no permission to create files in " + closed);
    }

    @Test
    void aFullDiskSaysSoAndLeavesNothing() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small file system");
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", small.toString()) == 0, "cannot mount");
        try {
            Path file = Files.writeString(small.resolve("old.parquet"), "old");
            StorageFullException e = assertThrows(StorageFullException.class, () -> fill(file));
            assertTrue(
                    e.getMessage().startsWith("cannot write " + file + ": no space left in " + small), e.getMessage());
            assertEquals("old", Files.readString(file));
            assertEquals(1, small.toFile().list().length);
        } finally {
            assertEquals(0, run("umount", small.toString()));
        }
    }

    private void fill(Path file) {
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .compression(Compression.UNCOMPRESSED)
                .rowGroupRows(100_000);
        try (Batch batch = numbers(1_000_000);
                ParquetSink sink = ParquetSink.create(file, SCHEMA, options)) {
            sink.append(batch);
            sink.commit();
        }
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return process.exitValue();
    }

    @Test
    void aBatchOfOtherColumnsIsRefusedWithBothSchemas() throws IOException {
        try (Batch other = RandomBatches.of(ArrowTypes.named("utf8"), 3, Nulls.NONE, 1, allocator);
                ParquetSink sink =
                        ParquetSink.create(folder.resolve("x.parquet"), SCHEMA, ParquetWriteOptions.defaults())) {
            SchemaMismatchException e = assertThrows(SchemaMismatchException.class, () -> sink.append(other));
            assertTrue(e.getMessage().contains("file  [int64 int64]\n  batch [utf8 utf8]"), e.getMessage());
            assertThrows(IllegalStateException.class, sink::commit);
        }
        assertEquals(List.of(), files());
    }

    @Test
    void aNullInARequiredColumnIsRefused() {
        Field required = ArrowTypes.required("int64", NUMBERS.getType());
        try (Batch batch = RandomBatches.of(NUMBERS, 50, Nulls.SOME, 9, allocator);
                ParquetSink sink = ParquetSink.create(
                        folder.resolve("x.parquet"), new Schema(List.of(required)), ParquetWriteOptions.defaults())) {
            sink.append(batch);
            SchemaMismatchException e = assertThrows(SchemaMismatchException.class, sink::commit);
            assertEquals(
                    "column 'int64 int64 not null' has nulls in a batch of 50 rows; declare it nullable",
                    e.getMessage());
        }
    }

    @Test
    void aFailureOnAnotherThreadComesOutWithNothingLeft() throws IOException {
        List<Field> fields = List.of(ArrowTypes.named("utf8"), ArrowTypes.named("time_s"), NUMBERS);
        try (Batch batch = RandomBatches.of(fields, 500, Nulls.NONE, 10, allocator)) {
            batch.column("time_s").getDataBuffer().setInt(0, Integer.MAX_VALUE);
            ArrowShareException e = assertThrows(ArrowShareException.class, () -> {
                try (ParquetSink sink = ParquetSink.create(
                        folder.resolve("x.parquet"),
                        batch.schema(),
                        ParquetWriteOptions.defaults().threads(3))) {
                    sink.append(batch);
                    sink.commit();
                }
            });
            assertEquals(
                    "column 'time_s': 2147483647 s cannot be written: Parquet has no seconds, and as milliseconds the"
                            + " value does not fit",
                    e.getMessage());
        }
        assertEquals(List.of(), files());
    }

    @Test
    void offsetsOutsideOfTheDataAreRefusedNotFollowed() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("utf8"), 100, Nulls.NONE, 12, allocator);
                ParquetSink sink = ParquetSink.create(
                        folder.resolve("x.parquet"), batch.schema(), ParquetWriteOptions.defaults())) {
            batch.column("utf8").getOffsetBuffer().setInt(4 * 50, Integer.MAX_VALUE - 8);
            sink.append(batch);
            ArrowShareException e = assertThrows(ArrowShareException.class, sink::commit);
            assertTrue(e.getMessage().startsWith("column 'utf8': rows 0 to 100 have offsets"), e.getMessage());
        }
    }

    @Test
    void nothingFollowsTheCommit() {
        ParquetSink sink = ParquetSink.create(folder.resolve("x.parquet"), SCHEMA, ParquetWriteOptions.defaults());
        sink.commit();
        assertThrows(ClosedException.class, sink::commit);
        sink.close();
        sink.close();
        assertTrue(Files.exists(folder.resolve("x.parquet")));
    }

    @Test
    void batchesMayBeClosedOnceTheyAreAppended() throws IOException {
        Path file = folder.resolve("x.parquet");
        try (ParquetSink sink = ParquetSink.create(file, SCHEMA, ParquetWriteOptions.defaults())) {
            for (int i = 0; i < 5; i++) {
                try (Batch batch = numbers(10)) {
                    sink.append(batch);
                }
            }
            sink.commit();
        }
        try (WrittenFile written = WrittenFile.open(file)) {
            assertEquals(50, written.rows().size());
            assertFalse(written.footer().getBlocks().isEmpty());
        }
    }

    @Test
    void badOptionsFailWhereTheyAreSet() {
        ParquetWriteOptions options = ParquetWriteOptions.defaults();
        assertMessage("rowGroupRows is 0; at least 1", () -> options.rowGroupRows(0));
        assertMessage("threads is -1; at least 1", () -> options.threads(-1));
        assertMessage("compression ZSTD has no level 23; levels are 1 to 22", () -> Compression.zstd(23));
        assertMessage(
                "no compression 'lzo'; compressions are uncompressed, snappy, gzip, zstd, lz4_raw",
                () -> Compression.named("lzo"));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
