package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.testing.ArrowTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer's Arrow schema is honoured where the stored values can be what it says. */
class StoredSchemaTest {
    private static final String TYPES =
            "message m { optional int64 zoned (TIMESTAMP(MICROS,true)); optional int64 local"
                    + " (TIMESTAMP(MICROS,false)); optional int64 duration; optional binary text (STRING);"
                    + " optional binary bytes; optional int32 day (DATE); optional binary coded (STRING);"
                    + " optional int64 wide (DECIMAL(12,2)); optional int64 other; optional int32 unnamed; }";

    @TempDir
    private Path folder;

    static String encoded(Schema schema) {
        return Base64.getEncoder().encodeToString(schema.serializeAsMessage());
    }

    @Test
    void typesThatFitAreRestored() throws IOException {
        Schema stored = new Schema(
                List.of(
                        Field.nullable("zoned", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Paris")),
                        Field.nullable("local", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Paris")),
                        Field.nullable("duration", new ArrowType.Duration(TimeUnit.MILLISECOND)),
                        new Field(
                                "text",
                                new FieldType(true, new ArrowType.LargeUtf8(), null, Map.of("unit", "words")),
                                null),
                        Field.nullable("bytes", new ArrowType.LargeBinary()),
                        Field.nullable("day", new ArrowType.Date(DateUnit.MILLISECOND)),
                        new Field(
                                "coded",
                                new FieldType(true, new ArrowType.LargeUtf8(), new DictionaryEncoding(1, false, null)),
                                null),
                        Field.nullable("wide", new ArrowType.Decimal(12, 2, 256)),
                        Field.nullable("other", new ArrowType.Utf8())),
                Map.of());
        Path file = written(encoded(stored));
        Schema schema = ParquetSource.open(file).schema();
        assertEquals(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Paris"), type(schema, "zoned"));
        assertEquals(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null), type(schema, "local"));
        assertEquals(new ArrowType.Duration(TimeUnit.MILLISECOND), type(schema, "duration"));
        assertEquals(new ArrowType.LargeUtf8(), type(schema, "text"));
        assertEquals(Map.of("unit", "words"), schema.findField("text").getMetadata());
        assertEquals(new ArrowType.LargeBinary(), type(schema, "bytes"));
        assertEquals(new ArrowType.Date(DateUnit.MILLISECOND), type(schema, "day"));
        assertEquals(new ArrowType.LargeUtf8(), type(schema, "coded"));
        assertEquals(
                new DictionaryEncoding(6, false, null),
                schema.findField("coded").getDictionary());
        assertEquals(new ArrowType.Decimal(12, 2, 256), type(schema, "wide"));
        assertEquals(new ArrowType.Int(64, true), type(schema, "other"));
        assertEquals(new ArrowType.Int(32, true), type(schema, "unnamed"));
        assertTrue(schema.getCustomMetadata().isEmpty(), "the key itself is no metadata of the schema");
        GroupOracle.assertEqual(
                file,
                ParquetReadOptions.read()
                        .rowsPerBatch(90)
                        .columns("zoned", "local", "duration", "text", "bytes", "coded", "wide", "other", "unnamed"));
    }

    @Test
    void whatIsNoSchemaIsCorrupt() throws IOException {
        for (String wrong : List.of("no base64!", "", "AAAA", "/////wAAAAA=")) {
            Path file = written(wrong);
            CorruptFileException failure = assertThrows(CorruptFileException.class, () -> ParquetSource.open(file));
            assertTrue(
                    failure.getMessage().startsWith(file + ": its metadata ARROW:schema is no Arrow schema"),
                    failure.getMessage());
            assertTrue(
                    failure.getMessage().endsWith("ParquetReadOptions.ignoreArrowSchema() reads the file without it"),
                    failure.getMessage());
            GroupOracle.assertEqual(file, ParquetReadOptions.read().ignoreArrowSchema());
        }
    }

    /** Whatever the schema claims, a column is what it can be, or is refused: each type for each column. */
    @Test
    void aSchemaThatContradictsTheColumnsIsIgnoredOrRefused() throws IOException {
        Path file = written(encoded(new Schema(List.of())));
        Schema inferred = ParquetSource.open(file).schema();
        for (Field claimed : claims()) {
            List<Field> fields = inferred.getFields().stream()
                    .map(field -> new Field(field.getName(), claimed.getFieldType(), claimed.getChildren()))
                    .toList();
            written(encoded(new Schema(fields)));
            for (Field field : inferred.getFields()) {
                String what = claimed + " claimed for " + field;
                try {
                    GroupOracle.assertEqual(file, ParquetReadOptions.read().columns(field.getName()));
                } catch (UnsupportedFeatureException e) {
                    assertTrue(
                            e.getMessage().contains("dictionary with indices of int8"), what + ": " + e.getMessage());
                } catch (CorruptFileException e) {
                    assertTrue(e.getMessage().contains("where ARROW:schema says"), what + ": " + e.getMessage());
                    assertTrue(
                            e.getMessage().contains("column '" + field.getName() + "'"), what + ": " + e.getMessage());
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(what, e);
                }
            }
        }
    }

    private static List<Field> claims() {
        List<Field> claims = new ArrayList<>(ArrowTypes.all());
        // What the oracle cannot compare with days, and what is tested by its values elsewhere.
        claims.removeIf(field -> field.getName().equals("date64"));
        for (Field field : List.copyOf(claims)) {
            DictionaryEncoding encoding = new DictionaryEncoding(1, true, new ArrowType.Int(64, false));
            claims.add(new Field("c", new FieldType(true, field.getType(), encoding), field.getChildren()));
        }
        DictionaryEncoding odd = new DictionaryEncoding(1, false, new ArrowType.Int(7, true));
        claims.add(new Field("odd", new FieldType(true, ArrowType.Utf8.INSTANCE, odd), null));
        return claims;
    }

    @Test
    void mutatedSchemasAreReadOrRefused() throws IOException {
        byte[] schema = new Schema(columns().stream()
                        .map(name -> encodedField(name, ArrowType.Utf8View.INSTANCE))
                        .toList())
                .serializeAsMessage();
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] mutated = schema.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            Path file = written(Base64.getEncoder().encodeToString(mutated));
            try {
                assertEquals(300, CorpusFilesTest.readAll(file));
            } catch (ArrowShareException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), "seed " + seed + ": " + e);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static List<String> columns() {
        return MessageTypeParser.parseMessageType(TYPES).getFields().stream()
                .map(Type::getName)
                .toList();
    }

    private static Field encodedField(String name, ArrowType type) {
        return new Field(name, new FieldType(true, type, new DictionaryEncoding(1, false, null)), null);
    }

    private static ArrowType type(Schema schema, String column) {
        return schema.findField(column).getType();
    }

    private Path written(String storedSchema) throws IOException {
        Path file = folder.resolve("stored.parquet");
        new OracleWriter(
                        MessageTypeParser.parseMessageType(TYPES),
                        ParquetProperties.builder().build(),
                        CompressionCodecName.SNAPPY,
                        200,
                        new Random(17),
                        0.1,
                        0)
                .write(file, 300, Map.of("ARROW:schema", storedSchema));
        return file;
    }
}
