package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.parquet.format.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Filters on alltypes_plain.parquet, an old file without statistics, to which some are added. Its ids are 4, 5, 6, 7, 2, 3, 0, 1; its
 * timestamps, of INT96, are the first of months, two a month (so say pyarrow and DuckDB, as to the rows of each filter).
 */
class DoubtfulStatisticsTest {
    private static final int ID = 0;
    private static final int TEXT = 9;
    private static final int TIMESTAMP = 10;

    private final BufferAllocator allocator = Allocators.child("doubtful");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void copy() throws IOException {
        file = folder.resolve("alltypes.parquet");
        Files.copy(Corpora.parquetData().resolve("alltypes_plain.parquet"), file);
    }

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private void set(int column, Consumer<Statistics> values) throws IOException {
        PageIndexTest.edit(file, column, chunk -> {
            Statistics statistics = new Statistics();
            values.accept(statistics);
            chunk.getMeta_data().setStatistics(statistics);
        });
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private void requireIds(String filter, long rowGroupsSkipped, Integer... expected) {
        List<Integer> ids = new ArrayList<>();
        ParquetReadOptions options = ParquetReadOptions.read().columns("id").where(Filter.parse(filter));
        try (BatchStream stream = ParquetSource.open(file, options).read(allocator)) {
            for (Batch next = stream.next(); next != null; next = stream.next()) {
                try (Batch batch = next) {
                    IntVector vector = batch.column("id", IntVector.class);
                    for (int row = 0; row < batch.rows(); row++) {
                        ids.add(vector.get(row));
                    }
                }
            }
            assertEquals(List.of(expected), ids, filter);
            assertEquals(rowGroupsSkipped, stream.skipped().rowGroups(), filter);
        }
    }

    @Test
    void timestampsOfInt96AreComparedAsWhatTheyBecome() {
        requireIds("timestamp_col >= timestamp '2009-03-01T00:00:00'", 0, 4, 5, 6, 7);
        requireIds("timestamp_col = timestamp '2009-02-01T00:01:00'", 0, 3);
        requireIds("timestamp_col < timestamp '2009-01-01T00:00:00'", 0);
        requireIds("timestamp_col is null", 0);
    }

    /** Writers compared INT96 as bytes: what such bounds rule out may be there. */
    @Test
    void boundsOfInt96AreNotBelieved() throws IOException {
        for (boolean isOld : new boolean[] {true, false}) {
            set(TIMESTAMP, statistics -> {
                if (isOld) {
                    statistics.setMin(new byte[12]).setMax(new byte[12]);
                } else {
                    statistics.setMin_value(new byte[12]).setMax_value(new byte[12]);
                }
                statistics.setNull_count(0);
            });
            requireIds("timestamp_col >= timestamp '2009-03-01T00:00:00'", 0, 4, 5, 6, 7);
            requireIds("timestamp_col is null", 1);
        }
    }

    @Test
    void deprecatedBoundsOfSignedNumbersRuleRowGroupsOut() throws IOException {
        set(ID, statistics -> statistics.setMin(number(0)).setMax(number(7)));
        requireIds("id > 7", 1);
        requireIds("id < 0", 1);
        requireIds("id >= 6", 0, 6, 7);
        requireIds("id is null", 0);
    }

    /** They were compared as signed bytes. */
    @Test
    void deprecatedBoundsOfTextAreNotBelieved() throws IOException {
        byte[] nine = "9".getBytes(StandardCharsets.US_ASCII);
        set(TEXT, statistics -> statistics.setMin(nine).setMax(nine));
        requireIds("string_col = x'30'", 0, 4, 6, 2, 0);
    }

    @Test
    void withoutACountOfNullsNobodyKnowsThatThereIsNone() throws IOException {
        set(ID, statistics -> statistics.setMin_value(number(0)).setMax_value(number(7)));
        requireIds("id is null", 0);
        requireIds("id is not null and id < 2", 0, 0, 1);
        set(ID, statistics -> statistics.setNull_count(0));
        requireIds("id is null", 1);
        set(ID, statistics -> statistics.setNull_count(8));
        requireIds("id is not null", 1);
    }
}
