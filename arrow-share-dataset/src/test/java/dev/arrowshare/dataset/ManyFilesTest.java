package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.SkippedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder of Parquet files becomes one dataset. */
@Timeout(120)
class ManyFilesTest {
    @TempDir
    Path folder;

    private Path bad;

    @BeforeEach
    void writeFiles() throws IOException {
        for (int day = 1; day <= 2; day++) {
            Path file = Files.createDirectories(folder.resolve("day=" + day)).resolve("part-0.parquet");
            try (SharedDataset numbers = Numbers.share(10 * day)) {
                numbers.writeParquet(file);
            }
        }
        bad = Files.createDirectories(folder.resolve("day=3")).resolve("part-0.parquet");
        Files.writeString(bad, "no Parquet file at all");
    }

    @Test
    void foldersAreColumnsAndBadFilesAreInTheSummary() {
        List<Long> days = new ArrayList<>();
        try (SharedDataset dataset =
                SharedDataset.fromParquet(folder, ParquetReadOptions.read().skipBadFiles(1))) {
            assertEquals(30, dataset.rows());
            RunSummary run = dataset.forEach(batch -> {
                BigIntVector day = batch.column("day", BigIntVector.class);
                for (int row = 0; row < batch.rows(); row++) {
                    days.add(day.get(row));
                }
            });
            assertEquals(30, days.size());
            assertEquals(10, days.stream().filter(day -> day == 1).count());
            assertEquals(
                    List.of(bad),
                    run.skippedFiles().stream().map(SkippedFile::path).toList());
            assertTrue(run.toString().contains("skipped " + bad + ": does not end in PAR1"), run::toString);
        }
    }

    @Test
    void unlessAskedABadFileFailsTheRead() {
        String message = assertThrows(CorruptFileException.class, () -> SharedDataset.fromParquet(folder))
                .getMessage();
        assertTrue(message.startsWith(bad.toString()), message);
    }
}
