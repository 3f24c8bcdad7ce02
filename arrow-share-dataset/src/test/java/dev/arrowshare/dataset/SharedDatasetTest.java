package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.parquet.ParquetReadOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SharedDatasetTest {
    @TempDir
    Path folder;

    private LeftBehind before;

    @BeforeEach
    void lookAround() {
        before = new LeftBehind();
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        before.check();
    }

    private Path parquet(String name, int... batchRows) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (SharedDataset numbers = Numbers.share(batchRows)) {
            numbers.writeParquet(file);
        }
        return file;
    }

    @Test
    void aParquetFileIsSharedAndItsRowsAreKnownAtOnce() throws IOException {
        Path file = parquet("a.parquet", 1000, 500);
        try (SharedDataset numbers = SharedDataset.fromParquet(file)) {
            assertEquals(1500, numbers.rows());
            assertEquals("id", numbers.schema().getFields().get(0).getName());
            assertEquals(Numbers.range(0, 1500), Numbers.ids(numbers.pipeline()));
            assertTrue(Files.exists(numbers.path()));
        }
    }

    @Test
    void theTemporaryFileGoesWithTheDataset() throws IOException {
        SharedDataset numbers = SharedDataset.fromParquet(parquet("a.parquet", 100));
        Path file = numbers.path();
        assertTrue(Files.exists(file));
        numbers.close();
        assertFalse(Files.exists(file));
    }

    @Test
    void onlyTheChosenColumnsAreRead() throws IOException {
        Path file = parquet("a.parquet", 100);
        try (SharedDataset numbers =
                SharedDataset.fromParquet(file, ParquetReadOptions.read().columns("name", "id"))) {
            assertEquals(
                    List.of("name", "id"),
                    numbers.schema().getFields().stream().map(f -> f.getName()).toList());
            assertEquals(Numbers.range(0, 100), Numbers.ids(numbers.pipeline()));
        }
    }

    @Test
    void batchesHaveTheRowsThatWereAskedFor() throws IOException {
        Path file = parquet("a.parquet", 1000);
        List<Long> sizes = new ArrayList<>();
        try (SharedDataset numbers =
                SharedDataset.fromParquet(file, ParquetReadOptions.read().rowsPerBatch(300))) {
            numbers.forEach(batch -> sizes.add(batch.rows()));
        }
        assertEquals(List.of(300L, 300L, 300L, 100L), sizes);
    }

    @Test
    void aFolderAGlobAndAListAreReadInOrder() throws IOException {
        parquet("in/b.parquet", 20);
        parquet("in/a.parquet", 10);
        parquet("in/sub/c.parquet", 30);
        parquet("in/_notes.parquet", 40);
        Files.writeString(folder.resolve("in/readme.txt"), "no Parquet");
        Path in = folder.resolve("in");
        assertAll(
                () -> assertRows(60, SharedDataset.fromParquet(in)),
                () -> assertRows(30, SharedDataset.fromParquet(in.resolve("[ab].parquet"))),
                () -> assertRows(60, SharedDataset.fromParquet(in.resolve("**{a,b,c}.parquet"))),
                () -> assertRows(
                        30, SharedDataset.fromParquet(List.of(in.resolve("b.parquet"), in.resolve("a.parquet")))));
        try (SharedDataset both =
                SharedDataset.fromParquet(List.of(in.resolve("b.parquet"), in.resolve("a.parquet")))) {
            List<Long> expected = Numbers.range(0, 20);
            expected.addAll(Numbers.range(0, 10));
            assertEquals(expected, Numbers.ids(both.pipeline()));
        }
    }

    private static void assertRows(long rows, SharedDataset dataset) {
        try (dataset) {
            assertEquals(rows, dataset.rows());
        }
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        Path missing = folder.resolve("missing.parquet");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertMessage(missing + ": no such file or folder", () -> SharedDataset.fromParquet(missing));
        assertMessage(
                empty + ": no Parquet file in this folder; their names end in .parquet",
                () -> SharedDataset.fromParquet(empty));
        assertMessage(
                empty.resolve("*.parquet") + ": no file matches",
                () -> SharedDataset.fromParquet(empty.resolve("*.parquet")));
        assertThrows(IllegalArgumentException.class, () -> SharedDataset.fromParquet(List.of()));
        assertMessage(missing.toString(), () -> SharedDataset.open(missing));
    }

    private static void assertMessage(String begin, org.junit.jupiter.api.function.Executable call) {
        ArrowShareException failure = assertThrows(ArrowShareException.class, call);
        assertTrue(failure.getMessage().startsWith(begin), failure.getMessage());
        assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
    }

    @Test
    void garbageIsRefusedWithItsName() throws IOException {
        Path garbage = Files.write(folder.resolve("garbage.parquet"), new byte[1000]);
        CorruptFileException asParquet =
                assertThrows(CorruptFileException.class, () -> SharedDataset.fromParquet(garbage));
        assertTrue(asParquet.getMessage().startsWith(garbage.toString()), asParquet.getMessage());
        CorruptFileException asArrow = assertThrows(CorruptFileException.class, () -> SharedDataset.open(garbage));
        assertTrue(asArrow.getMessage().startsWith(garbage.toString()), asArrow.getMessage());
    }

    @Test
    void aPageThatCannotBeReadFailsEveryVerb() throws IOException {
        Path file = parquet("a.parquet", 50_000);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0xee);
        Files.write(file, bytes);
        try (SharedDataset broken = SharedDataset.fromParquet(file)) {
            for (int i = 0; i < 2; i++) {
                CorruptFileException failure =
                        assertThrows(CorruptFileException.class, () -> Numbers.ids(broken.pipeline()));
                assertTrue(failure.getMessage().startsWith(file.toString()), failure.getMessage());
            }
            assertThrows(CorruptFileException.class, broken::path);
        }
    }

    @Test
    void filesOfDifferentSchemasAreShownBesideEachOther() throws IOException {
        Path one = parquet("one.parquet", 10);
        Path other = folder.resolve("other.parquet");
        try (SharedDataset numbers = Numbers.share(10)) {
            numbers.select("id", "name").writeParquet(other);
        }
        SchemaMismatchException failure =
                assertThrows(SchemaMismatchException.class, () -> SharedDataset.fromParquet(List.of(one, other)));
        String message = failure.getMessage();
        assertAll(
                () -> assertTrue(message.contains(one + " (left), " + other + " (right)"), message),
                () -> assertTrue(message.contains("value double"), message));
    }

    @Test
    void anArrowFileOfTheUsersIsMadeOnceAndAttachedTo() throws IOException {
        Path source = parquet("a.parquet", 1000);
        Path shared = folder.resolve("shared.arrow");
        try (SharedDataset made = SharedDataset.fromParquet(source, shared)) {
            assertEquals(Numbers.range(0, 1000), Numbers.ids(made.pipeline()));
        }
        Object key = Files.getAttribute(shared, "unix:ino");
        try (SharedDataset attached = SharedDataset.fromParquet(source, shared)) {
            assertEquals(Numbers.range(0, 1000), Numbers.ids(attached.pipeline()));
            assertEquals(shared, attached.path());
        }
        assertEquals(key, Files.getAttribute(shared, "unix:ino"), "made once");
        ParquetReadOptions others = ParquetReadOptions.read().columns("id");
        try (SharedDataset rebuilt = SharedDataset.fromParquet(source, others, shared)) {
            assertEquals(1, rebuilt.schema().getFields().size());
            rebuilt.path();
        }
        assertNotEquals(key, Files.getAttribute(shared, "unix:ino"), "other columns");
    }

    @Test
    void anArrowFileOfAnotherSourceOrNoneIsReplaced() throws IOException {
        Path source = parquet("a.parquet", 1000);
        Path shared = Files.writeString(folder.resolve("shared.arrow"), "no Arrow");
        try (SharedDataset made = SharedDataset.fromParquet(source, shared)) {
            assertEquals(1000, made.rows());
        }
        parquet("a.parquet", 2000);
        try (SharedDataset made = SharedDataset.fromParquet(source, shared)) {
            assertEquals(Numbers.range(0, 2000), Numbers.ids(made.pipeline()));
        }
        try (SharedDataset opened = SharedDataset.open(shared)) {
            assertEquals(2000, opened.rows());
        }
    }

    @Test
    void aTicketFindsItsFileAndNoOther() throws IOException {
        Path file = folder.resolve("shared.arrow");
        try (SharedDataset numbers = Numbers.share(100)) {
            numbers.writeArrow(file);
        }
        var ticket = ticketOf(file);
        try (SharedDataset again = SharedDataset.open(ticket)) {
            assertEquals(Numbers.range(0, 100), Numbers.ids(again.pipeline()));
        }
        try (SharedDataset numbers = Numbers.share(101)) {
            numbers.writeArrow(file);
        }
        assertMessage(
                file + ": another file has taken the place of the one that was shared",
                () -> SharedDataset.open(ticket));
    }

    private static dev.arrowshare.dataset.share.DatasetTicket ticketOf(Path file) {
        try (SharedDataset shared = SharedDataset.open(file)) {
            return shared.ticket();
        }
    }

    @Test
    void everythingSaysClosedAfterClose() {
        SharedDataset numbers = Numbers.share(10);
        Pipeline pipeline = numbers.select("id");
        numbers.close();
        numbers.close();
        assertAll(
                () -> assertClosed(numbers::rows),
                () -> assertClosed(numbers::schema),
                () -> assertClosed(numbers::path),
                () -> assertClosed(numbers::ticket),
                () -> assertClosed(() -> numbers.select("id")),
                () -> assertClosed(pipeline::count),
                () -> assertClosed(pipeline::toBatches),
                () -> assertClosed(pipeline::share),
                () -> assertClosed(() -> pipeline.forEach(batch -> {})),
                () -> assertClosed(() -> pipeline.writeParquet(folder.resolve("out.parquet"))),
                () -> assertClosed(() -> pipeline.writeArrow(folder.resolve("out.arrow"))));
    }

    private static void assertClosed(org.junit.jupiter.api.function.Executable call) {
        ClosedException failure = assertThrows(ClosedException.class, call);
        assertTrue(failure.getMessage().endsWith("is closed"), failure.getMessage());
    }

    @Test
    void closingWhileAVerbRunsLetsItFinish() throws InterruptedException {
        SharedDataset numbers = Numbers.share(1000, 1000, 1000, 1000);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<Object> result = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                List<Long> ids = new ArrayList<>();
                numbers.mapBatches(new Mappers.Twice())
                        .workers(Workers.threads(2))
                        .forEach(batch -> {
                            running.countDown();
                            closed.await();
                            Numbers.collectIds(batch, ids);
                        });
                result.set(ids);
            } catch (RuntimeException e) {
                result.set(e);
            }
        });
        reader.start();
        running.await();
        numbers.close();
        closed.countDown();
        reader.join();
        assertEquals(Numbers.range(0, 4000), result.get());
        assertThrows(ClosedException.class, numbers::rows);
    }

    @Test
    void batchesOutliveTheirDataset() {
        List<Batch> kept = new ArrayList<>();
        try (SharedDataset numbers = Numbers.share(100, 100)) {
            numbers.forEach(batch -> kept.add(batch.retain()));
        }
        List<Long> ids = new ArrayList<>();
        for (Batch batch : kept) {
            Numbers.collectIds(batch, ids);
            batch.close();
        }
        assertEquals(Numbers.range(0, 200), ids);
    }

    @Test
    void closingDuringTheConversionEndsIt() throws IOException {
        Path file = parquet("a.parquet", 200_000);
        SharedDataset numbers = SharedDataset.fromParquet(file);
        numbers.close();
        assertThrows(ClosedException.class, numbers::path);
    }

    @Test
    void aFileThatIsTruncatedUnderAReaderIsNamed() throws IOException {
        Path file = folder.resolve("numbers.arrow");
        try (SharedDataset numbers = Numbers.share(50_000, 50_000)) {
            numbers.writeArrow(file);
        }
        try (SharedDataset opened = SharedDataset.open(file)) {
            Pipeline truncating = opened.mapBatches(batch -> {
                        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                            channel.truncate(4096);
                        }
                        Numbers.collectIds(batch, new ArrayList<>());
                        return batch;
                    })
                    .workers(Workers.threads(1));
            CorruptFileException failure = assertThrows(CorruptFileException.class, truncating::count);
            assertTrue(failure.getMessage().startsWith(file.toString()), failure.getMessage());
        }
    }

    @Test
    void anArrowFileInAFolderThatIsNotThereIsRefused() throws IOException {
        Path source = parquet("a.parquet", 10);
        Path nowhere = folder.resolve("nowhere/shared.arrow");
        assertMessage(nowhere.toString(), () -> SharedDataset.fromParquet(source, nowhere));
    }

    @Test
    void aMissingColumnIsRefusedWithTheListOfColumns() throws IOException {
        Path source = parquet("a.parquet", 10);
        NoSuchColumnException failure = assertThrows(
                NoSuchColumnException.class,
                () -> SharedDataset.fromParquet(
                        source, ParquetReadOptions.read().columns("fare")));
        assertTrue(failure.getMessage().contains("no column 'fare'"), failure.getMessage());
        assertTrue(failure.getMessage().contains("columns are id, value, name"), failure.getMessage());
    }

    @Test
    void noBatchAtAllHasNoSchema() {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> SharedDataset.fromBatches(List.of()));
        assertEquals("no batch was given, so there is no schema; give one without rows", failure.getMessage());
    }
}
