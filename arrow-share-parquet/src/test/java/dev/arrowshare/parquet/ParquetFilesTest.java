package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParquetFilesTest {
    private static final ParquetReadOptions READ = ParquetReadOptions.read().threads(1);

    private final BufferAllocator allocator = Allocators.child("files");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private static Field integer(String name, int bits, boolean signed) {
        return Field.nullable(name, new ArrowType.Int(bits, signed));
    }

    private FieldVector integers(Field field, Long... values) {
        BaseIntVector vector = (BaseIntVector) field.createVector(allocator);
        ((FieldVector) vector).allocateNew();
        for (int row = 0; row < values.length; row++) {
            if (values[row] != null) {
                vector.setWithPossibleTruncate(row, values[row]);
            }
        }
        ((FieldVector) vector).setValueCount(values.length);
        return (FieldVector) vector;
    }

    private VarCharVector texts(String name, String... values) {
        VarCharVector vector = new VarCharVector(name, allocator);
        vector.allocateNew();
        for (int row = 0; row < values.length; row++) {
            vector.setSafe(row, values[row].getBytes(StandardCharsets.UTF_8));
        }
        vector.setValueCount(values.length);
        return vector;
    }

    private Path write(String name, FieldVector... columns) throws IOException {
        List<Field> fields =
                List.of(columns).stream().map(FieldVector::getField).toList();
        var schema = new org.apache.arrow.vector.types.pojo.Schema(fields);
        return write(name, Batch.of(schema, columns[0].getValueCount(), List.of(columns), Map.of(), allocator));
    }

    private Path write(String name, Batch written) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (Batch batch = written;
                ParquetSink sink = ParquetSink.create(file, batch.messageSchema(), ParquetWriteOptions.defaults())) {
            sink.append(batch);
            sink.commit();
        }
        return file;
    }

    private ParquetFiles open(ParquetReadOptions options) {
        return ParquetFiles.open(List.of(folder), options);
    }

    /** A list for each row; the schema of each batch is that of all files. */
    private List<String> rows(ParquetFiles files) {
        List<String> rows = new ArrayList<>();
        try (BatchStream batches = files.read(allocator)) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch batch = next) {
                    assertEquals(Schemas.describe(files.schema()), Schemas.describe(batch.messageSchema()));
                    for (int row = 0; row < batch.rows(); row++) {
                        rows.add(row(batch, row));
                    }
                }
            }
            assertEquals(files.rows(), rows.size() + batches.skipped().rows());
        }
        return rows;
    }

    private static String row(Batch batch, int row) {
        List<Object> values = new ArrayList<>();
        for (int column = 0; column < batch.columnCount(); column++) {
            FieldVector vector = batch.column(column);
            DictionaryEncoding encoding = vector.getField().getDictionary();
            FieldVector dictionary = encoding == null ? null : batch.dictionary(encoding.getId());
            values.add(
                    dictionary == null || vector.isNull(row)
                            ? vector.getObject(row)
                            : dictionary.getObject((int) ((BaseIntVector) vector).getValueAsLong(row)));
        }
        return values.toString();
    }

    @Test
    void columnsOfAllFilesAreJoinedByName() throws IOException {
        write("1.parquet", integers(integer("id", 32, true), 1L, null), texts("name", "a", "b"));
        write("2.parquet", texts("city", "x"), integers(integer("id", 64, true), 5_000_000_000L));
        ParquetFiles files = open(READ.unionSchemas());
        assertEquals("[id int64, name utf8, city utf8]", Schemas.describe(files.schema()));
        assertEquals(List.of("[1, a, null]", "[null, b, null]", "[5000000000, null, x]"), rows(files));
    }

    @Test
    void withoutBeingAskedNothingIsJoined() throws IOException {
        Path one = write("1.parquet", integers(integer("id", 32, true), 1L));
        Path two = write("2.parquet", integers(integer("id", 64, true), 1L));
        String message =
                assertThrows(SchemaMismatchException.class, () -> open(READ)).getMessage();
        assertTrue(message.contains(one + " (left), " + two + " (right); unionSchemas"), message);
        assertTrue(message.contains("int32") && message.contains("int64"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "8, true, 16, true, int16", "8, true, 64, true, int64", "16, true, 32, true, int32",
        "32, true, 64, true, int64", "8, false, 16, false, uint16", "16, false, 32, false, uint32",
        "32, false, 64, false, uint64", "8, false, 8, true, int16", "32, false, 8, true, int64",
        "16, false, 64, true, int64"
    })
    void integersAreWidenedToWhatHoldsBoth(int bits, boolean signed, int otherBits, boolean otherSigned, String joined)
            throws IOException {
        long least = signed ? -1L << (bits - 1) : 0;
        long most = signed ? -1 - least : (1L << bits) - 1;
        write("1.parquet", integers(integer("n", bits, signed), least, null, most));
        write("2.parquet", integers(integer("n", otherBits, otherSigned), 7L));
        ParquetFiles files = open(READ.unionSchemas());
        assertEquals("[n " + joined + "]", Schemas.describe(files.schema()));
        try (BatchStream batches = files.read(allocator);
                Batch batch = batches.next()) {
            BaseIntVector vector = (BaseIntVector) batch.column("n");
            assertEquals(least, vector.getValueAsLong(0));
            assertTrue(batch.column("n").isNull(1));
            assertEquals(most, vector.getValueAsLong(2));
        }
    }

    @Test
    void floatsAreWidened() throws IOException {
        Float2Vector halves = new Float2Vector("f", allocator);
        halves.allocateNew(1);
        halves.setWithPossibleTruncate(0, 1.5f);
        halves.setValueCount(1);
        write("1.parquet", halves);
        Float4Vector floats = new Float4Vector("f", allocator);
        floats.allocateNew(1);
        floats.set(0, 0.1f);
        floats.setValueCount(1);
        write("2.parquet", floats);
        assertEquals(List.of("[1.5]", "[0.1]"), rows(open(READ.unionSchemas())));
        Float8Vector doubles = new Float8Vector("f", allocator);
        doubles.allocateNew(1);
        doubles.set(0, 0.1);
        doubles.setValueCount(1);
        write("3.parquet", doubles);
        assertEquals(List.of("[1.5]", "[" + (double) 0.1f + "]", "[0.1]"), rows(open(READ.unionSchemas())));
    }

    @Test
    void whatWouldLoseIsRefusedWithBothSchemas() throws IOException {
        Path one = write("1.parquet", integers(integer("n", 64, true), 1L));
        Path two = write("2.parquet", integers(integer("n", 64, false), 1L));
        String message = assertThrows(SchemaMismatchException.class, () -> open(READ.unionSchemas()))
                .getMessage();
        assertTrue(
                message.startsWith("column 'n' is int64 and uint64, which no type joins without loss: " + one
                        + " (left), " + two + " (right)"),
                message);
    }

    @Test
    void chosenColumnsComeInTheirOrderFromWhereverTheyAre() throws IOException {
        write("p=1/1.parquet", integers(integer("a", 32, true), 1L), texts("b", "x"));
        write("p=2/2.parquet", texts("c", "z"));
        ParquetFiles files = open(READ.unionSchemas().columns("c", "p", "a"));
        assertEquals(List.of("[null, 1, 1]", "[z, 2, null]"), rows(files));
        assertEquals(List.of("[1]", "[2]"), rows(open(READ.unionSchemas().columns("p"))));
        assertThrows(NoSuchColumnException.class, () -> open(READ.unionSchemas().columns("c", "d")));
    }

    /** Nested ones, dictionaries and all else: null where a file lacks them, in whatever type. */
    @Test
    void columnsOfEachTypeMayBeMissing() throws IOException {
        List<Field> fields = new ArrayList<>(List.of(
                ArrowTypes.leaf("decimal", new ArrowType.Decimal(20, 2, 128)),
                ArrowTypes.leaf("bool", ArrowType.Bool.INSTANCE),
                ArrowTypes.leaf("large", ArrowType.LargeUtf8.INSTANCE),
                ArrowTypes.leaf("view", ArrowType.Utf8View.INSTANCE),
                ArrowTypes.leaf("half", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)),
                ArrowTypes.leaf("fixed", new ArrowType.FixedSizeBinary(3)),
                new Field(
                        "list",
                        FieldType.nullable(ArrowType.List.INSTANCE),
                        List.of(ArrowTypes.leaf("element", ArrowType.Utf8.INSTANCE))),
                new Field(
                        "struct",
                        FieldType.nullable(ArrowType.Struct.INSTANCE),
                        List.of(ArrowTypes.leaf("x", new ArrowType.Int(64, true))))));
        write("2.parquet", RandomBatches.of(fields, 100, Nulls.SOME, 7, allocator));
        write("1.parquet", integers(integer("id", 32, true), 1L, 2L));
        write("3.parquet", integers(integer("id", 32, true), 3L));
        List<String> rows = rows(open(READ.unionSchemas()));
        assertEquals(103, rows.size());
        assertEquals("[1" + ", null".repeat(fields.size()) + "]", rows.get(0));
        assertEquals("[3" + ", null".repeat(fields.size()) + "]", rows.get(102));
    }

    /** Both files use the id 0 for different columns, and the third has neither. */
    @Test
    void dictionariesKeepTheirValuesWhateverTheirIds() throws IOException {
        write("1.parquet", coded("a", "red", "green"));
        write("2.parquet", coded("b", "one", "two"));
        write("3.parquet", coded("a", "blue", "red"));
        ParquetFiles files = open(READ.unionSchemas());
        assertEquals("[a dictionary<int32, utf8>, b dictionary<int32, utf8>]", Schemas.describe(files.schema()));
        assertEquals(
                List.of("[red, null]", "[green, null]", "[null, one]", "[null, two]", "[blue, null]", "[red, null]"),
                rows(files));
    }

    private Batch coded(String name, String... values) {
        DictionaryEncoding encoding = new DictionaryEncoding(0, false, new ArrowType.Int(32, true));
        Field field = new Field(name, new FieldType(true, encoding.getIndexType(), encoding), null);
        FieldVector indices = integers(field, 0L, 1L);
        var schema = new org.apache.arrow.vector.types.pojo.Schema(List.of(field));
        return Batch.of(schema, 2, List.of(indices), Map.of(0L, texts("values", values)), allocator);
    }

    @Test
    void foldersAreColumnsBehindTheFilesOwn() throws IOException {
        write("day=2024-01-02/zone=10/part-0.parquet", integers(integer("id", 32, true), 2L));
        write("day=2024-01-01/zone=7/part-0.parquet", integers(integer("id", 32, true), 1L));
        write("day=__HIVE_DEFAULT_PARTITION__/zone=07/part-0.parquet", integers(integer("id", 32, true), 3L));
        Files.writeString(folder.resolve("_SUCCESS"), "");
        Files.writeString(folder.resolve("day=2024-01-01/.part-0.parquet"), "x");
        Files.writeString(folder.resolve("_metadata.parquet"), "x");
        ParquetFiles files = open(READ);
        assertEquals(
                "[id int32, day date32, zone int64]".replace("date32", dayName(files)),
                Schemas.describe(files.schema()));
        assertEquals(List.of("[1, 19723, 7]", "[2, 19724, 10]", "[3, null, 7]"), rows(files));
        assertEquals(List.of("[7, 1]", "[10, 2]", "[7, 3]"), rows(open(READ.columns("zone", "id"))));
        assertEquals(List.of("[1]", "[2]", "[3]"), rows(open(READ.ignorePartitions())));
    }

    private static String dayName(ParquetFiles files) {
        assertEquals(
                new ArrowType.Date(org.apache.arrow.vector.types.DateUnit.DAY),
                files.schema().findField("day").getType());
        return Schemas.typeName(files.schema().findField("day"));
    }

    @Test
    void valuesOfFoldersAreDecodedAndOfOneTypeOverAllFiles() throws IOException {
        write("p=a%2Fb+c%20%C3%A9/1.parquet", integers(integer("id", 32, true), 1L));
        write("p=7/2.parquet", integers(integer("id", 32, true), 2L));
        write("p=99999999999999999999/3.parquet", integers(integer("id", 32, true), 3L));
        assertEquals(List.of("[2, 7]", "[3, 99999999999999999999]", "[1, a/b+c é]"), rows(open(READ)));
    }

    @Test
    void aPartitionColumnThatIsInTheFilesTooIsRefused() throws IOException {
        Path file = write("id=1/1.parquet", integers(integer("id", 32, true), 1L));
        assertEquals(
                file + ": the column 'id' is in the file and in the names of its folders; ignorePartitions reads the"
                        + " file's own",
                assertThrows(SchemaMismatchException.class, () -> open(READ)).getMessage());
        assertEquals(List.of("[1]"), rows(open(READ.ignorePartitions())));
    }

    @Test
    void filesInDifferentFoldersAreRefusedOrJoined() throws IOException {
        write("p=1/1.parquet", integers(integer("id", 32, true), 1L));
        Path file = write("2.parquet", integers(integer("id", 32, true), 2L));
        String message =
                assertThrows(SchemaMismatchException.class, () -> open(READ)).getMessage();
        assertTrue(message.contains(file + " has [], together they have [p]"), message);
        assertEquals(List.of("[2, null]", "[1, 1]"), rows(open(READ.unionSchemas())));
    }

    @Test
    void numbersInNamesAreSortedByTheirValue() throws IOException {
        for (int part : new int[] {10, 2, 1}) {
            write("part-" + part + ".parquet", integers(integer("id", 32, true), (long) part));
        }
        assertEquals(List.of("[1]", "[2]", "[10]"), rows(open(READ)));
        Path glob = folder.resolve("part-*.parquet");
        assertEquals(List.of("[1]", "[2]", "[10]"), rows(ParquetFiles.open(List.of(glob), READ)));
    }

    @Test
    void badFilesFailTheReadOrAreSkippedUpToACap() throws IOException {
        write("1.parquet", integers(integer("id", 32, true), 1L));
        Path cut = Files.writeString(folder.resolve("2.parquet"), "no Parquet file at all");
        Path broken = withBrokenPage(write("3.parquet", texts("name", "a", "b")));
        assertThrows(CorruptFileException.class, () -> open(READ));
        String message = assertThrows(
                        CorruptFileException.class,
                        () -> open(READ.skipBadFiles(1).unionSchemas()))
                .getMessage();
        assertTrue(message.startsWith("more bad files than the 1 that may be skipped; the next: " + broken), message);
        ParquetFiles files = open(READ.skipBadFiles(2).verifyChecksums());
        assertEquals(List.of("[1]"), rows(files));
        assertEquals(
                List.of(cut, broken),
                files.skippedFiles().stream().map(SkippedFile::path).toList());
        assertTrue(files.skippedFiles().get(0).cause().startsWith(cut.toString()), files.skippedFiles()::toString);
        assertEquals(
                "skipBadFiles is 0, must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> READ.skipBadFiles(0))
                        .getMessage());
    }

    private static Path withBrokenPage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4; i < 20; i++) {
            bytes[i] = -1;
        }
        return Files.write(file, bytes);
    }

    @Test
    void withoutAnyGoodFileThereIsNothingToRead() throws IOException {
        Path bad = Files.writeString(folder.resolve("2.parquet"), "no Parquet file at all");
        String message = assertThrows(CorruptFileException.class, () -> open(READ.skipBadFiles(5)))
                .getMessage();
        assertTrue(message.startsWith("none of the files can be read; the first of 1: " + bad), message);
        assertThrows(ArrowShareException.class, () -> ParquetFiles.open(List.of(folder.resolve("gone.parquet")), READ));
    }

    @Test
    void aFilterOnFoldersLeavesFilesUnopened() throws IOException {
        write("day=2024-01-01/a.parquet", integers(integer("x", 32, true), 1L, 2L));
        Files.write(folder.resolve("day=2024-01-01").resolve("broken.parquet"), new byte[] {1, 2, 3});
        write("day=2024-01-02/a.parquet", integers(integer("x", 32, true), 3L, null, 5L));
        write("day=__HIVE_DEFAULT_PARTITION__/a.parquet", integers(integer("x", 32, true), 7L));

        ParquetFiles files = open(READ.where(Filter.parse("day = date '2024-01-02' and x > 3")));
        assertEquals(List.of("[5, 19724]"), rows(files));
        try (BatchStream batches = files.read(allocator)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                batch.close();
            }
            assertEquals(new SkippedRows(2, 3, 0, 0), batches.skipped());
        }
        assertEquals(1, rows(open(READ.where(Filter.parse("day is null")))).size());
        assertThrows(CorruptFileException.class, () -> open(READ.where(Filter.parse("day is null or x > 3"))));
    }

    @Test
    void aFilterTakesColumnsThatAFileLacksAsNullAndNarrowOnesAsWide() throws IOException {
        write("1.parquet", integers(integer("x", 32, true), -1L, 2L), texts("s", "a", "b"));
        write("2.parquet", integers(integer("x", 64, true), 2L, 5_000_000_000L));
        write("3.parquet", integers(integer("x", 16, false), 2L, 60_000L));
        ParquetReadOptions union = READ.unionSchemas();

        assertEquals(List.of("[2]", "[2]", "[2]"), rows(open(union.columns("x").where(Filter.parse("x = 2")))));
        assertEquals(
                List.of("[5000000000]", "[60000]"), rows(open(union.columns("x").where(Filter.parse("x > 2")))));
        assertEquals(List.of("[2]"), rows(open(union.columns("x").where(Filter.parse("s = 'b'")))));
        assertEquals(
                4,
                rows(open(union.columns("x").where(Filter.parse("s is null")))).size());
        assertEquals(List.of(), rows(open(union.columns("x").where(Filter.parse("s is not null and x > 10")))));
        String message = assertThrows(NoSuchColumnException.class, () -> open(union.where(Filter.parse("y = 1"))))
                .getMessage();
        assertTrue(message.contains("no column 'y'; columns are [x"), message);
        assertThrows(IllegalArgumentException.class, () -> open(union.where(Filter.parse("x = 'a'"))));
        assertThrows(SchemaMismatchException.class, () -> open(READ.columns("x").where(Filter.parse("s = 'b'"))));
    }
}
