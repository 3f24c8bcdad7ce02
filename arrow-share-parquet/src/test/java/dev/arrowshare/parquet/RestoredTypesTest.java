package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.schema.ExtensionTypes;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.extension.UuidType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type that we write comes back as exactly that type, by itself and as the values of a dictionary. */
class RestoredTypesTest {
    private static final List<ArrowType.Int> INDEX_TYPES = Stream.of(8, 16, 32, 64)
            .flatMap(bits -> Stream.of(true, false).map(signed -> new ArrowType.Int(bits, signed)))
            .toList();

    private final BufferAllocator allocator = Allocators.child("test");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static List<Field> types() {
        List<Field> types = new ArrayList<>(ArrowTypes.flat());
        types.removeIf(field -> field.getName().equals("interval_month_day_nano"));
        for (Field field : List.copyOf(types)) {
            ArrowType.Int index = INDEX_TYPES.get(types.size() % INDEX_TYPES.size());
            DictionaryEncoding encoding = new DictionaryEncoding(types.size(), types.size() % 3 == 0, index);
            FieldType type =
                    new FieldType(field.isNullable(), field.getType(), encoding, Map.of("unit", field.getName()));
            types.add(new Field("dictionary_" + field.getName(), type, null));
        }
        return types;
    }

    static Stream<Arguments> typesNullsAndRows() {
        return types().stream()
                .flatMap(field -> Stream.of(Nulls.values())
                        .flatMap(nulls -> Stream.of(0, 1, 1_000).map(rows -> Arguments.of(field, nulls, rows))));
    }

    /** Options that differ with the seed: pages with a dictionary and without, several row groups, both page versions. */
    private static ParquetWriteOptions options(long seed) {
        return ParquetWriteOptions.defaults()
                .threads(1)
                .compression(seed % 2 == 0 ? Compression.SNAPPY : Compression.UNCOMPRESSED)
                .pageVersion(seed % 3 == 0 ? PageVersion.V2 : PageVersion.V1)
                .pageRows(61 + (int) (seed % 200))
                .dictionaryBytes(seed % 4 == 0 ? 0 : 1 << 20)
                .rowGroupRows(seed % 5 == 0 ? 1 << 20 : 333);
    }

    @ParameterizedTest(name = "{0}, nulls {1}, {2} rows")
    @MethodSource("typesNullsAndRows")
    void everyTypeComesBackAsItWas(Field field, Nulls nulls, int rows) {
        long seed = 31L * field.getName().hashCode() + 7L * nulls.name().hashCode() + rows & 0xffffff;
        try (Batch batch = positive(RandomBatches.of(field, rows, nulls, seed, allocator))) {
            Path file = written(batch, options(seed));
            ReadBack.assertSame(batch, ParquetSource.open(file), "seed " + seed);
            ParquetReadOptions small =
                    ParquetReadOptions.read().rowsPerBatch(97).threads(3);
            ReadBack.assertSame(batch, ParquetSource.open(file, small), "seed " + seed + ", small batches");
        }
    }

    @Test
    void allTypesTogetherComeBackInBatchesThatAreCut() {
        try (Batch batch = positive(RandomBatches.of(types(), 3_000, Nulls.SOME, 8, allocator))) {
            Path file = written(batch, options(7).rowGroupRows(700));
            for (int threads : new int[] {1, 2, 300}) {
                ParquetReadOptions cut = ParquetReadOptions.read()
                        .rowsPerBatch(1_100)
                        .threads(threads)
                        .columnBytesLimit(2_000);
                ReadBack.assertSame(batch, ParquetSource.open(file, cut), threads + " threads, seed 8");
            }
        }
    }

    private static Batch positive(Batch batch) {
        return ExpectedValues.withoutNegativeIntervals(batch);
    }

    @Test
    void metadataOfTheSchemaAndOfItsFieldsComesBack() {
        Map<String, String> point =
                Map.of("ARROW:extension:name", "acme.point", "ARROW:extension:metadata", "2d", "k", "v");
        Field field = new Field("p", new FieldType(false, new ArrowType.Utf8View(), null, point), null);
        try (Batch random = RandomBatches.of(field, 100, Nulls.NONE, 3, allocator);
                Batch batch = Batch.of(
                        new Schema(List.of(field), Map.of("owner", "tests")),
                        100,
                        List.of(random.edit("p", org.apache.arrow.vector.ViewVarCharVector.class)),
                        Map.of(),
                        allocator)) {
            ParquetSource source = ParquetSource.open(written(batch, options(1)));
            assertEquals(Map.of("owner", "tests"), source.schema().getCustomMetadata());
            ReadBack.assertSame(batch, source, "seed 3");
        }
    }

    /** pyarrow's own schema: a type whose class nobody registered is its storage, and its name is kept. */
    @Test
    void anExtensionTypeThatIsNotRegisteredIsItsStorageAndItsMetadata() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("uuid"), 100, Nulls.SOME, 4, allocator)) {
            Path file = written(batch, options(2));
            ExtensionTypes.ensureRegistered();
            ExtensionTypeRegistry.unregister(UuidType.INSTANCE);
            try (BatchStream batches = ParquetSource.open(file).read(allocator);
                    Batch read = batches.next()) {
                assertEquals("[uuid fixed_size_binary[16]]", Schemas.describe(read.schema()));
                assertEquals(
                        "arrow.uuid",
                        read.schema().findField("uuid").getMetadata().get("ARROW:extension:name"));
                assertEquals(
                        100, read.column("uuid", FixedSizeBinaryVector.class).getValueCount());
            } finally {
                ExtensionTypeRegistry.register(UuidType.INSTANCE);
            }
        }
    }

    @Test
    void parquetsOwnTypesAreReadWhenTheArrowSchemaIsIgnored() {
        List<Field> fields = List.of(
                ArrowTypes.named("timestamp_s"),
                ArrowTypes.named("time_s"),
                ArrowTypes.named("utf8_view"),
                ArrowTypes.named("uuid"),
                ArrowTypes.named("duration_us"),
                ArrowTypes.named("dictionary_utf8_int8"));
        try (Batch batch = RandomBatches.of(fields, 50, Nulls.SOME, 5, allocator)) {
            Path file = written(batch, options(3));
            ParquetReadOptions options = ParquetReadOptions.read().ignoreArrowSchema();
            assertEquals(
                    "[timestamp_s timestamp[ms], time_s time32[ms], utf8_view utf8, uuid fixed_size_binary[16],"
                            + " duration_us int64, dictionary_utf8_int8 utf8]",
                    Schemas.describe(ParquetSource.open(file, options).schema()));
            assertTrue(options.toString().contains("ignoreArrowSchema"), options.toString());
        }
    }

    private Path written(Batch batch, ParquetWriteOptions options) {
        Path file = folder.resolve("written.parquet");
        long cut = batch.rows() / 3;
        try (ParquetSink sink = ParquetSink.create(file, batch.messageSchema(), options);
                Batch first = batch.slice(0, cut);
                Batch second = batch.slice(cut, batch.rows() - cut)) {
            sink.append(first);
            sink.append(second);
            sink.commit();
        }
        return file;
    }
}
