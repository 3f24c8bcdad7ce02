package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetSinkRoundTripTest {
    private static final List<Compression> COMPRESSIONS = List.of(
            Compression.UNCOMPRESSED, Compression.SNAPPY, Compression.ZSTD, Compression.GZIP, Compression.LZ4_RAW);

    private final BufferAllocator allocator = Allocators.child("test");
    private long allocatedBefore;

    @TempDir
    Path folder;

    @BeforeEach
    void noteWhatIsAllocated() {
        allocatedBefore = Allocators.root().getAllocatedMemory();
    }

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
        assertEquals(allocatedBefore, Allocators.root().getAllocatedMemory(), "memory of the encoder's");
    }

    static Stream<Field> writtenTypes() {
        return Stream.concat(
                        Stream.of(ArrowTypes.encoded("dictionary_bool", ArrowType.Bool.INSTANCE, 7, 32)),
                        ArrowTypes.all().stream())
                .filter(field -> !(field.getType() instanceof ArrowType.Union))
                .filter(field -> !field.getName().equals("interval_month_day_nano"));
    }

    static Stream<Arguments> typesNullsAndRows() {
        return writtenTypes()
                .flatMap(field -> Stream.of(Nulls.values())
                        .flatMap(nulls -> Stream.of(0, 1, 1_000).map(rows -> Arguments.of(field, nulls, rows))));
    }

    /** Options that differ with the seed: each type meets each codec, both page versions, and pages of odd sizes. */
    private static ParquetWriteOptions options(long seed) {
        return ParquetWriteOptions.defaults()
                .threads(1 + (int) (seed % 2))
                .compression(COMPRESSIONS.get((int) (seed % COMPRESSIONS.size())))
                .pageVersion(seed % 3 == 0 ? PageVersion.V2 : PageVersion.V1)
                .pageRows(seed % 4 == 0 ? 20_000 : 61 + (int) (seed % 200))
                .dictionaryBytes(seed % 7 == 0 ? 0 : 1 << 20)
                .rowGroupRows(seed % 5 == 0 ? 333 : 1 << 20);
    }

    @ParameterizedTest(name = "{0}, nulls {1}, {2} rows")
    @MethodSource("typesNullsAndRows")
    void parquetJavaReadsWhatWasWritten(Field field, Nulls nulls, int rows) throws IOException {
        long seed = 31L * field.getName().hashCode() + 7L * nulls.name().hashCode() + rows & 0xffffff;
        try (Batch batch =
                ExpectedValues.withoutNegativeIntervals(RandomBatches.of(field, rows, nulls, seed, allocator))) {
            Path file = folder.resolve("random.parquet");
            write(file, batch, options(seed), rows / 3);
            assertReadsBack(List.of(field), batch, file, "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int64", "float64", "utf8", "decimal128_38_10"})
    @Tag("slow")
    void aMillionRowsReadBack(String type) throws IOException {
        Field field = ArrowTypes.named(type);
        try (Batch batch = RandomBatches.of(field, 1_000_000, Nulls.SOME, 99, allocator)) {
            Path file = folder.resolve("million.parquet");
            write(file, batch, ParquetWriteOptions.defaults().rowGroupRows(300_000), 123_457);
            assertReadsBack(List.of(field), batch, file, "seed 99");
        }
    }

    @ParameterizedTest
    @EnumSource(PageVersion.class)
    void allColumnsTogetherReadBack(PageVersion version) throws IOException {
        List<Field> fields = writtenTypes().toList();
        try (Batch batch =
                ExpectedValues.withoutNegativeIntervals(RandomBatches.of(fields, 777, Nulls.SOME, 5, allocator))) {
            Path file = folder.resolve("all.parquet");
            write(file, batch, options(5).pageVersion(version).threads(3), 100);
            assertReadsBack(fields, batch, file, "seed 5");
        }
    }

    @Test
    void aFileWithoutRowsHasItsColumns() throws IOException {
        Field field = ArrowTypes.named("utf8");
        Path file = folder.resolve("empty.parquet");
        try (ParquetSink sink = ParquetSink.create(
                file, new org.apache.arrow.vector.types.pojo.Schema(List.of(field)), ParquetWriteOptions.defaults())) {
            sink.commit();
        }
        try (WrittenFile written = WrittenFile.open(file)) {
            assertEquals(List.of(), written.rows());
            assertEquals("utf8", written.type(0).getName());
        }
    }

    @Test
    void whatCannotBeWrittenIsRefusedBeforeWork() {
        for (Field union : ArrowTypes.nested().stream()
                .filter(type -> type.getType() instanceof ArrowType.Union)
                .toList()) {
            Field field = ArrowTypes.struct("outer", ArrowTypes.nested("list", ArrowType.List.INSTANCE, union));
            UnsupportedFeatureException e = assertThrows(
                    UnsupportedFeatureException.class,
                    () -> ParquetSink.create(
                            folder.resolve("nested.parquet"),
                            new org.apache.arrow.vector.types.pojo.Schema(List.of(field)),
                            ParquetWriteOptions.defaults()));
            assertTrue(e.getMessage().startsWith("column 'outer.list.list.element "), e.getMessage());
            assertTrue(e.getMessage().endsWith("cannot be written to Parquet: Parquet has no unions"), e.getMessage());
        }
        assertEquals(0, folder.toFile().list().length, "files left");
    }

    /** In two batches that do not begin at whole bytes, when there are rows to cut at. */
    private static void write(Path file, Batch batch, ParquetWriteOptions options, int cut) {
        try (ParquetSink sink = ParquetSink.create(file, batch.schema(), options);
                Batch first = batch.slice(0, cut);
                Batch second = batch.slice(cut, batch.rows() - cut)) {
            sink.append(first);
            sink.append(second);
            sink.commit();
            assertEquals(batch.rows(), sink.rows());
            assertEquals(file.toFile().length(), sink.bytes());
        }
    }

    private static void assertReadsBack(List<Field> fields, Batch batch, Path file, String message) throws IOException {
        try (WrittenFile written = WrittenFile.open(file)) {
            List<List<Object>> rows = written.rows();
            assertEquals(batch.rows(), rows.size(), message);
            for (int column = 0; column < fields.size(); column++) {
                int index = column;
                List<Object> expected = ExpectedValues.of(batch, column, fields.get(column));
                List<Object> actual = new ArrayList<>();
                rows.forEach(row -> actual.add(row.get(index)));
                assertEquals(expected, actual, message + ", column " + fields.get(column));
            }
        }
    }
}
