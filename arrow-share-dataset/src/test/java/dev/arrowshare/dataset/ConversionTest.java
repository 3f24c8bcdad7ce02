package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.share.SharedFile;
import dev.arrowshare.error.CorruptFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parquet becomes the shared file while verbs run already. */
@Timeout(120)
class ConversionTest {
    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_ROWS = 131_072;

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

    private Path parquet(int... batchRows) {
        Path file = folder.resolve("numbers.parquet");
        try (SharedDataset numbers = Numbers.share(batchRows)) {
            numbers.writeParquet(file);
        }
        return file;
    }

    /** A machine that is busy elsewhere may convert all before the first batch is looked at, but not each time. */
    @Test
    void verbsTakeTheFirstBlocksWhileTheRestIsBeingConverted() {
        Path file = parquet(2_000_000);
        boolean overlapped = false;
        for (int attempt = 0; attempt < 10 && !overlapped; attempt++) {
            overlapped = overlaps(file);
        }
        assertTrue(overlapped, "the first batch came after the end of the conversion, ten times");
    }

    private static boolean overlaps(Path file) {
        try (SharedDataset numbers = SharedDataset.fromParquet(file);
                Batches batches = numbers.pipeline().workers(Workers.inline()).toBatches();
                Batch first = batches.iterator().next();
                SharedFile.Hold hold = numbers.file().hold()) {
            return first.rows() > 0 && !hold.isComplete();
        }
    }

    @Test
    void aFailureFailsEveryVerbAndLeavesTheOldOutputs() throws IOException {
        Path file = parquet(50_000);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0xee);
        Files.write(file, bytes);
        Path old = Files.writeString(folder.resolve("old"), "old");
        try (SharedDataset broken = SharedDataset.fromParquet(file)) {
            Pipeline pipeline = broken.mapBatches(new Mappers.Same()).workers(Workers.threads(2));
            assertAll(
                    () -> assertCorrupt(file, pipeline::count),
                    () -> assertCorrupt(file, pipeline::share),
                    () -> assertCorrupt(file, () -> pipeline.forEach(batch -> {})),
                    () -> assertCorrupt(file, () -> pipeline.writeParquet(old)),
                    () -> assertCorrupt(file, () -> pipeline.writeArrow(old)),
                    () -> assertCorrupt(
                            file, () -> pipeline.workers(Workers.processes(1)).count()));
        }
        assertEquals("old", Files.readString(old));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file, old), files.sorted().toList());
        }
    }

    private static void assertCorrupt(Path file, org.junit.jupiter.api.function.Executable verb) {
        CorruptFileException failure = assertThrows(CorruptFileException.class, verb);
        assertTrue(failure.getMessage().startsWith(file.toString()), failure.getMessage());
    }

    @Test
    void aBlockHasAtMost131072Rows() {
        List<Long> rows = new ArrayList<>();
        try (SharedDataset numbers = SharedDataset.fromParquet(parquet(300_000))) {
            numbers.forEach(batch -> rows.add(batch.rows()));
        }
        assertEquals(List.of((long) MOST_ROWS, (long) MOST_ROWS, 300_000L - 2 * MOST_ROWS), rows);
    }

    @Test
    void aBlockOfWideRowsHasAtMost16MiB() {
        Path file = folder.resolve("wide.parquet");
        try (Batch wide = wide(40_000);
                SharedDataset shared = SharedDataset.fromBatches(wide)) {
            shared.writeParquet(file);
        }
        List<Long> bytes = new ArrayList<>();
        try (SharedDataset read = SharedDataset.fromParquet(file)) {
            read.forEach(batch -> bytes.add(batch.mappedBytes() + batch.copiedBytes()));
        }
        assertTrue(bytes.size() >= 3, bytes::toString);
        assertTrue(bytes.stream().allMatch(size -> size <= MOST_BYTES), bytes::toString);
    }

    /** Rows of a kilobyte, each another, so that no dictionary makes them small. */
    private static Batch wide(int rows) {
        VarCharVector text = new VarCharVector("text", dev.arrowshare.memory.Allocators.root());
        text.allocateNew();
        for (int i = 0; i < rows; i++) {
            text.setSafe(i, String.format("%01024d", i).getBytes(StandardCharsets.UTF_8));
        }
        text.setValueCount(rows);
        return Batch.of(rows, List.of(text), Map.of(), Map.of(), dev.arrowshare.memory.Allocators.root());
    }

    @Test
    void aSourceThatWasWrittenAgainIsConvertedAgainThoughItsBytesAreTheSame() throws IOException {
        Path source = parquet(1_000);
        Path shared = folder.resolve("shared.arrow");
        Object made = convertTo(source, shared);
        assertEquals(made, convertTo(source, shared));
        Files.setLastModifiedTime(source, FileTime.fromMillis(1_000_000_000_000L));
        assertNotEquals(made, convertTo(source, shared));
    }

    private static Object convertTo(Path source, Path shared) throws IOException {
        try (SharedDataset numbers = SharedDataset.fromParquet(source, shared)) {
            assertEquals(
                    1_000, numbers.pipeline().mapBatches(new Mappers.Same()).count());
            numbers.path();
        }
        return Files.getAttribute(shared, "unix:ino") + " of " + Files.getLastModifiedTime(shared);
    }
}
