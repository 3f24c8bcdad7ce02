package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An Arrow file of another program, with text in it that is none. */
@Timeout(120)
class ForeignInputTest {
    @TempDir
    private Path folder;

    private Path input;

    static List<Workers> workers() {
        return List.of(Workers.inline(), Workers.threads(2), Workers.processes(1));
    }

    @BeforeEach
    void damage() throws IOException {
        input = folder.resolve("foreign.arrow");
        try (SharedDataset numbers = Numbers.share(1_000, 1_000)) {
            numbers.pipeline().writeArrow(input);
        }
        String bytes = Files.readString(input, StandardCharsets.ISO_8859_1);
        String damaged = bytes.replace("name 1234", "name \u00ff234").replace("arrowshare.", "not-of-ours");
        Files.writeString(input, damaged, StandardCharsets.ISO_8859_1);
    }

    private void assertNamed(CorruptFileException e, String batch, int row) {
        assertTrue(e.getMessage().startsWith(input + ": " + batch), e.getMessage());
        assertTrue(e.getMessage().endsWith(", column 'name', row " + row + ": its text is not UTF-8"), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("workers")
    void itIsNotEncodedUnchecked(Workers workers) throws IOException {
        Path output = folder.resolve("out.parquet");
        try (SharedDataset dataset = SharedDataset.open(input)) {
            Pipeline same = dataset.mapBatches(new Mappers.Same()).workers(workers);
            assertNamed(
                    assertThrows(CorruptFileException.class, () -> same.writeParquet(output)), "the batch at ", 234);
            assertEquals(2_000, same.select("id").count());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(input), files.toList());
        }
    }

    @ParameterizedTest
    @MethodSource("workers")
    void resultsKnowWhereTheyComeFrom(Workers workers) {
        try (SharedDataset dataset = SharedDataset.open(input);
                Batches batches = dataset.mapBatches(new Mappers.Twice())
                        .rowsPerBatch(512)
                        .workers(workers)
                        .toBatches()) {
            boolean wasRefused = false;
            for (Batch batch : batches) {
                try (batch) {
                    long first = Mappers.firstId(batch);
                    if (first <= 1_234 && 1_234 < first + batch.rows()) {
                        String name = workers instanceof Workers.Processes ? "a worker's result" : "the batch at ";
                        assertNamed(assertThrows(CorruptFileException.class, batch::requireCheckedContents), name, (int)
                                (1_234 - first));
                        wasRefused = true;
                    } else {
                        batch.requireCheckedContents();
                    }
                }
            }
            assertTrue(wasRefused);
        }
    }
}
