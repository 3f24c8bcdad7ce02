package dev.arrowshare.parquet;

import static dev.arrowshare.filter.Filter.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilteredReadTest {
    private static final int GROUP_ROWS = 1_000;
    private static final int GROUPS = 8;

    private final BufferAllocator allocator = Allocators.child("filtered");

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void aRandomFilterGivesWhatAllRowsDoWhenTheyAreFiltered() {
        List<Field> types = new ArrayList<>(ArrowTypes.flat());
        types.removeIf(field -> !isOrdered(field.getType()));
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Field one = types.get(random.nextInt(types.size()));
            List<Field> fields = List.of(
                    ArrowTypes.leaf("id", new ArrowType.Int(64, true)),
                    one,
                    ArrowTypes.struct("s", ArrowTypes.leaf("x", new ArrowType.Int(32, true))));
            Path file = folder.resolve(seed + ".parquet");
            int rowGroupRows = 64 * (1 + random.nextInt(4));
            try (Batch batch = RandomBatches.of(fields, 700, Nulls.SOME, seed, allocator)) {
                write(file, batch, ParquetWriteOptions.defaults().rowGroupRows(rowGroupRows));
                Filter filter =
                        filter(random, one.getName()).or(filter(random, "id")).and(filter(random, "s.x"));
                requireSame(file, filter, random, "seed " + seed + ", " + one);
            }
        }
    }

    private static boolean isOrdered(ArrowType type) {
        return switch (type.getTypeID()) {
            case Int, FloatingPoint, Decimal, Utf8, LargeUtf8, Utf8View -> true;
            default -> false;
        };
    }

    /** One that is right for the column's type, which its name tells. */
    private static Filter filter(Random random, String name) {
        boolean isText = name.contains("utf8");
        Object value = isText ? "m" : random.nextInt(100) - 50;
        Filter filter = switch (random.nextInt(6)) {
            case 0 -> column(name).isNull();
            case 1 -> column(name).isNotNull();
            case 2 -> column(name).in(value, isText ? "" : 0);
            case 3 -> column(name).greaterThan(value);
            case 4 -> column(name).notEqualTo(value);
            default -> column(name).lessThanOrEqualTo(value);
        };
        return random.nextInt(3) == 0 ? Filter.not(filter) : filter;
    }

    private void requireSame(Path file, Filter filter, Random random, String message) {
        ParquetReadOptions read = ParquetReadOptions.read().threads(1 + random.nextInt(2));
        try (Batch all = all(file, read)) {
            BoundFilter bound = BoundFilter.of(filter, all.messageSchema().getFields());
            RowSelection selection = bound.select(all);
            try (Batch expected = all.take(selection);
                    Batch actual = all(file, read.where(filter).rowsPerBatch(64 + random.nextInt(300)))) {
                if (selection.isEmpty()) {
                    assertNull(actual, message + " where " + filter);
                } else {
                    BatchAssertions.assertEqualValues(expected, actual, message + " where " + filter);
                }
            }
        }
    }

    private @Nullable Batch all(Path file, ParquetReadOptions options) {
        List<Batch> batches = new ArrayList<>();
        try (BatchStream stream = ParquetSource.open(file, options).read(allocator)) {
            for (Batch next = stream.next(); next != null; next = stream.next()) {
                assertTrue(next.rows() > 0);
                batches.add(next);
            }
            return batches.isEmpty() ? null : Batch.concat(batches);
        } finally {
            batches.forEach(Batch::close);
        }
    }

    /** 128 MB of values; the one who asks is slower than those who decode. */
    @Test
    void whatIsFilteredAheadHoldsToTheMemoryBudget() throws InterruptedException {
        Path file = folder.resolve("large.parquet");
        Schema schema = new Schema(IntStream.range(0, 4)
                .mapToObj(i -> ArrowTypes.leaf("x" + i, new ArrowType.Int(64, true)))
                .toList());
        ParquetWriteOptions plain = ParquetWriteOptions.defaults()
                .compression(Compression.UNCOMPRESSED)
                .dictionaryBytes(0)
                .rowGroupRows(1 << 20);
        try (Batch batch = RandomBatches.of(schema.getFields(), 1 << 18, Nulls.NONE, 1, allocator);
                ParquetSink sink = ParquetSink.create(file, schema, plain)) {
            for (int i = 0; i < 16; i++) {
                sink.append(batch);
            }
            sink.commit();
        }
        MemoryBudget budget = MemoryBudget.ofBytes(48 << 20);
        long rows = 0;
        for (int threads = 1; threads <= 3; threads += 2) {
            ParquetReadOptions options = ParquetReadOptions.read()
                    .threads(threads)
                    .memoryBudget(budget)
                    .where(column("x0").isNotNull());
            try (BufferAllocator counted = allocator.newChildAllocator("counted", 0, Long.MAX_VALUE);
                    BatchStream stream = ParquetSource.open(file, options).read(counted)) {
                for (Batch next = stream.next(); next != null; next = stream.next()) {
                    rows += next.rows();
                    next.close();
                    Thread.sleep(rows < 1 << 20 ? 20 : 0);
                    assertTrue(budget.heldBytes() <= budget.bytes(), budget.heldBytes() + " bytes held");
                }
                assertTrue(counted.getPeakMemoryAllocation() <= budget.bytes(), counted::toVerboseString);
            }
            assertEquals(0, budget.heldBytes());
        }
        assertEquals(2 << 22, rows);
    }

    @Test
    void rowGroupsThatStatisticsRuleOutAreNotRead() {
        Path file = sorted(ParquetWriteOptions.defaults());
        long whole = bytesRead(file, column("id").greaterThanOrEqualTo(0), 0);
        long last = bytesRead(file, column("id").greaterThanOrEqualTo(7_500), GROUPS - 1);
        long none = bytesRead(file, column("id").lessThan(0).or(column("x").greaterThan(1e9)), GROUPS);

        assertTrue(last <= whole / GROUPS + 200, last + " of " + whole);
        assertEquals(0, none);
    }

    @Test
    void nothingIsLeftOfAFileWithDictionariesThatIsRuledOut() {
        Path file = sorted(ParquetWriteOptions.defaults());
        ParquetReadOptions read =
                ParquetReadOptions.read().keepDictionaries().where(column("id").lessThan(0));
        assertNull(all(file, read));
        assertNull(all(file, read.columns("x").threads(1)));
    }

    @Test
    void rowGroupsThatBloomFiltersRuleOutAreNotRead() {
        Path file = sorted(ParquetWriteOptions.defaults().bloomFilter("name", GROUP_ROWS, 0.0001));

        bytesRead(file, column("name").equalTo("n2500"), GROUPS - 1);
        bytesRead(file, column("name").in("n0", "n7999"), GROUPS - 2);
        bytesRead(file, column("name").notEqualTo("n2500"), 0);
    }

    @Test
    void theOutputHasNoColumnThatOnlyTheFilterNeeds() {
        Path file = sorted(ParquetWriteOptions.defaults());
        ParquetReadOptions read =
                ParquetReadOptions.read().columns("name").where(column("id").equalTo(4_321));
        ParquetSource source = ParquetSource.open(file, read);

        try (Batch batch = all(file, read)) {
            assertEquals(1, source.schema().getFields().size());
            assertEquals(
                    List.of("name"),
                    batch.schema().getFields().stream().map(Field::getName).toList());
            assertEquals("n4321", BatchAssertions.value(batch, 0, 0));
            assertEquals(1, batch.rows());
        }
    }

    @Test
    void nanIsKeptByNegationsWhateverTheStatisticsSay() {
        Path file = sorted(ParquetWriteOptions.defaults());

        try (Batch batch = all(file, ParquetReadOptions.read().where(Filter.parse("not x >= 0")))) {
            assertEquals(GROUPS, batch.rows());
        }
    }

    @Test
    void aFilterThatDoesNotFitIsRefusedWhenTheFileIsOpened() {
        Path file = sorted(ParquetWriteOptions.defaults());
        ParquetReadOptions read = ParquetReadOptions.read();

        assertEquals(
                "column 'id' (int64) cannot be compared with 'a'; a number is allowed",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ParquetSource.open(
                                        file, read.where(column("id").equalTo("a"))))
                        .getMessage());
        assertThrows(
                NoSuchColumnException.class,
                () -> ParquetSource.open(file, read.where(column("none").isNull())));
    }

    private long bytesRead(Path file, Filter filter, int skippedGroups) {
        ParquetSource source =
                ParquetSource.open(file, ParquetReadOptions.read().threads(1).where(filter));
        try (BatchStream stream = source.read(allocator)) {
            long rows = 0;
            for (Batch next = stream.next(); next != null; next = stream.next()) {
                rows += next.rows();
                next.close();
            }
            assertEquals(skippedGroups, stream.skipped().rowGroups(), filter::toString);
            assertEquals((long) GROUPS * GROUP_ROWS, rows + stream.skipped().rows(), filter::toString);
            return ((FilteredBatches) stream).bytesRead();
        }
    }

    /** Eight row groups: id ascending, x the same with a NaN in each, and a name of its own for each row. */
    private Path sorted(ParquetWriteOptions options) {
        int rows = GROUP_ROWS * GROUPS;
        BigIntVector id = new BigIntVector("id", allocator);
        Float8Vector x = new Float8Vector("x", allocator);
        VarCharVector name = new VarCharVector("name", allocator);
        for (int row = 0; row < rows; row++) {
            id.setSafe(row, row);
            x.setSafe(row, row % GROUP_ROWS == 5 ? Double.NaN : row);
            name.setSafe(row, ("n" + row).getBytes(StandardCharsets.US_ASCII));
        }
        id.setValueCount(rows);
        x.setValueCount(rows);
        name.setValueCount(rows);
        Path file = folder.resolve("sorted.parquet");
        try (Batch batch = Batch.of(rows, id, x, name)) {
            write(file, batch, options.rowGroupRows(GROUP_ROWS));
        }
        return file;
    }

    private static void write(Path file, Batch batch, ParquetWriteOptions options) {
        try (ParquetSink sink = ParquetSink.create(file, batch.messageSchema(), options)) {
            sink.append(batch);
            sink.commit();
        }
    }
}
